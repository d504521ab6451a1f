"""Search over number, place and words; noted, but never what was looked for."""

from aiohttp import web

from inbox.forms import clean
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from inbox.views.queue import lines, sees_many
from storage.audit import AuditAction
from storage.case_lists import Viewer
from storage.cases import Cases
from storage.search import Asked, Found, Search, understand

LONGEST = 120  #: characters of one search


async def search(request: web.Request) -> web.Response:
    """Show what fits, the latest first; an empty search explains itself."""
    officer, desk = request[OFFICER], request.app[DESK]
    typed, now = clean(request.query.get("cari", ""))[:LONGEST], desk.now()
    asked = understand(typed, desk.rules.prefix)
    found = await _find(request, asked)
    async with request.app[DATABASE].read() as unit:
        alarm = await Cases(unit, officer).counts()
        routing, calendar = await desk.routing(unit), await desk.calendar(unit)
    return await page(
        request,
        "search.html",
        typed=typed,
        found=found,
        lines=lines(found.rows, calendar, now),
        counts=alarm,
        agencies={code: one.short for code, one in routing.agencies.items()},
        choices=sees_many(officer),
    )


async def _find(request: web.Request, asked: Asked) -> Found:
    """Search, and note that there was a search, before anything is shown."""
    officer, desk = request[OFFICER], request.app[DESK]
    if not asked.words:
        return Found([])
    now = desk.now()
    async with request.app[DATABASE].read() as unit:
        today = (await desk.calendar(unit)).local(now).date()
        found = await Search(unit, Viewer(officer, now, today)).find(asked, request.query.get("mulai", ""))
    async with request.app[DATABASE].write() as unit:
        await unit.audit.note(officer.id, AuditAction.SEARCHED, now, detail=asked.kind)
        await unit.commit()
    return found
