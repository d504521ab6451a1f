"""Attempts at a secret, counted by who makes them; `who` is a keyed hash, never a name or an address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import lookups

TRIED, SUCCEEDED = "login_tried", "login_ok"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many attempts there were since the last success, and when the last one was."""

    failures: int
    last: datetime | None


class Attempts:
    """Attempts within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def in_turn(self, who: str) -> None:
        """Wait for others who count the same `who`; SQLite has one writer anyway."""
        if self._db.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 0))")
            await self._db.execute(lock, {"who": who})

    async def tally(self, who: str, since: datetime) -> Tally:
        """Count the attempts after the last success, none older than `since`."""
        c = lookups.c
        success = select(func.coalesce(func.max(c.id), 0)).where(c.who == who, c.kind == SUCCEEDED)
        tried = select(func.count().label("n"), func.max(c.at).label("last")).where(
            c.who == who, c.kind == TRIED, c.at >= since, c.id > success.scalar_subquery()
        )
        row = (await self._db.execute(tried)).one()
        return Tally(row.n, row.last)

    async def note(self, who: str, kind: str, now: datetime) -> None:
        """Note an attempt or a success."""
        await self._db.execute(insert(lookups).values(who=who, kind=kind, at=now))
