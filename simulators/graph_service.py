"""What WhatsApp and Messenger have in common behind graph.facebook.com: faults, files, webhooks, time."""

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from aiohttp import web

from simulators.graph_account import Account
from simulators.graph_contract import Json
from simulators.graph_errors import Fault
from simulators.graph_store import Sent, Store
from simulators.graph_webhooks import Webhooks

#: An address of a file is good for at least five minutes, and for less than ten.
_MEDIA_KEY_SECONDS = 300
_VERSION = "v23.0"


class GraphService(ABC):
    """One number or page. Everything happens within the running event loop; nothing is kept on disk."""

    def __init__(self, scope: str, account: Account, webhooks: Webhooks, now: Callable[[], datetime]) -> None:
        self.scope = scope
        self.account = account
        self.token = account.token
        self.webhooks = webhooks
        self.now = now
        self.store = Store()
        self.faults: deque[Fault] = deque()
        self.upload_faults: deque[Fault] = deque()
        #: When a report that names a message by its tracker was first taken by whom it is for.
        self.told: dict[str, datetime] = {}
        self.url = ""
        self._runner: web.AppRunner | None = None

    @abstractmethod
    def app(self, extra: Sequence[web.RouteDef]) -> web.Application:
        """Return the web application of this service."""

    async def start(self, port: int = 0, extra: Sequence[web.RouteDef] = ()) -> None:
        """Listen on loopback; port 0 takes a free one. `api_base_url` is then where a client goes."""
        self._runner = web.AppRunner(self.app(extra), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening and delivering."""
        await self.webhooks.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    @property
    def api_base_url(self) -> str:
        """The address of the API, version included."""
        return f"{self.url}/{_VERSION}"

    def sent(self, to: str | None = None) -> list[Sent]:
        """Return what was sent, in order, to everyone or to one."""
        return [sent for sent in self.store.sent if to in (None, sent.to)]

    def fail_next(self, code: int = 0, *, times: int = 1, **how: Any) -> None:
        """Let the next requests to send fail; `how` are the fields of Fault."""
        self.faults.extend([Fault(code, **how)] * times)

    def fail_next_upload(self, code: int, **how: Any) -> None:
        """Let the next upload fail; `how` are the fields of Fault."""
        self.upload_faults.append(Fault(code, **how))

    def take_upload(self, data: bytes, mime: str) -> str:
        """Keep what the business uploaded and return its media id. Raises GraphError."""
        if self.upload_faults:
            raise self.upload_faults.popleft().error()
        media_id = self.store.keep(data, mime)
        self.store.uploaded.add(media_id)
        return media_id

    def fault_on_the_way(self) -> Fault | None:
        """Take the next fault where it keeps a request from the service."""
        return self.faults.popleft() if self.faults and self.faults[0].on_the_way else None

    def fault_of_the_service(self) -> Fault | None:
        """Take the next fault. Raises GraphError where it is a refusal at once."""
        fault = self.faults.popleft() if self.faults else None
        if fault and not (fault.by_webhook or fault.hang_up):
            raise fault.error()
        return fault

    def heard(self, body: bytes, status: int) -> None:
        """Note whose fate a body told, where it was taken."""
        for tracker in self.trackers_in(json.loads(body)) if status == HTTPStatus.OK else ():
            self.told.setdefault(tracker, self.now())

    @abstractmethod
    def trackers_in(self, body: Json) -> Iterator[str]:
        """Yield the trackers of the messages that a webhook's body says we have."""

    @abstractmethod
    def accept(self, body: Json) -> Json | None:
        """Take a well-formed message; None when the answer is to be lost. Raises GraphError."""

    @abstractmethod
    def mark_read(self, body: Json) -> Json:
        """Take a read receipt. Raises GraphError."""

    def media_url(self, media_id: str) -> str:
        """Return an address for a file's bytes, good for a few minutes."""
        return f"{self.url}/media/{media_id}/bytes?key={max(self.media_keys())}"

    def media_keys(self) -> set[str]:
        """Return the keys that open a file now."""
        current = int(self.now().timestamp()) // _MEDIA_KEY_SECONDS
        return {str(current), str(current - 1)}
