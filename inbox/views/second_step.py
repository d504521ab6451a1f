"""The second step of signing in: a code of the app, or a recovery code."""

from datetime import datetime, timedelta

from aiohttp import web

from inbox import sessions
from inbox.device import known_browser
from inbox.expired import own_page
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK
from inbox.pages import page, redirect
from inbox.throttle import code_counts, note_success, wait
from inbox.totp import as_recovery_code, matching_step
from inbox.views.login import told_to_wait, wait_words
from storage import UnitOfWork
from storage.staff import Officer

WRONG = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."


async def form(request: web.Request) -> web.Response:
    """Ask for the code; without a password given before, that comes first."""
    if await _waiting(request) is None:
        return redirect("/masuk")
    return await page(request, "second_step.html", back=own_page(request.query.get("lanjut", "/")), error="")


async def give(request: web.Request) -> web.Response:
    """Take the code, once, and begin the session under a fresh token."""
    fields, officer, now = await read_form(request), await _waiting(request), request.app[DESK].now()
    if officer is None:
        return redirect("/masuk")
    back = own_page(fields.get("lanjut", "/"))
    response = redirect(back)
    async with request.app[DATABASE].write() as unit:
        kept = code_counts(unit, officer.id, known_browser(request, officer.username))
        left = await wait(unit, kept, now)
        fits = not left > timedelta() and await use_code(unit, officer.id, fields.get("kode", ""), now)
        if fits:
            await note_success(unit, kept, now)
            await sessions.start(request, unit, response, officer)
        await unit.commit()
    if fits:
        return response
    if left > timedelta():
        refused = await page(request, "second_step.html", status=429, back=back, error=wait_words(left))
        return told_to_wait(refused, left)
    return await page(request, "second_step.html", status=401, back=back, error=WRONG)


async def use_code(unit: UnitOfWork, officer_id: str, typed: str, now: datetime) -> bool:
    """Use up an app's code or a recovery code; False where it does not fit or was used before."""
    factor = await unit.second_factors.get(officer_id)
    if factor is None:
        return False
    step = matching_step(factor.secret, typed, now)
    if step is not None:
        return await unit.second_factors.use_step(officer_id, step)
    return await unit.second_factors.use_recovery(officer_id, as_recovery_code(typed), now)


async def _waiting(request: web.Request) -> Officer | None:
    session = await sessions.session_of(request)
    if session is None or not session.pending:
        return None
    async with request.app[DATABASE].read() as unit:
        return await unit.staff.get(session.officer_id)
