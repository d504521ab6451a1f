"""What an officer chose for the own screen."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside_tables import officer_preferences
from storage.upsert import upsert

#: Whether the first-run guide was put away: "ya".
GUIDE_READ = "guide_read"


class Preferences:
    """The choices within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def get(self, officer_id: str, name: str) -> str:
        """Return a choice, empty where none was made."""
        c = officer_preferences.c
        query = select(c.value).where(c.officer_id == officer_id, c.name == name)
        return (await self._db.execute(query)).scalar_one_or_none() or ""

    async def set(self, officer_id: str, name: str, value: str) -> None:
        """Keep a choice."""
        keys = {"officer_id": officer_id, "name": name}
        await upsert(self._db, officer_preferences, keys, {"value": value})
