"""Signing in and out."""

from datetime import datetime

from aiohttp import web

from inbox import sessions
from inbox.accounts import verify_password
from inbox.expired import own_page
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK
from inbox.pages import page, redirect
from inbox.throttle import WINDOW, may_try, note_success
from storage.staff import Officer

WRONG = "Nama pengguna atau kata sandi tidak cocok."
WAIT = "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi."


async def form(request: web.Request) -> web.Response:
    """Show the login, or the queue to who is signed in."""
    back = own_page(request.query.get("lanjut", "/"))
    if await sessions.who(request):
        return redirect(back)
    return await page(request, "login.html", back=back)


async def log_in(request: web.Request) -> web.Response:
    """Begin a session; unknown username and wrong password look the same and take the same time."""
    fields = await read_form(request)
    username, back = fields.get("pengguna", "")[:100], own_page(fields.get("lanjut", "/"))
    now = request.app[DESK].now()
    if not await _counted(request, username, now):
        response = await page(request, "login.html", status=429, error=WAIT, username=username, back=back)
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response
    officer = await _known(request, username, fields.get("sandi", ""), now)
    if officer is None:
        return await page(request, "login.html", status=401, error=WRONG, username=username, back=back)
    response = redirect(back)
    await sessions.start(request, response, officer)
    return response


async def log_out(request: web.Request) -> web.Response:
    """End the session."""
    response = redirect("/masuk?kabar=keluar")
    await sessions.end(request, response)
    return response


async def _counted(request: web.Request, username: str, now: datetime) -> bool:
    async with request.app[DATABASE].write() as unit:
        allowed = await may_try(unit, username, request.remote or "", now)
        await unit.commit()
        return allowed


async def _known(request: web.Request, username: str, password: str, now: datetime) -> Officer | None:
    async with request.app[DATABASE].read() as unit:
        found = await unit.staff.by_username(username)
    if not await verify_password(password, found[1] if found else None):
        return None
    async with request.app[DATABASE].write() as unit:
        await note_success(unit, username, request.remote or "", now)
        await unit.commit()
    return found[0] if found else None
