"""The queue: what waits for this officer."""

import re

from aiohttp import web

from inbox.dates import promise
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from storage.cases import PAGE, Cases
from storage.staff import Role

PAGE_NUMBER = re.compile("[1-9][0-9]{0,3}")


async def queue(request: web.Request) -> web.Response:
    """Show open or closed cases; triage may look at one agency's."""
    officer, desk = request[OFFICER], request.app[DESK]
    if officer.role is Role.ADMIN:
        return redirect("/akun")
    closed = request.query.get("lihat") == "selesai"
    agency = request.query.get("opd", "")[:40] if officer.role is Role.TRIAGE else ""
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
        closed=closed,
        agency=agency,
        number=number,
        more=len(rows) == PAGE,
    )


def _page_number(request: web.Request) -> int:
    asked = request.query.get("halaman", "")
    return int(asked) if PAGE_NUMBER.fullmatch(asked) else 1
