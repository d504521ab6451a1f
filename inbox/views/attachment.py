"""A citizen's file: shown only where that is safe, else offered for download."""

import mimetypes
from pathlib import Path

from aiohttp import web

from inbox.files import SHOWN, shown_as
from inbox.keys import OFFICER, PHOTOS, SITE
from inbox.looks import look
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.cases import Cases
from storage.media import STORED, Stored
from storage.officer_photos import COPY_TYPE
from storage.photos import UnreadablePhoto

DOWNLOADED = "application/octet-stream"
SMALL = "kecil"  #: asks for a photo as pages show it, a few kB of what may be megabytes
POLICY = "default-src 'none'; sandbox"


async def attachment(request: web.Request) -> web.StreamResponse:
    """Send one file. Raises TicketNotFound, and 404 where its bytes are not there (yet)."""
    wanted = request.match_info["attachment_id"]

    async def read(unit: UnitOfWork) -> tuple[Stored, str]:
        cases = Cases(unit, request[OFFICER])
        return await cases.attachment(wanted), await cases.holder(wanted)

    found = await look(request, AuditAction.FILE_OPENED, read, subject=wanted)
    path = request.app[SITE].media_dir / found.id
    if found.state != STORED or not path.is_file():
        raise web.HTTPNotFound
    if SMALL in request.query and shown_as(found) in SHOWN and (small := await small_photo(request, path)):
        return small
    return web.FileResponse(path, headers=_headers(found))


async def small_photo(request: web.Request, path: Path) -> web.Response | None:
    """Return what a page shows of a photo before it is opened; None where it cannot be read."""
    try:
        body = await request.app[PHOTOS].preview(path)
    except UnreadablePhoto:
        return None
    return web.Response(body=body, content_type=COPY_TYPE, headers={"Content-Security-Policy": POLICY})


def _headers(file: Stored) -> dict[str, str]:
    mime = shown_as(file)
    headers = {"Content-Type": mime or DOWNLOADED, "Content-Security-Policy": POLICY}
    if mime is None:
        ending = mimetypes.guess_extension(file.mime or "") or ""
        headers["Content-Disposition"] = f'attachment; filename="lampiran-{file.id[:8]}{ending}"'
    return headers
