"""Looking at a case or a file is noted, in the transaction that reads it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from storage import UnitOfWork
from storage.audit import AuditAction

T = TypeVar("T")
#: A page that refreshes itself is one look for as long; then it is noted anew.
ONE_LOOK = timedelta(minutes=15)


async def look(
    request: web.Request,
    action: AuditAction,
    read: Callable[[UnitOfWork], Awaitable[tuple[T, str]]],
    subject: str = "",
) -> T:
    """Return what `read` finds (with its ticket's id); nothing is shown before the note is kept."""
    officer, now = request[OFFICER], request.app[DESK].now()
    async with request.app[DATABASE].read() as unit:
        found, ticket_id = await read(unit)
        # What came in after the last look has not been seen by it, and a list says so (storage/case_columns.py).
        news = await unit.tickets.last_message_at(ticket_id)
        since = max(now - ONE_LOOK, news) if news else now - ONE_LOOK
        if await unit.audit.noted_since(officer.id, action, ticket_id, since, subject):
            return found
    async with request.app[DATABASE].write() as unit:
        found, ticket_id = await read(unit)
        await unit.audit.note(officer.id, action, now, ticket_id=ticket_id, subject=subject)
        await unit.commit()
        return found
