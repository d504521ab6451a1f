"""The queue: what waits for this officer."""

import re

from aiohttp import web

from inbox.dates import promise
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from storage.cases import PAGE, Cases
from storage.staff import Officer, Role
from tickets.routing import Agency, Routing

#: Where those begin who have no queue.
HOME = {Role.ADMIN: "/akun", Role.TRAINER: "/sesi"}
OF_ALL = frozenset({Role.TRIAGE, Role.SUPERVISOR})
PAGE_NUMBER = re.compile("[1-9][0-9]{0,3}")


async def queue(request: web.Request) -> web.Response:
    """Show open or closed cases; triage may look at one agency's."""
    officer, desk = request[OFFICER], request.app[DESK]
    if officer.role in HOME:
        return redirect(HOME[officer.role])
    closed = request.query.get("lihat") == "selesai"
    agency = request.query.get("opd", "")[:40] if sees_many(officer) else ""
    number = _page_number(request)
    async with request.app[DATABASE].read() as unit:
        cases = Cases(unit, officer)
        rows = await cases.queue(closed=closed, agency=agency or None, page=number)
        counts = await cases.counts()
        routing, calendar = await desk.routing(unit), await desk.calendar(unit)
    now = desk.now()
    return await page(
        request,
        "queue.html",
        lines=[(row, promise(row.ticket, calendar, now)) for row in rows],
        counts=counts,
        agencies=routing.agencies,
        choices=_choices(officer, routing),
        closed=closed,
        agency=agency,
        number=number,
        more=len(rows) == PAGE,
    )


def sees_many(officer: Officer) -> bool:
    """Whether the queue may hold cases of several agencies."""
    return officer.role in OF_ALL or len(officer.agencies) > 1


def _choices(officer: Officer, routing: Routing) -> list[Agency]:
    """Return the agencies by which this officer may narrow the queue."""
    if not sees_many(officer):
        return []
    return [a for a in routing.agencies.values() if officer.role in OF_ALL or a.code in officer.agencies]


def _page_number(request: web.Request) -> int:
    asked = request.query.get("halaman", "")
    return int(asked) if PAGE_NUMBER.fullmatch(asked) else 1
