"""Small tables: what this installation is, days off that an administrator edits, and look-ups counted for limits."""

from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import holidays, installation, lookups


class Facts:
    """The small tables within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def installation(self, key: str) -> str | None:
        """Return a fact about this installation."""
        query = select(installation.c.value).where(installation.c.key == key)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def note_installation(self, key: str, value: str) -> None:
        """Keep a fact about this installation, in place of what was known."""
        await self._db.execute(delete(installation).where(installation.c.key == key))
        await self._db.execute(insert(installation).values(key=key, value=value))

    async def day_rows(self) -> list[tuple[date, bool, str]]:
        """Return the administrator's table with names, in order."""
        rows = await self._db.execute(select(holidays).order_by(holidays.c.day))
        return [(row.day, row.off, row.name) for row in rows.all()]

    async def set_day(self, day: date, *, off: bool, name: str) -> None:
        """Put one day into the table."""
        await self.forget_day(day)
        await self._db.execute(insert(holidays).values(day=day, off=off, name=name))

    async def forget_day(self, day: date) -> None:
        """Take one day out of the table."""
        await self._db.execute(delete(holidays).where(holidays.c.day == day))

    async def count_lookup(self, who: str, kind: str, now: datetime) -> None:
        """Count one look-up."""
        await self._db.execute(insert(lookups).values(who=who, kind=kind, at=now))

    async def lookups_since(self, who: str, kind: str, since: datetime) -> int:
        """Return how many look-ups someone made since then."""
        c = lookups.c
        query = select(func.count()).where(c.who == who, c.kind == kind, c.at >= since)
        return int((await self._db.execute(query)).scalar_one())
