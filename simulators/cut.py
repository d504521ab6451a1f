"""An answer that breaks off: the status and a few bytes arrive, then the connection is reset."""

from aiohttp import web


async def cut_short(request: web.Request) -> web.StreamResponse:
    """Begin an answer of a thousand bytes and reset the connection after a few."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok":')
    if request.transport:
        request.transport.abort()
    return response
