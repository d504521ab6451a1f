"""Signing in and out: the password first, then the code where the account has one."""

import math
from datetime import datetime, timedelta
from urllib.parse import urlencode

from aiohttp import web

from inbox import sessions
from inbox.accounts import verify_password
from inbox.device import known_browser
from inbox.expired import own_page
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK
from inbox.pages import page, redirect
from inbox.throttle import Count, counts, note_success, wait
from storage import UnitOfWork
from storage.staff import Officer

WRONG = "Nama pengguna atau kata sandi tidak cocok."
STEP = "/masuk/kode"


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
    typed = {"username": username, "back": back}
    left = await _counted(request, username, request.app[DESK].now())
    if left > timedelta():
        response = await page(request, "login.html", status=429, error=wait_words(left), **typed)
        return told_to_wait(response, left)
    officer = await _known(request, username, fields.get("sandi", ""))
    if officer is None:
        return await page(request, "login.html", status=401, error=WRONG, **typed)
    return await _begin(request, officer, back)


async def log_out(request: web.Request) -> web.Response:
    """End the session."""
    response = redirect("/masuk?kabar=keluar")
    await sessions.end(request, response)
    return response


def wait_words(left: timedelta) -> str:
    """Say how long to wait."""
    return f"Terlalu banyak percobaan. Tunggu {math.ceil(left / timedelta(minutes=1))} menit, lalu coba lagi."


def told_to_wait(response: web.Response, left: timedelta) -> web.Response:
    """Say it to machines, too."""
    response.headers["Retry-After"] = str(math.ceil(left.total_seconds()))
    return response


async def _counted(request: web.Request, username: str, now: datetime) -> timedelta:
    async with request.app[DATABASE].write() as unit:
        left = await wait(unit, _counts(request, unit, username), now)
        await unit.commit()
        return left


async def _known(request: web.Request, username: str, password: str) -> Officer | None:
    async with request.app[DATABASE].read() as unit:
        found = await unit.staff.by_username(username)
    fits = await verify_password(password, found[1] if found else None)
    return found[0] if found and fits else None


async def _begin(request: web.Request, officer: Officer, back: str) -> web.Response:
    async with request.app[DATABASE].write() as unit:
        kept = _counts(request, unit, officer.username)
        await note_success(unit, kept, request.app[DESK].now())
        factor = await unit.second_factors.get(officer.id)
        pending = factor is not None and factor.confirmed
        response = redirect(f"{STEP}?{urlencode({'lanjut': back})}" if pending else back)
        await sessions.start(request, unit, response, officer, pending=pending)
        await unit.commit()
    return response


def _counts(request: web.Request, unit: UnitOfWork, username: str) -> list[Count]:
    return counts(unit, username, request.remote or "", known_browser(request, username))
