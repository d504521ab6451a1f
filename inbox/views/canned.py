"""Page "Balasan siap": canned replies of the own agencies, and the common ones."""

import uuid
from collections.abc import Mapping

from aiohttp import web

from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.canned import COMMON
from storage.staff import Officer, Role
from tickets.canned import FIELDS, LONGEST_TEXT, LONGEST_TITLE, CannedReply, CannedReplyError

PATH = "/balasan-siap"
LAST_POSITION = 9999


async def replies(request: web.Request) -> web.Response:
    """List what this person's forms offer."""
    return await _show(request)


async def add(request: web.Request) -> web.Response:
    """Add one; the same form twice adds it once."""
    form, officer, now = await read_form(request), request[OFFICER], request.app[DESK].now()
    agency = form.get("opd", COMMON)
    try:
        _must_be_own(agency, officer)
        async with request.app[DATABASE].write() as unit:
            title, text = form.get("judul", ""), form.get("isi", "")
            await unit.canned.add(agency, title, text, officer.id, now, reply_id=_key(form))
            await _note(unit, request, f"tambah {agency or 'semua OPD'}")
            await unit.commit()
    except CannedReplyError as problem:
        return await _show(request, status=422, error=str(problem), typed=form)
    return redirect(f"{PATH}?kabar=tersimpan")


async def change(request: web.Request) -> web.Response:
    """Change one, or take it out. Raises 404 for one that is not there or not this person's."""
    form, officer, now = await read_form(request), request[OFFICER], request.app[DESK].now()
    reply_id = request.match_info["reply_id"]
    try:
        async with request.app[DATABASE].write() as unit:
            found = await unit.canned.get(reply_id)
            if found is None or found.agency not in may_edit(officer):
                raise web.HTTPNotFound
            removes = form.get("aksi") == "hapus"
            if removes:
                await unit.canned.remove(reply_id, officer.id, now)
            else:
                where = _position(form, found)
                await unit.canned.edit(
                    reply_id, form.get("judul", ""), form.get("isi", ""), where, officer.id, now
                )
            await _note(unit, request, f"{'hapus' if removes else 'ubah'} {found.agency or 'semua OPD'}")
            await unit.commit()
    except CannedReplyError as problem:
        return await _show(request, status=422, error=str(problem), typed=dict(form) | {"id": reply_id})
    return redirect(f"{PATH}?kabar=tersimpan")


def may_edit(officer: Officer) -> tuple[str, ...]:
    """Return whose canned replies someone may change: administrators the common ones, others their agencies'."""
    return (COMMON,) if officer.role is Role.ADMIN else officer.agencies


def _must_be_own(agency: str, officer: Officer) -> None:
    if agency not in may_edit(officer):
        raise CannedReplyError("Pilih OPD-nya, salah satu dari OPD Anda.")


async def _show(
    request: web.Request, *, status: int = 200, error: str = "", typed: Mapping[str, str] | None = None
) -> web.Response:
    officer = request[OFFICER]
    async with request.app[DATABASE].read() as unit:
        found = await unit.canned.of(officer.agencies)
        routing = await request.app[DESK].routing(unit)
    names = {code: routing.agency_or_code(code).name for code in officer.agencies} | {COMMON: "Semua OPD"}
    groups = [(code, name, [each for each in found if each.agency == code]) for code, name in names.items()]
    limits = {"longest_title": LONGEST_TITLE, "longest_reply": LONGEST_TEXT, "last_position": LAST_POSITION}
    values = {"groups": groups, "names": names, "editable": may_edit(officer), "fields": FIELDS}
    key = (typed or {}).get("kunci") or uuid.uuid4().hex
    return await page(
        request, "canned.html", status=status, error=error, typed=typed or {}, key=key, **values, **limits
    )


async def _note(unit: UnitOfWork, request: web.Request, detail: str) -> None:
    note = {"subject": "balasan siap", "detail": detail}
    now = request.app[DESK].now()
    await unit.audit.note(request[OFFICER].id, AuditAction.SETTING_CHANGED, now, **note)


def _key(form: Mapping[str, str]) -> str | None:
    try:
        return uuid.UUID(form.get("kunci", "")).hex
    except ValueError:
        return None


def _position(form: Mapping[str, str], found: CannedReply) -> int:
    typed = form.get("urutan", "")
    if not typed:
        return found.position
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(LAST_POSITION))):
        raise CannedReplyError(f"Urutan ditulis dengan angka, paling besar {LAST_POSITION}.")
    return int(typed)
