"""What Meta's services have in common: a session to Graph, signed webhooks, the handshake, messages in parts."""

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.errors import SendError
from bot.channels.graph_client import GraphClient
from bot.channels.graph_json import Json
from messages import Attachment, ChannelCheck, InboundEvent, Lane, OutboundFile, OutboundMessage


@dataclass
class _Progress:
    """How far one message got: its photos' ids at Meta, and how many of its parts were sent."""

    media: list[str] = field(default_factory=list)
    parts: int = 0


class GraphChannel(ABC):
    """One number or page. `read`, `verify` and `challenge` need no open session."""

    name: str
    lane: Lane

    def __init__(self, scope: str, app_secret: str, verify_token: str, client: GraphClient) -> None:
        """`scope` is the id of the number or page, under which messages are posted."""
        self.scope = scope
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._client = client
        self._progress: dict[str, _Progress] = {}

    async def open(self) -> None:
        """Open the session to the Graph API."""
        await self._client.open()

    async def close(self) -> None:
        """Close it."""
        await self._client.close()

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether the body is signed with the app's secret; without a secret nothing is."""
        told = next((value for name, value in headers.items() if name.lower() == "x-hub-signature-256"), "")
        due = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        return bool(self._app_secret) and hmac.compare_digest(due.encode(), _bytes(told))

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """Return what to echo to Meta's GET when it sets up the webhook, None where the token is not ours."""
        known = hmac.compare_digest(self._verify_token, _bytes(query.get("hub.verify_token", "")))
        wanted = query.get("hub.mode") == "subscribe" and bool(self._verify_token)
        return query.get("hub.challenge") if known and wanted else None

    @abstractmethod
    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a batch of up to 1000 updates apart. Raises UnreadablePayload when it is not this service's."""

    @abstractmethod
    def spends(self, message: OutboundMessage) -> timedelta:
        """Return what its parts take of the chat's pace."""

    @abstractmethod
    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Fetch an attachment of at most `limit` bytes. Raises FileGone or a SendError."""

    @abstractmethod
    async def acknowledge(self, event: InboundEvent) -> None:
        """Show the citizen that the message was read; a failure changes nothing."""

    @abstractmethod
    async def check(self) -> ChannelCheck:
        """Ask Meta how it fares with us. Raises a SendError where it cannot be asked."""

    async def send(self, message: OutboundMessage) -> str:
        """Send and return Meta's id of the last part. Raises a SendError.

        A message tried again goes on after the photos already uploaded and the parts already sent, while this
        object lives. Outside the window it raises WindowClosed, so that the message waits and is not lost.
        """
        try:
            self._require_window(message)
            sent = await self._send_parts(message)
        except SendError as error:
            if not error.retryable:
                self._progress.pop(message.tracker, None)
            raise
        self._progress.pop(message.tracker, None)
        return sent

    async def _send_parts(self, message: OutboundMessage) -> str:
        done = self._progress.setdefault(message.tracker, _Progress()) if message.tracker else _Progress()
        for file in message.files[len(done.media) :]:
            done.media.append(await self._upload(file))
        bodies = self._bodies(message, done.media)
        for body in bodies[done.parts : -1]:
            await self._post(body)
            done.parts += 1
        return await self._post(bodies[-1])

    @property
    def _messages(self) -> str:
        return f"{self.scope}/messages"

    @abstractmethod
    def _require_window(self, message: OutboundMessage) -> None:
        """Raise WindowClosed where the service would not take the message now."""

    @abstractmethod
    async def _upload(self, file: OutboundFile) -> str:
        """Upload one photo and return its id. Raises a SendError."""

    @abstractmethod
    def _bodies(self, message: OutboundMessage, media: Sequence[str]) -> list[Json]:
        """Return the requests that together carry one message, in the order to send them."""

    @abstractmethod
    async def _post(self, body: Json) -> str:
        """Post one of them and return its id. Raises a SendError."""


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
