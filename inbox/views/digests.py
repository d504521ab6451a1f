"""Page "Ringkasan": how each agency stands, fit for paper."""

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from inbox.views.staff import agencies_of
from storage.audit import AuditAction
from storage.digests import Digests
from storage.staff import Role


async def digests(request: web.Request) -> web.Response:
    """Show the reader's agencies, triage every one, or the one asked for; within the reader's scope."""
    desk, officer, now = request.app[DESK], request[OFFICER], request.app[DESK].now()
    asked = request.query.get("opd", "")[:40]
    async with request.app[DATABASE].write() as unit:
        calendar, routing = await desk.calendar(unit), await desk.routing(unit)
        names = agencies_of(routing)
        codes = list(names) if officer.role is Role.TRIAGE else list(officer.agencies)
        chosen = [asked] if asked in codes else codes
        found = await Digests(unit, officer).today(chosen, now, calendar)
        await unit.audit.note(officer.id, AuditAction.FIGURES_SEEN, now, detail="ringkasan")
        await unit.commit()
    choices = {code: names.get(code, code) for code in codes}
    since = calendar.local(found[0].since if found else now)
    return await page(
        request,
        "digests.html",
        digests=found,
        choices=choices,
        asked=asked,
        since=since,
        now=calendar.local(now),
    )
