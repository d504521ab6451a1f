"""How long the channels wait for our acknowledgement, and when they were heard."""

import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from app.channel_watch import ChannelWatch
from app.metrics import Metrics

#: Addresses at which deliveries come in, and whose they are.
DELIVERIES = {
    "/webhooks/telegram": "telegram",
    "/webhooks/whatsapp": "whatsapp",
    "/webhooks/messenger": "messenger",
    "/chat/messages": "web",
}
#: What aiohttp answers where a handler raised what nobody foresaw.
UNFORESEEN = 500

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def count_acks(app: web.Application, metrics: Metrics, watch: ChannelWatch) -> web.Application:
    """Let the citizens' app count each delivery; returns it."""

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        channel = DELIVERIES.get(request.path) if request.method == "POST" else None
        if channel is None:
            return await handler(request)
        began, status = time.monotonic(), UNFORESEEN
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as refusal:
            status = refusal.status
            raise
        finally:
            metrics.acknowledged(channel, status, time.monotonic() - began)
        if response.status < web.HTTPBadRequest.status_code:
            watch.heard(channel)
        return response

    app.middlewares.insert(0, count)
    return app
