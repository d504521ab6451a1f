"""Filters that officers keep under a name."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.list_tables import saved_filters

MOST = 12  #: of one officer; they stand beside each other as tabs
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A name and the address's query it stands for."""

    id: str
    name: str
    query: str


class SavedFilters:
    """The saved filters within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def of(self, officer_id: str) -> list[SavedFilter]:
        """Return an officer's filters, the oldest first."""
        c = saved_filters.c
        query = select(c.id, c.name, c.query).where(c.officer_id == officer_id)
        rows = (await self._db.execute(query.order_by(c.created_at, c.id))).all()
        return [SavedFilter(*row) for row in rows]

    async def keep(self, officer_id: str, name: str, query: str, now: datetime) -> bool:
        """Keep a filter in place of one of the same name; False where the officer has MOST already."""
        c = saved_filters.c
        same = (c.officer_id == officer_id, c.name == name)
        replaced = (await self._db.execute(delete(saved_filters).where(*same))).rowcount
        count = select(func.count()).where(c.officer_id == officer_id)
        if not replaced and (await self._db.execute(count)).scalar_one() >= MOST:
            return False
        row = {"id": uuid.uuid4().hex, "officer_id": officer_id, "name": name, "query": query}
        await self._db.execute(insert(saved_filters).values(**row, created_at=now))
        return True

    async def forget(self, officer_id: str, filter_id: str) -> None:
        """Forget one of the officer's own."""
        c = saved_filters.c
        await self._db.execute(delete(saved_filters).where(c.id == filter_id, c.officer_id == officer_id))
