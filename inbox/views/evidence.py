"""Evidence photos: the photo itself, and the second look of triage and heads."""

import asyncio
import mimetypes
from pathlib import Path

from aiohttp import web

from inbox.choices import leads
from inbox.dates import clock
from inbox.evidence_list import shown
from inbox.evidence_words import CHOICES
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER, SITE
from inbox.looks import look
from inbox.pages import page, redirect
from inbox.views.attachment import DOWNLOADED, POLICY, SMALL, small_photo
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.evidence_rows import Evidence, Verdict
from storage.media_files import detect_mime
from storage.officer_photos import COPY_TYPE, copy_of
from storage.scope import in_scope

LIST = "/bukti"


async def photo(request: web.Request) -> web.StreamResponse:
    """Show the copy without EXIF, as the citizen got it. Raises TicketNotFound, 404 where it is not there."""
    found = await _looked_at(request)
    headers = {"Content-Type": COPY_TYPE, "Content-Security-Policy": POLICY}
    whole = _file(request, copy_of(found.sha256), headers)
    if SMALL not in request.query:
        return whole
    return await small_photo(request, request.app[SITE].media_dir / copy_of(found.sha256)) or whole


async def original(request: web.Request) -> web.StreamResponse:
    """Offer the officer's own file for download, EXIF and all, to whoever reviews it."""
    found = await _looked_at(request)
    path = request.app[SITE].media_dir / found.file
    mime = detect_mime(await asyncio.to_thread(_beginning, path))
    ending = mimetypes.guess_extension(mime) or ""
    headers = {"Content-Type": DOWNLOADED, "Content-Security-Policy": POLICY}
    headers["Content-Disposition"] = f'attachment; filename="bukti-{found.id[:8]}{ending}"'
    return _file(request, found.file, headers)


async def waiting(request: web.Request) -> web.Response:
    """List the evidence in scope that somebody should look at again."""
    officer, desk = request[OFFICER], request.app[DESK]
    when = clock(desk.now(), desk.rules.timezone)
    async with request.app[DATABASE].read() as unit:
        found = await unit.evidence.waiting_review(in_scope(officer))
        photos = [(each.evidence, each.number) for each in found]
        items = await shown(unit, officer, photos, lambda moment: when(moment).exact)
    return await page(request, "evidence.html", items=items)


async def settle(request: web.Request) -> web.Response:
    """Note what somebody saw; posting it again changes nothing. Raises TicketNotFound, 400 for no choice."""
    form, officer, now = await read_form(request), request[OFFICER], request.app[DESK].now()
    wanted = request.match_info["evidence_id"]
    choice = form.get("hasil", "")
    if choice not in CHOICES:
        raise web.HTTPBadRequest
    async with request.app[DATABASE].write() as unit:
        found = await unit.evidence.get(wanted, officer)
        if found.officer_id == officer.id or not leads(officer, await unit.tickets.get(found.ticket_id)):
            raise web.HTTPForbidden  # somebody else looks, of the agency that leads or of triage
        if await unit.evidence.settle(wanted, officer, Verdict(choice), now):
            note = {"ticket_id": found.ticket_id, "subject": wanted, "detail": f"bukti {choice}"}
            await unit.audit.note(officer.id, AuditAction.CASE_CHANGED, now, **note)
            await unit.commit()
        number = (await unit.tickets.get(found.ticket_id)).number
    back = LIST if form.get("kembali") == "daftar" else f"/aduan/{number}"
    return redirect(f"{back}?kabar=bukti_diperiksa")


async def _looked_at(request: web.Request) -> Evidence:
    wanted = request.match_info["evidence_id"]

    async def read(unit: UnitOfWork) -> tuple[Evidence, str]:
        found = await unit.evidence.get(wanted, request[OFFICER])
        return found, found.ticket_id

    return await look(request, AuditAction.FILE_OPENED, read, subject=wanted)


def _file(request: web.Request, file: str, headers: dict[str, str]) -> web.FileResponse:
    path = request.app[SITE].media_dir / file
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=headers)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError:
        raise web.HTTPNotFound from None
