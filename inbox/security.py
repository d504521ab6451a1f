"""What protects a page: headers on every response, and no unsafe request from another site."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from inbox.keys import SITE

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under it browsers post our own forms with `Origin: null` (Fetch standard, "append a
    # request Origin header"), and a plain-http intranet, where Sec-Fetch-* is not sent, could not log in.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
#: Only over https, where alone browsers listen to them; a year.
SECURE_HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Opener-Policy": "same-origin",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on whatever leaves, unless the handler chose its own."""
    secure = request.config_dict[SITE].secure_cookies
    for name, value in (HEADERS | SECURE_HEADERS if secure else HEADERS).items():
        response.headers.setdefault(name, value)


@web.middleware
async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let unsafe methods through only from our own pages (Sec-Fetch-Site, else Origin). Raises 403."""
    if request.method not in SAFE and not _from_our_pages(request):
        raise web.HTTPForbidden
    return await handler(request)


def _from_our_pages(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    sent = request.headers.get("Origin")
    own = request.app[SITE].origin
    if sent is None:
        return False
    # Behind a proxy we may not know the scheme; the host alone still tells another site's page.
    return sent == own if own else urlsplit(sent).netloc == request.host
