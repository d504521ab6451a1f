"""What webhooks brought: kept before it is acknowledged, taken in the order it came, forgotten once it is read."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import structlog
from cryptography.exceptions import InvalidTag
from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Cipher
from storage.unopened_tables import unopened_bodies

log = structlog.get_logger(__name__)

#: Of the reader's lock: two readers would bring a citizen's messages out of their order.
LOCK: Final = zlib.crc32(b"unopened bodies")
#: After so long in the middle of its work a reader counts as stopped by its machine: its session is ended.
IDLE: Final = "10s"
MOST_BYTES: Final = 4_000_000  #: taken at once, and the body with which that is passed


@dataclass(frozen=True, slots=True)
class Unopened:
    """One body as its channel signed it, and when it came."""

    id: int
    channel: str
    received_at: datetime
    body: bytes


class UnopenedBodies:
    """The bodies within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def keep(self, bodies: Sequence[tuple[str, datetime, bytes]]) -> None:
        """Keep bodies (channel, when it came, bytes) in their order."""
        rows = [
            {"channel": channel, "received_at": received_at, "body_sealed": self._cipher.encrypt(body)}
            for channel, received_at, body in bodies
        ]
        await self._db.execute(_keep(), rows)

    async def take(self, channels: Collection[str], most: int) -> list[Unopened]:
        """Return the first bodies of these channels, for this unit of work alone; none where another one reads.

        A body that our key does not open is left where it is, for whoever puts the right key back.
        """
        if not await self._alone():
            return []
        wanted = {"channels": list(channels), "most": most, "room": MOST_BYTES}
        taken: list[Unopened] = []
        for row in (await self._db.execute(_first(), wanted)).all():
            try:
                body = self._cipher.decrypt(row.body_sealed)
            except InvalidTag:
                log.error("body_of_another_key", body=row.id, remedy="CONTACT_KEY")  # noqa: TRY400 - says all
                continue
            taken.append(Unopened(row.id, row.channel, row.received_at, body))
        return taken

    async def forget(self, ids: Collection[int]) -> None:
        """Remove bodies that were read, in the transaction that keeps what was read."""
        await self._db.execute(_forget(), {"ids": list(ids)})

    async def _alone(self) -> bool:
        """Become the one reader until this transaction ends. A SQLite file has one writer anyhow."""
        if self._db.dialect.name == "sqlite":
            return True
        return bool((await self._db.execute(_lock(), {"number": LOCK, "idle": IDLE})).scalar())


@cache
def _lock() -> Any:
    # Tried for, not waited for; and together, so that nobody has the lock without the limit.
    limit = "set_config('idle_in_transaction_session_timeout', :idle, true)"
    return text(f"SELECT pg_try_advisory_xact_lock(:number), {limit}")


@cache
def _keep() -> Any:
    return insert(unopened_bodies)


@cache
def _first() -> Any:
    c = unopened_bodies.c
    ours = c.channel.in_(bindparam("channels", expanding=True))
    first = select(c.id, func.length(c.body_sealed).label("size")).where(ours)
    some = first.order_by(c.id).limit(bindparam("most")).subquery()
    before = func.sum(some.c.size).over(order_by=some.c.id) - some.c.size
    sized = select(some.c.id, before.label("before")).subquery()
    query = select(unopened_bodies).join(sized, sized.c.id == c.id)
    return query.where(sized.c.before < bindparam("room")).order_by(c.id)


@cache
def _forget() -> Any:
    return delete(unopened_bodies).where(unopened_bodies.c.id.in_(bindparam("ids", expanding=True)))
