"""Own page "Sesi saya": where one is signed in, and ending it there."""

from aiohttp import web

from inbox import sessions
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER, SESSION
from inbox.pages import page, redirect
from storage.audit import AuditAction

ALL, OTHERS = "semua", "lain"


async def own(request: web.Request) -> web.Response:
    """List the browsers signed in to this account."""
    async with request.app[DATABASE].read() as unit:
        found = await unit.sessions.of(request[OFFICER].id, request.app[DESK].now())
    return await page(request, "own_sessions.html", sessions=found, current=request[SESSION].id)


async def end(request: web.Request) -> web.Response:
    """End one session, all others, or all."""
    officer, current = request[OFFICER], request[SESSION].id
    which = (await read_form(request)).get("sesi", "")
    async with request.app[DATABASE].write() as unit:
        if which in {ALL, OTHERS}:
            await sessions.end_all(unit, officer.id, but=current if which == OTHERS else "")
        elif await unit.sessions.end(officer.id, which):
            unit.ring_topic(sessions.listeners(officer.id))
        now, detail = request.app[DESK].now(), which if which in {ALL, OTHERS} else "satu perangkat"
        await unit.audit.note(
            officer.id, AuditAction.SIGNED_OUT, now, subject=officer.username, detail=detail
        )
        await unit.commit()
    if which not in {ALL, current}:
        return redirect("/sesi?kabar=sesi_diakhiri")
    response = redirect("/masuk?kabar=keluar")
    sessions.forget_cookie(request, response)
    return response
