"""Days off: what the administrator says over the national calendar."""

from collections.abc import Mapping
from datetime import date

from aiohttp import web

from inbox.forms import FormError, read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from storage.audit import AuditAction

LONGEST_NAME = 120


async def days(request: web.Request) -> web.Response:
    """List the administrator's days."""
    return await _show(request)


async def edit(request: web.Request) -> web.Response:
    """Put one day into the table, or take one out."""
    form = await read_form(request)
    try:
        day = _day(form)
        name = "" if form.get("aksi") == "hapus" else _name(form)
    except FormError as problem:
        return await _show(request, status=422, error=str(problem), typed=form)
    async with request.app[DATABASE].write() as unit:
        if form.get("aksi") == "hapus":
            await unit.facts.forget_day(day)
        else:
            await unit.facts.set_day(day, off=form.get("jenis") != "kerja", name=name)
        note = {"subject": f"hari-libur {day}", "detail": name or "dihapus"}
        now = request.app[DESK].now()
        await unit.audit.note(request[OFFICER].id, AuditAction.SETTING_CHANGED, now, **note)
        await unit.commit()
    return redirect("/hari-libur?kabar=tersimpan")


def _day(form: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(form.get("tanggal", ""))
    except ValueError:
        raise FormError("Pilih tanggalnya.") from None


def _name(form: Mapping[str, str]) -> str:
    name = form.get("nama", "")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise FormError(f"Tuliskan nama harinya, paling banyak {LONGEST_NAME} huruf.")
    return name


async def _show(
    request: web.Request, *, status: int = 200, error: str = "", typed: Mapping[str, str] | None = None
) -> web.Response:
    async with request.app[DATABASE].read() as unit:
        rows = await unit.facts.day_rows()
    return await page(request, "holidays.html", status=status, rows=rows, error=error, typed=typed or {})
