"""A strict stand-in for graph.facebook.com, as far as Messenger's Send API concerns us.

In a test: `async with MessengerSimulator(webhook_url=...) as page`, then `page.citizen("71…")`, `.text("…")`,
`await page.webhooks.settle()`, `page.sent()`.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from aiohttp import web

from simulators.graph_account import Account
from simulators.graph_contract import Json
from simulators.graph_errors import GraphError
from simulators.graph_service import GraphService
from simulators.graph_webhooks import Webhooks
from simulators.messenger_api import MessengerApi
from simulators.messenger_citizen import PageVisitor, milliseconds, new_mid
from simulators.messenger_store import PageMessage

#: Meta's limit of texts a second for one page.
PER_SECOND = 300
_WINDOW, _HUMAN_WINDOW = timedelta(hours=24), timedelta(days=7)
#: How long Meta puts up with a page's failing webhooks.
PATIENCE = timedelta(hours=1)
#: The app through which people at Meta Business Suite write.
_PAGE_INBOX = 263902037430900
FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_edits",
)


@dataclass
class PageAccount(Account):
    """The page and the apps that get its webhooks, and of what."""

    id: str = "117000000000001"
    scopes: tuple[str, ...] = ("pages_messaging", "pages_manage_metadata")
    fields: tuple[str, ...] = FIELDS

    def subscription(self, app: str) -> Json:
        """Return one of them."""
        return {"id": app, "name": "Aduan", "subscribed_fields": [*self.fields]}


class MessengerSimulator(GraphService):
    """One Facebook page. `tells` are the reports that follow a message; a reading follows none by itself."""

    account: PageAccount

    def __init__(
        self,
        *,
        token: str = "token-simulasi",  # noqa: S107 - opens nothing but this simulator
        app_secret: str = "rahasia-simulasi",  # noqa: S107
        page_id: str = "117000000000001",
        webhook_url: str = "",
        tells: Sequence[str] = ("echo", "delivery"),
        redeliver_after: Sequence[float] = (0.05, 0.1, 0.2, 0.4),
        has_human_agent: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        def wrap(events: list[Json]) -> Json:
            entry = {"id": page_id, "time": milliseconds(self.now()), "messaging": events}
            return {"object": "page", "entry": [entry]}

        webhooks = Webhooks(webhook_url, app_secret, redeliver_after, wrap, self.heard)
        super().__init__(page_id, PageAccount(token, id=page_id), webhooks, now)
        self.tells = tuple(tells)
        self.has_human_agent = has_human_agent
        self._citizens: dict[str, PageVisitor] = {}
        self._failing_since: datetime | None = None
        self._moments: deque[datetime] = deque(maxlen=PER_SECOND)

    @property
    def page_id(self) -> str:
        """The page's id."""
        return self.scope

    def app(self, extra: Sequence[web.RouteDef]) -> web.Application:
        """Return the web application of this service."""
        return MessengerApi(self).app(extra)

    def citizen(self, psid: str) -> PageVisitor:
        """Return the citizen with that page-scoped id, who comes by now if unknown."""
        if psid not in self._citizens:
            self._citizens[psid] = PageVisitor(
                self.store, self.webhooks.tell, self.now, self.media_url, self.scope, psid
            )
        return self._citizens[psid]

    def by_hand(self, psid: str, text: str) -> str:
        """Let somebody write to a citizen in Meta Business Suite; returns the mid."""
        mid = new_mid()
        self._echo(psid, {"mid": mid, "app_id": _PAGE_INBOX, "text": text})
        return mid

    def accept(self, body: Json) -> Json | None:
        """Take a well-formed message; None when the answer is to be lost. Raises GraphError."""
        fault = self.fault_of_the_service()
        self._require_pace()
        to = body["recipient"]["id"]
        self._require_allowed(body, to)
        sent = PageMessage(to, new_mid(), body, self.now())
        self.store.sent.append(sent)
        self._report(sent)
        return None if fault and fault.hang_up else {"recipient_id": to, "message_id": sent.wamid}

    def heard(self, body: bytes, status: int) -> None:
        """Note it; a page whose webhooks fail for an hour is unsubscribed, and nobody is told."""
        super().heard(body, status)
        self._failing_since = None if status == HTTPStatus.OK else self._failing_since or self.now()
        if self._failing_since and self.now() - self._failing_since >= PATIENCE:
            self.account.apps = ()
            self.webhooks.is_on = False

    def subscribe(self) -> None:
        """Let the operator subscribe the page again; what was to be told meanwhile is lost."""
        self.account.apps = (self.account.app_id,)
        self.webhooks.is_on, self._failing_since = True, None

    def trackers_in(self, body: Json) -> Iterator[str]:
        """Yield the trackers of the messages that a webhook's body says we have."""
        for entry in body["entry"]:
            yield from (event.get("message", {}).get("metadata", "") for event in entry["messaging"])

    def mark_read(self, body: Json) -> Json:
        """Take a read receipt. Raises GraphError for a person who never wrote."""
        psid = body["recipient"]["id"]
        if psid not in self._citizens:
            raise GraphError(100, subcode=2018001)
        self.store.read.append(psid)
        return {"recipient_id": psid}

    def _require_pace(self) -> None:
        now = self.now()
        if len(self._moments) == PER_SECOND and now - self._moments[0] < timedelta(seconds=1):
            raise GraphError(613)
        self._moments.append(now)

    def _require_allowed(self, body: Json, to: str) -> None:
        citizen = self._citizens.get(to)
        if citizen is None or citizen.heard_at is None:
            raise GraphError(100, "No matching user found", subcode=2018001)
        if citizen.blocked:
            raise GraphError(551, subcode=1545041)
        shared = body["message"].get("attachment")
        if shared and shared["payload"]["attachment_id"] not in self.store.uploaded:
            raise GraphError(100, "attachment_id is not one of a file this page uploaded")
        if "tag" in body and not self.has_human_agent:
            raise GraphError(200, "the app may not use this tag")
        if self.now() - citizen.heard_at >= (_HUMAN_WINDOW if "tag" in body else _WINDOW):
            raise GraphError(10, "This message is sent outside of allowed window.", subcode=2018278)

    def _report(self, sent: PageMessage) -> None:
        moment = milliseconds(self.now())
        if "echo" in self.tells:
            self._echo(
                sent.to, {"mid": sent.wamid, "app_id": int(self.account.app_id), **sent.body["message"]}
            )
        if "delivery" in self.tells:
            who = {"sender": {"id": sent.to}, "recipient": {"id": self.scope}}
            self.webhooks.tell(
                {**who, "timestamp": moment, "delivery": {"mids": [sent.wamid], "watermark": moment}}
            )

    def _echo(self, psid: str, message: Json) -> None:
        who = {"sender": {"id": self.scope}, "recipient": {"id": psid}}
        told = {"is_echo": True, **message}
        self.webhooks.tell({**who, "timestamp": milliseconds(self.now()), "message": told})
