"""Page "Angka": how an agency stands, and which promises it has broken."""

from typing import Any

from aiohttp import web

from inbox.dates import promise
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from storage.audit import AuditAction
from storage.figures import PERIOD, Figures


async def figures(request: web.Request) -> web.Response:
    """Show the reader's agencies, the supervisor all of them; secret cases only as far as the reader's scope."""
    desk, officer = request.app[DESK], request[OFFICER]
    now = desk.now()
    async with request.app[DATABASE].write() as unit:
        calendar, routing = await desk.calendar(unit), await desk.routing(unit)
        found, today = Figures(unit, officer), calendar.local(now).date()
        unanswered = await found.unanswered()
        rows, late = await found.by_agency(now, today), await found.late(today)
        await unit.audit.note(officer.id, AuditAction.FIGURES_SEEN, now)
        await unit.commit()
    names = {code: one.short for code, one in routing.agencies.items()}
    lines = [(ticket, promise(ticket, calendar, now)) for ticket in late]
    values: dict[str, Any] = {"rows": rows, "lines": lines, "names": names, "unanswered": unanswered}
    return await page(request, "figures.html", days=PERIOD.days, **values)
