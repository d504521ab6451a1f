"""Who has a case open right now; rows that nobody renews are as good as gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside_tables import presence
from storage.tables import officers
from storage.upsert import upsert

#: A page says every 15 seconds that it is open; two may get lost.
LASTS = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Present:
    """An officer who has the case open; `writing` says that words are being typed."""

    name: str
    writing: bool


class Presence:
    """Who is where, within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def note(self, ticket_id: str, officer_id: str, now: datetime, *, writing: bool) -> bool:
        """Note that the officer has it open; returns whether that is news to others."""
        c = presence.c
        gone = delete(presence).where(c.ticket_id == ticket_id, c.seen_at <= now - LASTS)
        left = (await self._db.execute(gone)).rowcount
        mine = select(c.writing).where(c.ticket_id == ticket_id, c.officer_id == officer_id)
        before = (await self._db.execute(mine)).scalar_one_or_none()
        keys = {"ticket_id": ticket_id, "officer_id": officer_id}
        await upsert(self._db, presence, keys, {"seen_at": now, "writing": writing})
        return bool(left) or before is None or bool(before) != writing

    async def leave(self, ticket_id: str, officer_id: str) -> bool:
        """Note that the officer closed it; returns whether anything changed."""
        c = presence.c
        mine = delete(presence).where(c.ticket_id == ticket_id, c.officer_id == officer_id)
        return bool((await self._db.execute(mine)).rowcount)

    async def others(self, ticket_id: str, officer_id: str, now: datetime) -> list[Present]:
        """Return who else has the case open, those who write first."""
        c = presence.c
        query = (
            select(officers.c.name, c.writing)
            .join(officers, officers.c.id == c.officer_id)
            .where(c.ticket_id == ticket_id, c.officer_id != officer_id, c.seen_at > now - LASTS)
            .order_by(c.writing.desc(), officers.c.name)
        )
        return [Present(row.name, row.writing) for row in (await self._db.execute(query)).all()]
