"""The simulator's own small API, so that another process can play the citizen; loopback only."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from simulators.telegram import TelegramSimulator


def control_routes(simulator: "TelegramSimulator") -> web.RouteTableDef:
    """Make the routes.

    POST /control/say {chat_id, text, name?}, POST /control/press {chat_id, button}, GET /control/sent
    """
    routes = web.RouteTableDef()

    @routes.post("/control/say")
    async def say(request: web.Request) -> web.Response:
        asked = await request.json()
        citizen = simulator.citizen(int(asked["chat_id"]), asked.get("name", "Warga Uji"))
        return web.json_response(citizen.text(asked["text"]))

    @routes.post("/control/press")
    async def press(request: web.Request) -> web.Response:
        asked = await request.json()
        try:
            return web.json_response(simulator.citizen(int(asked["chat_id"])).press(asked["button"]))
        except LookupError:
            raise web.HTTPNotFound(text="no such button") from None

    @routes.get("/control/sent")
    async def sent(request: web.Request) -> web.Response:
        if "chat_id" in request.query:
            return web.json_response(simulator.sent(int(request.query["chat_id"])))
        return web.json_response({str(chat_id): simulator.sent(chat_id) for chat_id in simulator.chats})

    return routes
