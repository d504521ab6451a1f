"""The addresses of the simulated Graph API."""

import asyncio
import hmac
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from simulators.cut import cut_short
from simulators.graph_contract import Json, problem
from simulators.graph_errors import Fault, GraphError
from simulators.graph_upload import read_upload

if TYPE_CHECKING:
    from simulators.graph_service import GraphService

#: Bytes; the service takes documents of up to 100 MB, and refuses large images by itself.
_LARGEST_BODY = 100_000_000
_VERSION = re.compile(r"v\d+\.\d+")


class GraphApi(ABC):
    """Checks who asks and what, and leaves what then happens to the simulator."""

    product = ""

    def __init__(self, simulator: "GraphService") -> None:
        self._simulator = simulator

    def app(self, extra: Sequence[web.RouteDef] = ()) -> web.Application:
        """Return the application, errors answered in Graph's own form."""
        app = web.Application(middlewares=[self._graph_errors], client_max_size=_LARGEST_BODY)
        app.add_routes(extra)
        app.router.add_post("/{version}/{scope}/messages", self._messages)
        app.router.add_get("/{version}/debug_token", self._debug_token)
        app.router.add_get("/{version}/{account}/subscribed_apps", self._subscribed_apps)
        app.router.add_get("/media/{media}/bytes", self._bytes)
        self.add_routes(app.router)
        return app

    @abstractmethod
    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what only this service has."""

    @abstractmethod
    def problem(self, body: Json) -> str | None:
        """Return what is wrong with a request to `messages`, or None."""

    @abstractmethod
    def is_receipt(self, body: Json) -> bool:
        """Whether a request only marks a message as read."""

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        self.admit(request)
        body = await _body(request)
        if wrong := self.problem(body):
            raise GraphError(100, wrong)
        if self.is_receipt(body):
            return web.json_response(self._simulator.mark_read(body))
        if fault := self._simulator.fault_on_the_way():
            return await _lose(request, fault)
        answer = self._simulator.accept(body)
        if answer is None and request.transport:
            request.transport.abort()
        return web.json_response(answer)

    async def _debug_token(self, request: web.Request) -> web.Response:
        self.admit(request)
        return web.json_response(
            {"data": self._simulator.account.token_facts(request.query.get("input_token"))}
        )

    async def _subscribed_apps(self, request: web.Request) -> web.Response:
        self.admit(request)
        return web.json_response(
            {"data": self._simulator.account.subscriptions(request.match_info["account"])}
        )

    async def _bytes(self, request: web.Request) -> web.Response:
        self.admit_to_file(request)
        media = self._simulator.store.media.get(request.match_info["media"])
        if media is None or request.query.get("key", "") not in self._simulator.media_keys():
            raise web.HTTPNotFound
        return web.Response(body=media.data, content_type=media.mime.partition(";")[0])

    def admit_to_file(self, request: web.Request) -> None:
        """Raise GraphError for who may not have a file."""
        self.admit(request)

    def admit(self, request: web.Request) -> None:
        """Raise GraphError for a wrong token, version, number or page."""
        version = request.match_info.get("version", "v0.0")
        due = f"Bearer {self._simulator.token}".encode()
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), due):
            raise GraphError(190)
        if not _VERSION.fullmatch(version):
            raise GraphError(2500, "Unknown path components")
        if request.match_info.get("scope", self._simulator.scope) != self._simulator.scope:
            raise GraphError(100, "Unsupported request: no such object")

    @web.middleware
    async def _graph_errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except GraphError as error:
            pause = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
            return web.json_response(error.answer(self.product), status=error.status, headers=pause)


class WhatsAppApi(GraphApi):
    """The Cloud API's own."""

    product = "whatsapp"

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what only this service has."""
        router.add_post("/{version}/{scope}/media", self._upload)
        router.add_get("/{version}/{media}", self._media)

    def problem(self, body: Json) -> str | None:
        """Return what is wrong with a request to `messages`, or None."""
        return problem(body)

    def is_receipt(self, body: Json) -> bool:
        """Whether a request only marks a message as read."""
        return "status" in body

    async def _upload(self, request: web.Request) -> web.Response:
        self.admit(request)
        return web.json_response({"id": self._simulator.take_upload(*await read_upload(request))})

    async def _media(self, request: web.Request) -> web.Response:
        self.admit(request)
        number = request.query.get("phone_number_id", self._simulator.scope)
        media = self._simulator.store.media.get(request.match_info["media"])
        if media is None or number != self._simulator.scope:
            raise GraphError(100, "Unsupported get request: no such object")
        media_id = request.match_info["media"]
        told = {
            "messaging_product": "whatsapp",
            "id": media_id,
            "url": self._simulator.media_url(media_id),
            "mime_type": media.mime,
            "sha256": media.sha256,
            "file_size": len(media.data),
        }
        return web.json_response(told)


async def _lose(request: web.Request, fault: Fault) -> web.StreamResponse:
    await asyncio.sleep(fault.after)
    if fault.cut:
        return await cut_short(request)
    return web.Response(text=fault.page, status=fault.status or 502, content_type="text/html")


async def _body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise GraphError(100, "no JSON") from None
    if not isinstance(body, dict):
        raise GraphError(100, "no JSON object")
    return body
