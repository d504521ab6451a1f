"""The months of `raw_bodies` on PostgreSQL: each a table of its own, made ahead and dropped whole."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

MONTHS_AHEAD = 2
#: The pieces are made and dropped by one process at a time, and never hold up who writes for longer.
LOCK = 0x7A66AB
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"
PIECES = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'raw_bodies'::regclass")
MONTH = re.compile(r"raw_bodies_(\d{4})(\d\d)")


async def make_months(connection: AsyncConnection, now: datetime) -> int:
    """Make the pieces of this month and the next; returns how many were new.

    A month of which something lies in `raw_bodies_other` already is left there: it goes row by row.
    """
    made = 0
    known = await _pieces(connection)
    for first in _months(now, MONTHS_AHEAD + 1):
        name, end = _name(first), _next(first)
        among_others = text(
            "SELECT EXISTS (SELECT FROM raw_bodies_other WHERE received_at >= :a AND received_at < :b)"
        )
        if name in known or (await connection.execute(among_others, {"a": first, "b": end})).scalar_one():
            continue
        # Attached, not created in place: that would keep everybody from the whole table.
        await connection.execute(text(f"CREATE TABLE {name} (LIKE raw_bodies INCLUDING ALL)"))
        bounds = f"FROM ('{first.isoformat()}') TO ('{end.isoformat()}')"
        await connection.execute(text(f"ALTER TABLE raw_bodies ATTACH PARTITION {name} FOR VALUES {bounds}"))
        made += 1
    return made


async def drop_months(connection: AsyncConnection, before: datetime) -> int:
    """Drop the pieces that hold nothing since then; returns how many."""
    over = [name for name in await _pieces(connection) if (first := _first(name)) and _next(first) <= before]
    for name in over:
        await connection.execute(text(f"DROP TABLE {name}"))
    return len(over)


async def alone(connection: AsyncConnection) -> bool:
    """Whether this transaction is the one that may change the pieces."""
    await connection.execute(text(LOCK_TIMEOUT))
    query = text("SELECT pg_try_advisory_xact_lock(:lock)")
    return bool((await connection.execute(query, {"lock": LOCK})).scalar_one())


async def _pieces(connection: AsyncConnection) -> list[str]:
    return sorted((await connection.execute(PIECES)).scalars().all())


def _months(now: datetime, count: int) -> Iterator[datetime]:
    first = datetime(now.year, now.month, 1, tzinfo=UTC)
    for _ in range(count):
        yield first
        first = _next(first)


def _next(first: datetime) -> datetime:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _name(first: datetime) -> str:
    return f"raw_bodies_{first:%Y%m}"


def _first(name: str) -> datetime | None:
    found = MONTH.fullmatch(name)
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) if found else None
