"""A citizen's file: shown only where that is safe, else offered for download."""

import mimetypes

from aiohttp import web

from inbox.files import shown_as
from inbox.keys import OFFICER, SITE
from inbox.looks import look
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.cases import Cases
from storage.media import STORED, Stored

DOWNLOADED = "application/octet-stream"
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
    return web.FileResponse(path, headers=_headers(found))


def _headers(file: Stored) -> dict[str, str]:
    mime = shown_as(file)
    headers = {"Content-Type": mime or DOWNLOADED, "Content-Security-Policy": POLICY}
    if mime is None:
        ending = mimetypes.guess_extension(file.mime or "") or ""
        headers["Content-Disposition"] = f'attachment; filename="lampiran-{file.id[:8]}{ending}"'
    return headers
