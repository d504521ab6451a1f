"""A strict stand-in for graph.facebook.com, as far as the WhatsApp Cloud API concerns us.

In a test: `async with GraphSimulator(webhook_url=...) as graph`, then `graph.citizen("62812…", "Sari")`,
`.text("…")`, `await graph.webhooks.settle()`, `graph.sent()`; as a process: `python -m simulators.graph`.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from simulators.graph_account import Account
from simulators.graph_api import GraphApi
from simulators.graph_citizen import Citizen, new_wamid
from simulators.graph_contract import Json
from simulators.graph_errors import Fault, GraphError
from simulators.graph_store import Sent, Store
from simulators.graph_webhooks import Webhooks

_WINDOW = timedelta(hours=24)
#: An address of a file is good for at least five minutes, and for less than ten.
_MEDIA_KEY_SECONDS = 300
_VERSION = "v23.0"


class GraphSimulator:
    """One WhatsApp number. Everything happens within the running event loop; nothing is kept on disk."""

    def __init__(
        self,
        *,
        token: str = "token-simulasi",  # noqa: S107 - opens nothing but this simulator
        app_secret: str = "rahasia-simulasi",  # noqa: S107
        phone_number_id: str = "108000000000001",
        webhook_url: str = "",
        statuses: Sequence[str] = ("sent", "delivered", "read"),
        redeliver_after: Sequence[float] = (0.05, 0.1, 0.2, 0.4),
        templates: Sequence[str] = ("ada_balasan",),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.token = token
        self.phone_number_id = phone_number_id
        self.account = Account(token)
        self.statuses = tuple(statuses)
        self.store = Store()
        self.faults: deque[Fault] = deque()
        self.upload_faults: deque[Fault] = deque()
        number = {"display_phone_number": "622150000001", "phone_number_id": phone_number_id}
        self.webhooks = Webhooks(webhook_url, app_secret, number, redeliver_after)
        self.url = ""
        self.now = now
        self._templates = frozenset(templates)
        self._citizens: list[Citizen] = []
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0, extra: Sequence[web.RouteDef] = ()) -> None:
        """Listen on loopback; port 0 takes a free one. `api_base_url` is then where a client goes."""
        app = GraphApi(self).app(extra)
        self._runner = web.AppRunner(app, access_log=None)
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

    def citizen(self, phone: str | None = None, name: str = "Warga", user_id: str | None = None) -> Citizen:
        """Return the citizen with that phone or business-scoped id, who joins WhatsApp now if unknown."""
        known = self._find(phone or user_id or "")
        if known is None:
            known = Citizen(self.store, self.webhooks.tell, self.now, phone, user_id, name)
            self._citizens.append(known)
        return known

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

    def accept(self, body: Json) -> Json | None:
        """Take a well-formed message; None when the answer is to be lost. Raises GraphError."""
        fault = self.faults.popleft() if self.faults else None
        if fault and not (fault.by_webhook or fault.hang_up):
            raise fault.error()
        to = str(body.get("to") or body["recipient"]).removeprefix("+")
        citizen = self._find(to)
        self._require_allowed(body, citizen)
        sent = Sent(to, new_wamid(), body, self.now())
        self.store.sent.append(sent)
        unreachable = GraphError(131026) if citizen is None or citizen.blocked else None
        self._report(sent, citizen, fault.error() if fault and fault.by_webhook else unreachable)
        return None if fault and fault.hang_up else _answer(sent, citizen)

    def mark_read(self, wamid: str) -> Json:
        """Take a read receipt. Raises GraphError for a message no citizen sent."""
        if wamid not in self.store.inbound:
            raise GraphError(100, "message_id is not one of an inbound message")
        self.store.read.append(wamid)
        return {"success": True}

    def media_url(self, media_id: str) -> str:
        """Return an address for a file's bytes, good for a few minutes."""
        return f"{self.url}/media/{media_id}/bytes?key={max(self.media_keys())}"

    def media_keys(self) -> set[str]:
        """Return the keys that open a file now."""
        current = int(self.now().timestamp()) // _MEDIA_KEY_SECONDS
        return {str(current), str(current - 1)}

    def _find(self, name: str) -> Citizen | None:
        return next((citizen for citizen in self._citizens if name in citizen.ids), None)

    def _require_allowed(self, body: Json, citizen: Citizen | None) -> None:
        if body["type"] == "image" and body["image"]["id"] not in self.store.uploaded:
            raise GraphError(100, "image.id is not one of a file this number uploaded")
        if body["type"] == "template":
            if body["template"]["name"] not in self._templates:
                raise GraphError(132001)
        elif citizen and (citizen.heard_at is None or self.now() - citizen.heard_at >= _WINDOW):
            raise GraphError(131047)

    def _report(self, sent: Sent, citizen: Citizen | None, failure: GraphError | None) -> None:
        for status in ("failed",) if failure else self.statuses:
            report = {"id": sent.wamid, "status": status, "timestamp": str(int(self.now().timestamp()))}
            report |= {"recipient_user_id" if "." in sent.to else "recipient_id": sent.to}
            if tracker := sent.body.get("biz_opaque_callback_data"):
                report["biz_opaque_callback_data"] = tracker
            errors = {"errors": [failure.report()]} if failure else {}
            contacts = {"contacts": [citizen.profile()]} if citizen and not failure else {}
            self.webhooks.tell({**contacts, "statuses": [report | errors]})


def _answer(sent: Sent, citizen: Citizen | None) -> Json:
    ids = {"wa_id": citizen.phone, "user_id": citizen.user_id} if citizen else {"wa_id": sent.to}
    contact = {"input": sent.to, **{key: text for key, text in ids.items() if text}}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": sent.wamid}]}


if __name__ == "__main__":
    from simulators.graph_control import main

    main()
