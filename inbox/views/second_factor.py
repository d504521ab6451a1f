"""Own page "Keamanan akun": putting a code app on the account, and taking it off."""

from datetime import timedelta

from aiohttp import web

from inbox import sessions
from inbox.accounts import verify_password
from inbox.device import known_browser
from inbox.forms import PASSWORD, FormError, read_form
from inbox.keys import DATABASE, DESK, OFFICER, SESSION, SITE
from inbox.pages import page, redirect
from inbox.throttle import counts, note_success, wait
from inbox.totp import key_text, matching_step, new_recovery_codes, new_secret, otpauth, qr_code
from inbox.views.login import wait_words
from storage.audit import AuditAction

WRONG_PASSWORD = "Kata sandi tidak cocok."  # noqa: S105 - words for the screen
WRONG_CODE = "Kode tidak cocok. Pastikan jam ponsel otomatis, lalu ketik kode yang sedang tampil."


async def security(request: web.Request) -> web.Response:
    """Show how the account is protected."""
    return await _show(request)


async def begin(request: web.Request) -> web.Response:
    """Draw a new secret; the password is asked once more, so that an open screen is not enough."""
    officer, form = request[OFFICER], await read_form(request)
    try:
        await _ask_password(request, form.get(PASSWORD, ""))
    except FormError as problem:
        return await _show(request, status=422, error=str(problem))
    async with request.app[DATABASE].write() as unit:
        factor = await unit.second_factors.get(officer.id)
        if factor is None or not factor.confirmed:
            await unit.second_factors.begin(officer.id, new_secret(), request.app[DESK].now())
            await unit.commit()
    return redirect(sessions.SETUP)


async def confirm(request: web.Request) -> web.Response:
    """Put the secret in force by a first code; every other session ends; recovery codes are shown this once."""
    officer, now, form = request[OFFICER], request.app[DESK].now(), await read_form(request)
    async with request.app[DATABASE].write() as unit:
        factor = await unit.second_factors.get(officer.id)
        if factor is None or factor.confirmed:
            return redirect(sessions.SETUP)
        step = matching_step(factor.secret, form.get("kode", ""), now)
        if step is not None:
            codes = new_recovery_codes()
            await unit.second_factors.use_step(officer.id, step)
            await unit.second_factors.confirm(officer.id, codes, now)
            await sessions.end_all(unit, officer.id, but=request[SESSION].id)
            note = {"subject": officer.username, "detail": "kode masuk dipasang"}
            await unit.audit.note(officer.id, AuditAction.ACCOUNT_CHANGED, now, **note)
            await unit.commit()
    if step is None:
        return await _show(request, status=422, error=WRONG_CODE)
    return await _show(request, codes=codes)


async def remove(request: web.Request) -> web.Response:
    """Take the code off the account; the password is asked once more."""
    officer, form = request[OFFICER], await read_form(request)
    try:
        await _ask_password(request, form.get(PASSWORD, ""))
    except FormError as problem:
        return await _show(request, status=422, error=str(problem))
    async with request.app[DATABASE].write() as unit:
        await unit.second_factors.forget(officer.id)
        note = {"subject": officer.username, "detail": "kode masuk dilepas"}
        await unit.audit.note(officer.id, AuditAction.ACCOUNT_CHANGED, request.app[DESK].now(), **note)
        await unit.commit()
    return redirect(f"{sessions.SETUP}?kabar=kode_dilepas")


async def _ask_password(request: web.Request, password: str) -> None:
    """Check the own password. Raises FormError where it does not fit or was guessed at too often."""
    officer, now = request[OFFICER], request.app[DESK].now()
    browser = known_browser(request, officer.username)
    async with request.app[DATABASE].write() as unit:
        left = await wait(unit, counts(unit, officer.username, request.remote or "", browser), now)
        known = await unit.staff.password_hash(officer.id)
        await unit.commit()
    if left > timedelta():
        raise FormError(wait_words(left))
    if not await verify_password(password, known):
        raise FormError(WRONG_PASSWORD)
    async with request.app[DATABASE].write() as unit:
        await note_success(unit, counts(unit, officer.username, request.remote or "", browser), now)
        await unit.commit()


async def _show(
    request: web.Request, *, status: int = 200, error: str = "", codes: list[str] | None = None
) -> web.Response:
    officer = request[OFFICER]
    async with request.app[DATABASE].read() as unit:
        factor = await unit.second_factors.get(officer.id)
        left = await unit.second_factors.recovery_left(officer.id)
        required = officer.role in await sessions.code_roles(unit)
    begun = factor.secret if factor and not factor.confirmed else None
    address = begun and otpauth(begun, officer.username, request.app[SITE].service_name)
    values = {
        "confirmed": factor is not None and factor.confirmed,
        "key": begun and key_text(begun),
        "address": address,
        "qr": address and qr_code(address),
        "recovery_left": left,
        "required": required,
        "codes": codes or [],
    }
    return await page(request, "second_factor.html", status=status, error=error, **values)
