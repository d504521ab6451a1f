"""A strict stand-in for Telegram's Bot API; `python -m simulators.telegram` runs it."""

import argparse
import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from simulators.cut import cut_short
from simulators.telegram_citizen import Json
from simulators.telegram_control import control_routes
from simulators.telegram_methods import Methods
from simulators.telegram_parameters import BotApiError, Parameters, contract
from simulators.telegram_updates import Updates
from simulators.telegram_world import World

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
#: The bot's own time between two looks at what arrived, seconds.
_GLANCE = 0.01


@dataclass(frozen=True, slots=True)
class Fault:
    """What the next call of a method gets instead of its answer, `after` so many seconds."""

    method: str
    status: int
    body: Json | str
    after: float
    cut: bool


class TelegramSimulator(World):
    """One bot and its citizens.

    `pace` scales the seconds between webhook redeliveries; `seconds_per_message` is the shortest time
    between two messages to one chat before 429, 0 for never; `clock` dates what citizens write.
    """

    def __init__(
        self,
        token: str,
        *,
        pace: float = 1.0,
        seconds_per_message: float = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(int(token.partition(":")[0]), Updates(pace), seconds_per_message, clock)
        self.token = token
        #: Every method called, in order, refused or not.
        self.calls: list[str] = []
        self.api_base_url = ""
        self._revoked = False
        self._faults: list[Fault] = []
        self._methods = Methods(self)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self, port: int = 0, *, control: bool = False) -> None:
        """Listen on the loopback; port 0 takes a free one. `control` adds the routes of telegram_control."""
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/files/{file_id}", self._download)
        if control:
            app.add_routes(control_routes(self))
        # A long poll need not hold up the end of a test.
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.api_base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening and delivering."""
        await self.updates.stop()
        if self._runner:
            await self._runner.cleanup()

    async def received(self, chat_id: int, messages: int = 1, timeout_s: float = 5) -> list[Json]:
        """Wait until the bot wrote so many messages. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while len(self.sent(chat_id)) < messages:  # noqa: ASYNC110 - an event per chat would be more code
                await asyncio.sleep(_GLANCE)
        return self.sent(chat_id)

    def fail_next(
        self, method: str, status: int, body: Json | str = "", after: float = 0, *, cut: bool = False
    ) -> None:
        """Answer the next call of `method` with this; a dict goes out as JSON. Faults add up.

        `cut` resets the connection in the middle of the answer.
        """
        self._faults.append(Fault(method, status, body, after, cut))

    def revoke_token(self, *, revoked: bool = True) -> None:
        """Refuse every call from now on, as after BotFather's /revoke; or no longer."""
        self._revoked = revoked

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            self.calls.append(method)
            if fault := next((each for each in self._faults if each.method == method), None):
                return await self._fail(fault, request)
            result = await self._answer(method, request)
        except BotApiError as error:
            return _refusal(error)
        return web.json_response({"ok": True, "result": result})

    async def _answer(self, method: str, request: web.Request) -> Any:
        if method not in contract():
            raise BotApiError(404, "Not Found: method not found")
        name = re.sub(r"([A-Z])", lambda capital: "_" + capital[0].lower(), method)
        return await getattr(self._methods, name)(await Parameters.of(method, request))

    async def _fail(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        self._faults.remove(fault)
        await asyncio.sleep(fault.after)
        if fault.cut:
            return await cut_short(request)
        if isinstance(fault.body, dict):
            return web.json_response(fault.body, status=fault.status)
        return web.Response(text=fault.body, status=fault.status, content_type="text/html")

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
        except BotApiError as error:
            return _refusal(error)
        data = self.files.get(request.match_info["file_id"])
        if data is None:
            return _refusal(BotApiError(404, "Not Found"))
        return web.Response(body=data)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise BotApiError(404, "Not Found")
        if token != self.token or self._revoked:
            raise BotApiError(401, "Unauthorized")


def _refusal(error: BotApiError) -> web.Response:
    answer: Json = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return web.json_response(answer, status=error.status)


async def _serve(token: str, port: int) -> None:
    simulator = TelegramSimulator(token)
    await simulator.start(port, control=True)
    try:
        await asyncio.Event().wait()
    finally:
        await simulator.stop()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--token", default="7000000001:simulasi-simulasi-simulasi")
    chosen = arguments.parse_args()
    asyncio.run(_serve(chosen.token, chosen.port))
