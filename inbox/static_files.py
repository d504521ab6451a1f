"""Style, script and icon: named by their content, so that a browser may keep them for ever."""

import functools
import hashlib
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    "inbox.css": "text/css; charset=utf-8",
    "sop.css": "text/css; charset=utf-8",
    "case.js": "text/javascript; charset=utf-8",
    "saya.js": "text/javascript; charset=utf-8",
    "cetak.css": "text/css; charset=utf-8",
    "rapor.css": "text/css; charset=utf-8",
    "inbox.js": "text/javascript; charset=utf-8",
    "ikon.svg": "image/svg+xml",
}


async def static_file(request: web.Request) -> web.StreamResponse:
    """Serve one file under its content's name. Raises 404 for any other name."""
    name, version = request.match_info["name"], request.match_info["version"]
    if name not in TYPES or version != _version(name):
        raise web.HTTPNotFound
    headers = {"Content-Type": TYPES[name], "Cache-Control": FOREVER}
    return web.FileResponse(FOLDER / name, headers=headers)


def static_url(name: str) -> str:
    """Return a file's address."""
    return f"/statis/{_version(name)}/{name}"


@functools.cache
def _version(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:16]
