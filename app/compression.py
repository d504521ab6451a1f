"""Texts travel compressed: on a thin line the first view of a page is what an officer waits for."""

import mimetypes

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/csv",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)
#: Where a request comes from if not from another site; "none" is an address typed or kept by its reader.
OWN_SITES = frozenset({"same-origin", "none"})


@web.middleware
async def compress(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compress whole texts for browsers that take them so; streams, photos and parts of files stay as they are.

    BREACH reads a page's secrets from its compressed length; for that another site must make the victim's browser
    ask for the page again and again, with guesses. So what another site asked for is not compressed. A browser
    that does not say who asks is on an intranet without https, where a length betrays nothing new, or older than
    2023; for it the session's cookie (SameSite) and the forms' keys, new on each page, must do.
    """
    response = await handler(request)
    if _may_shrink(request, response):
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        response.enable_compression()
    return response


def _may_shrink(request: web.Request, response: web.StreamResponse) -> bool:
    if response.prepared or not isinstance(response, web.Response | web.FileResponse):
        return False
    if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITES or hdrs.RANGE in request.headers:
        return False
    return response.status == web.HTTPOk.status_code and _kind(request, response) in TEXTS


def _kind(request: web.Request, response: web.StreamResponse) -> str:
    """Name what is sent; a file without a type gets the one of its name, as aiohttp gives it."""
    if hdrs.CONTENT_TYPE in response.headers:
        return response.content_type
    return mimetypes.guess_type(request.path)[0] or ""
