"""The addresses of the simulated Send API."""

import json

from aiohttp import web

from simulators.graph_api import GraphApi
from simulators.graph_contract import Json
from simulators.graph_errors import GraphError
from simulators.graph_upload import check_image, read_form
from simulators.messenger_contract import problem

#: Bytes of an image.
LARGEST_IMAGE = 8_000_000
REUSABLE = {"attachment": {"type": "image", "payload": {"is_reusable": True}}}


class MessengerApi(GraphApi):
    """The Send API's own."""

    product = "messenger"

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what only this service has."""
        router.add_post("/{version}/{scope}/message_attachments", self._upload)

    def problem(self, body: Json) -> str | None:
        """Return what is wrong with a request to `messages`, or None."""
        return problem(body)

    def is_receipt(self, body: Json) -> bool:
        """Whether a request only marks messages as read."""
        return "sender_action" in body

    def admit_to_file(self, request: web.Request) -> None:
        """Let anybody have a file: its address is the leave."""

    async def _upload(self, request: web.Request) -> web.Response:
        self.admit(request)
        data, mime, told = await read_form(request, "filedata", ("message",))
        if json.loads(told.get("message", "null")) != REUSABLE:
            raise GraphError(100, "message.attachment must be a reusable image")
        check_image(data, mime, LARGEST_IMAGE)
        return web.json_response({"attachment_id": self._simulator.take_upload(data, mime)})
