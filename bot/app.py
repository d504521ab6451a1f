"""The citizens' side as a web application: one route per channel, and the web chat's page."""

from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web

from bot.channels.base import Channel
from bot.channels.graph_channel import GraphChannel
from bot.channels.telegram import Telegram
from bot.fault import name_fault
from bot.gateway import Forged, Gateway
from bot.web_chat import WebChat
from storage import Conflict

log = structlog.get_logger(__name__)

#: WhatsApp sends bodies of up to 3 MB; a web photo has up to 8 MB.
MAX_BODY = 9_000_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(
    gateway: Gateway,
    web_chat: WebChat,
    *,
    telegram: Telegram | None = None,
    of_meta: Sequence[GraphChannel] = (),
) -> web.Application:
    """Build the app; a channel that is off has no route at all."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[_calm])
    app.router.add_get("/health/live", _alive)
    web_chat.add_routes(app)
    if telegram is not None:
        app.router.add_post("/webhooks/telegram", _webhook(gateway, telegram))
    for channel in of_meta:
        app.router.add_get(f"/webhooks/{channel.name}", _handshake(channel))
        app.router.add_post(f"/webhooks/{channel.name}", _webhook(gateway, channel))
    return app


def _webhook(gateway: Gateway, channel: Channel) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        await gateway.receive(channel, await request.read(), request.headers)
        # The body stays empty: Telegram would execute a method named in it.
        return web.Response()

    return handle


def _handshake(channel: GraphChannel) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        challenge = channel.challenge(request.query)
        if challenge is None:
            raise web.HTTPForbidden
        return web.Response(text=challenge)

    return handle


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


@web.middleware
async def _calm(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into an answer that says whether to send again, without the citizen's words in any log."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Forged:
        log.warning("forged_webhook", path=request.path)
        return web.Response(status=401)
    except Conflict:
        return web.Response(status=503)
    except ConnectionResetError:
        raise
    except Exception as error:  # noqa: BLE001 - nothing was acknowledged, so the channel sends again
        log.error("not_stored", path=request.path, error=name_fault(error))  # noqa: TRY400
        return web.Response(status=503)
