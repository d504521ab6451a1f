"""Calls to people, kept until they are passed on; implements tickets.ports.Pager."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.help_tables import pages
from tickets.ticket import Ticket

LONGEST_KEY = 160


class Pages:
    """The calls within one unit of work."""

    def __init__(self, connection: AsyncConnection, now: Callable[[], datetime]) -> None:
        """Work on this connection."""
        self._db = connection
        self._now = now

    async def page(self, ticket: Ticket, level: int, why: str, key: str) -> None:
        """Call whoever stands on that level of the ticket's agency, once per key."""
        known = select(pages.c.id).where(pages.c.key == key[:LONGEST_KEY])
        if (await self._db.execute(known)).first() is not None:
            return
        row = {"key": key[:LONGEST_KEY], "ticket_id": ticket.id, "agency": ticket.agency, "level": level}
        await self._db.execute(insert(pages).values(**row, why=why, at=self._now()))
