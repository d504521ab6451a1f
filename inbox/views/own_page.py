"""Own page "Saya": who mentioned me, what may ring, and the guide of the first days."""

from aiohttp import web

from inbox.expired import own_page
from inbox.forms import read_form
from inbox.keys import DATABASE, OFFICER
from inbox.own import WORKS_ON_CASES
from inbox.pages import page, redirect
from storage.preferences import GUIDE_READ

READ = "ya"


async def own(request: web.Request) -> web.Response:
    """Show it."""
    officer = request[OFFICER]
    async with request.app[DATABASE].read() as unit:
        mine = await unit.notes.mentions(officer)
        read = await unit.preferences.get(officer.id, GUIDE_READ) == READ
    works = officer.role in WORKS_ON_CASES
    return await page(request, "own.html", mine=mine, guide_read=read, works=works)


async def guide(request: web.Request) -> web.Response:
    """Put the guide away, or show it again."""
    form, officer = await read_form(request), request[OFFICER]
    async with request.app[DATABASE].write() as unit:
        await unit.preferences.set(officer.id, GUIDE_READ, READ if form.get("tutup") else "")
        await unit.commit()
    return redirect(own_page(form.get("kembali", "/")) if form.get("tutup") else "/")
