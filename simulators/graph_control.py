"""Driving the simulator from another process: `python -m simulators.graph --port 8081 --webhook URL`.

POST /control/say   {"phone"|"user_id", "name", "text"|"location"|"photo"|"press"}  -> {"wamid"}
GET  /control/sent?to=…                                                   -> [{"to", "wamid", "text", "body"}]
POST /control/fail  {"code", "times", "status", "retry_after", "by_webhook", "hang_up"}
"""

import argparse
import asyncio
import logging

from aiohttp import web

from simulators.graph import GraphSimulator

_log = logging.getLogger(__name__)


class Control:
    """A tiny JSON interface beside the API, on loopback only."""

    def __init__(self, simulator: GraphSimulator) -> None:
        self._simulator = simulator

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post("/control/say", self._say),
            web.get("/control/sent", self._sent),
            web.post("/control/fail", self._fail),
        ]

    async def _say(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        citizen = self._simulator.citizen(
            wanted.get("phone"), wanted.get("name", "Warga"), wanted.get("user_id")
        )
        if "press" in wanted:
            wamid = citizen.press(wanted["press"])
        elif "location" in wanted:
            wamid = citizen.location(*wanted["location"])
        elif "photo" in wanted:
            wamid = citizen.photo(wanted["photo"])
        else:
            wamid = citizen.text(wanted["text"])
        return web.json_response({"wamid": wamid})

    async def _sent(self, request: web.Request) -> web.Response:
        found = self._simulator.sent(request.query.get("to"))
        return web.json_response(
            [{"to": sent.to, "wamid": sent.wamid, "text": sent.text, "body": sent.body} for sent in found]
        )

    async def _fail(self, request: web.Request) -> web.Response:
        self._simulator.fail_next(**await request.json())
        return web.json_response({})


async def serve(simulator: GraphSimulator, port: int) -> None:
    """Serve until cancelled."""
    await simulator.start(port, Control(simulator).routes())
    _log.info("simulated Graph API at %s", simulator.api_base_url)
    try:
        await asyncio.Event().wait()
    finally:
        await simulator.stop()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(description="A stand-in for WhatsApp's Cloud API.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--webhook", default="", help="where updates are posted")
    parser.add_argument("--token", default="token-simulasi")
    parser.add_argument("--app-secret", default="rahasia-simulasi")
    parser.add_argument("--phone-number-id", default="108000000000001")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    simulator = GraphSimulator(
        token=given.token,
        app_secret=given.app_secret,
        phone_number_id=given.phone_number_id,
        webhook_url=given.webhook,
        redeliver_after=(0.5, 2, 5, 15, 60),
    )
    asyncio.run(serve(simulator, given.port))
