"""One account as the administrator sees it: role, agencies, sessions, code, and whether it may sign in."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web
from multidict import MultiMapping

from inbox import sessions
from inbox.forms import FormError, read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from inbox.views.staff import agencies_of, chosen
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.staff import Officer

OWN = "Akun Anda sendiri hanya dapat diubah administrator lain, supaya selalu ada yang bisa masuk."

Change = Callable[[web.Request, UnitOfWork, Officer, datetime], Awaitable[str]]


async def account(request: web.Request) -> web.Response:
    """Show one account. Raises 404 where there is none."""
    return await _show(request)


async def edit(request: web.Request) -> web.Response:
    """Give another role or other agencies; in force with the next click."""
    return await _change(request, _edit)


async def disable(request: web.Request) -> web.Response:
    """Close the account; its sessions end with it."""
    return await _change(request, _disable)


async def enable(request: web.Request) -> web.Response:
    """Let the account sign in again."""
    return await _change(request, _enable)


async def sign_out(request: web.Request) -> web.Response:
    """End every session of the account."""
    return await _change(request, _sign_out, own=True)


async def reset_code(request: web.Request) -> web.Response:
    """Take the code app and the recovery codes off the account."""
    return await _change(request, _reset_code)


async def _edit(request: web.Request, unit: UnitOfWork, officer: Officer, now: datetime) -> str:
    del now
    form, fields = await read_form(request), await request.post()
    routing = await request.app[DESK].routing(unit)
    role, agency = chosen(form.get("peran", ""), form.get("opd", ""), routing)
    more = {str(code) for code in _all(fields, "juga")} & agencies_of(routing).keys() if agency else set()
    await unit.staff.edit(officer.id, role, agency, more)
    unit.ring_topic(sessions.listeners(officer.id))
    others = sorted(more - {agency or ""})
    return f"{officer.role} {','.join(officer.agencies)} → {role} {','.join([agency or '', *others])}"


async def _disable(request: web.Request, unit: UnitOfWork, officer: Officer, now: datetime) -> str:
    del request
    await unit.staff.disable(officer.id, now)
    await sessions.end_all(unit, officer.id)
    return "akun ditutup"


async def _enable(request: web.Request, unit: UnitOfWork, officer: Officer, now: datetime) -> str:
    del request, now
    await unit.staff.disable(officer.id, None)
    return "akun dibuka"


async def _sign_out(request: web.Request, unit: UnitOfWork, officer: Officer, now: datetime) -> str:
    del request, now
    return f"dikeluarkan dari {await sessions.end_all(unit, officer.id)} perangkat"


async def _reset_code(request: web.Request, unit: UnitOfWork, officer: Officer, now: datetime) -> str:
    del request, now
    await unit.second_factors.forget(officer.id)
    await sessions.end_all(unit, officer.id)
    return "kode masuk direset"


async def _change(request: web.Request, change: Change, *, own: bool = False) -> web.Response:
    """Do it and note it, both or neither."""
    now, me = request.app[DESK].now(), request[OFFICER]
    try:
        async with request.app[DATABASE].write() as unit:
            officer = await _found(request, unit)
            _refuse_own(officer, me, own=own)
            detail = await change(request, unit, officer, now)
            note = {"subject": officer.username, "detail": detail}
            await unit.audit.note(me.id, AuditAction.ACCOUNT_CHANGED, now, **note)
            await unit.commit()
    except FormError as problem:
        return await _show(request, status=422, error=str(problem))
    return redirect(f"/akun/{officer.id}?kabar=tersimpan")


def _refuse_own(officer: Officer, me: Officer, *, own: bool) -> None:
    if officer.id == me.id and not own:
        raise FormError(OWN)


def _all(fields: MultiMapping[object], name: str) -> list[object]:
    return fields.getall(name, [])


async def _found(request: web.Request, unit: UnitOfWork) -> Officer:
    officer = await unit.staff.get(request.match_info["officer_id"])
    if officer is None:
        raise web.HTTPNotFound
    return officer


async def _show(request: web.Request, *, status: int = 200, error: str = "") -> web.Response:
    async with request.app[DATABASE].read() as unit:
        one = await _found(request, unit)
        values = {
            "one": one,
            "disabled": await unit.staff.is_disabled(one.id),
            "sessions": await unit.sessions.of(one.id, request.app[DESK].now()),
            "has_code": await unit.second_factors.get(one.id) is not None,
            "agencies": agencies_of(await request.app[DESK].routing(unit)),
        }
    return await page(request, "account.html", status=status, error=error, **values)
