"""A strict stand-in for graph.facebook.com, as far as the WhatsApp Cloud API concerns us.

In a test: `async with GraphSimulator(webhook_url=...) as graph`, then `graph.citizen("62812…", "Sari")`,
`.text("…")`, `await graph.webhooks.settle()`, `graph.sent()`; as a process: `python -m simulators.graph`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from aiohttp import web

from simulators.graph_account import Account
from simulators.graph_api import WhatsAppApi
from simulators.graph_citizen import Citizen, new_wamid
from simulators.graph_contract import Json
from simulators.graph_errors import GraphError
from simulators.graph_service import GraphService
from simulators.graph_store import Sent
from simulators.graph_webhooks import Webhooks

_WINDOW = timedelta(hours=24)


class GraphSimulator(GraphService):
    """One WhatsApp number."""

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
        number = {"display_phone_number": "622150000001", "phone_number_id": phone_number_id}

        def wrap(values: list[Json]) -> Json:
            shared = {"messaging_product": "whatsapp", "metadata": number}
            changes = [{"field": "messages", "value": {**shared, **value}} for value in values]
            entry = {"id": "230000000000001", "changes": changes}
            return {"object": "whatsapp_business_account", "entry": [entry]}

        webhooks = Webhooks(webhook_url, app_secret, redeliver_after, wrap, self.heard)
        super().__init__(phone_number_id, Account(token), webhooks, now)
        self.statuses = tuple(statuses)
        self._templates = frozenset(templates)
        self._citizens: list[Citizen] = []

    @property
    def phone_number_id(self) -> str:
        """The number's id."""
        return self.scope

    def app(self, extra: Sequence[web.RouteDef]) -> web.Application:
        """Return the web application of this service."""
        return WhatsAppApi(self).app(extra)

    def citizen(self, phone: str | None = None, name: str = "Warga", user_id: str | None = None) -> Citizen:
        """Return the citizen with that phone or business-scoped id, who joins WhatsApp now if unknown."""
        known = self._find(phone or user_id or "")
        if known is None:
            known = Citizen(self.store, self.webhooks.tell, self.now, phone, user_id, name)
            self._citizens.append(known)
        return known

    def accept(self, body: Json) -> Json | None:
        """Take a well-formed message; None when the answer is to be lost. Raises GraphError."""
        fault = self.fault_of_the_service()
        to = str(body.get("to") or body["recipient"]).removeprefix("+")
        citizen = self._find(to)
        self._require_allowed(body, citizen)
        sent = Sent(to, new_wamid(), body, self.now())
        self.store.sent.append(sent)
        unreachable = GraphError(131026) if citizen is None or citizen.blocked else None
        self._report(sent, citizen, fault.error() if fault and fault.by_webhook else unreachable)
        return None if fault and fault.hang_up else _answer(sent, citizen)

    def trackers_in(self, body: Json) -> Iterator[str]:
        """Yield the trackers of the messages that a webhook's body says we have."""
        for entry in body["entry"]:
            for status in (one for change in entry["changes"] for one in change["value"].get("statuses", ())):
                if status["status"] != "failed":
                    yield status.get("biz_opaque_callback_data", "")

    def mark_read(self, body: Json) -> Json:
        """Take a read receipt. Raises GraphError for a message no citizen sent."""
        wamid = body["message_id"]
        if wamid not in self.store.inbound:
            raise GraphError(100, "message_id is not one of an inbound message")
        self.store.read.append(wamid)
        return {"success": True}

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
