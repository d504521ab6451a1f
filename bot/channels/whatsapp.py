"""WhatsApp by Meta's Cloud API, without a library: a webhook to read, one address to post to."""

import contextlib
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from yarl import URL

from bot.channels import whatsapp_compose, whatsapp_health, whatsapp_media, whatsapp_read
from bot.channels.errors import ConnectionFailed, MessageRefused, SendError, WindowClosed
from bot.channels.whatsapp_client import GraphClient
from bot.channels.whatsapp_identity import CHANNEL
from bot.channels.whatsapp_parts import Json, table, word
from messages import (
    Address,
    Attachment,
    ChannelCheck,
    InboundEvent,
    InboundMessage,
    Lane,
    OutboundMessage,
    Rate,
)

#: Meta: 80 messages a second and number, those that come in included; more once the number is upgraded.
PER_SECOND = 40
#: Meta's pair limit: a message every 6 s to one person, 45 of them ahead of that pace ["throughput", 2026-05-21].
PAIR = Rate(timedelta(seconds=6), burst=45)
#: How long a status webhook may take to tell of a message whose answer was lost.
SETTLES = timedelta(seconds=60)
#: The template's.
LANGUAGE = "id"
#: After the citizen's last message only an approved template may be sent.
WINDOW = timedelta(hours=24)


@dataclass
class _Progress:
    """How far one message got: its photos' media ids, and how many of its parts were sent."""

    media: list[str] = field(default_factory=list)
    parts: int = 0


class WhatsApp:
    """The channel of one WhatsApp number. `read`, `verify` and `challenge` need no open session."""

    name = CHANNEL

    def __init__(
        self,
        token: str,
        phone_number_id: str,
        app_secret: str,
        verify_token: str,
        api_base_url: str = "https://graph.facebook.com/v23.0",
        *,
        template: str = "",
        words: whatsapp_compose.ListWords | None = None,
        per_second: int = PER_SECOND,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`api_base_url` ends in the API's version; `template` names an approved one without parameters."""
        self.scope = phone_number_id
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        self._template = template
        self._words = words or whatsapp_compose.ListWords()
        self._now = now
        self._token = token
        self._client = GraphClient(token, URL(api_base_url))
        whole = Rate(timedelta(seconds=1) / per_second)
        self.lane = Lane(CHANNEL, phone_number_id, whole, PAIR, SETTLES)
        self._progress: dict[str, _Progress] = {}

    async def open(self) -> None:
        """Open the session to the Graph API."""
        await self._client.open()

    async def close(self) -> None:
        """Close it."""
        await self._client.close()

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether the body is signed with the app's secret; without a secret nothing is."""
        given = next((value for name, value in headers.items() if name.lower() == "x-hub-signature-256"), "")
        due = "sha256=" + hmac.new(self._app_secret, body, hashlib.sha256).hexdigest()
        return bool(self._app_secret) and hmac.compare_digest(due.encode(), _bytes(given))

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """Return what to echo to Meta's GET when it sets up the webhook, None where the token is not ours."""
        known = hmac.compare_digest(self._verify_token, _bytes(query.get("hub.verify_token", "")))
        wanted = query.get("hub.mode") == "subscribe" and bool(self._verify_token)
        return query.get("hub.challenge") if known and wanted else None

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a batch of up to 1000 updates apart. Raises UnreadablePayload when it is not WhatsApp's."""
        return whatsapp_read.read(body, self.scope)

    def spends(self, message: OutboundMessage) -> timedelta:
        """Return what its parts take of the pair limit."""
        parts = whatsapp_compose.bodies(message, [""] * len(message.files), self._words)
        return PAIR.every * len(parts)

    async def send(self, message: OutboundMessage) -> str:
        """Send and return the wamid of the last part. Raises a SendError.

        A message tried again goes on after the photos already uploaded and the parts already sent, while this
        object lives. Outside the window it raises WindowClosed, so that the message waits and is not lost;
        where a template is configured it is sent first, with nothing of the message in it, to ask the citizen
        to write again.
        """
        try:
            self._require_window(message)
            sent = await self._send_parts(message)
        except SendError as error:
            if not error.retryable:
                self._progress.pop(message.tracker, None)
            if isinstance(error, WindowClosed):
                await self._nudge(message.address)
            raise
        self._progress.pop(message.tracker, None)
        return sent

    async def _send_parts(self, message: OutboundMessage) -> str:
        done = self._progress.setdefault(message.tracker, _Progress()) if message.tracker else _Progress()
        for file in message.files[len(done.media) :]:
            done.media.append(await whatsapp_media.upload(self._client, file, self.scope))
        bodies = whatsapp_compose.bodies(message, done.media, self._words)
        for body in bodies[done.parts : -1]:
            await self._post(body)
            done.parts += 1
        return await self._post(bodies[-1])

    async def acknowledge(self, event: InboundEvent) -> None:
        """Show the citizen that the message was read; a failure changes nothing."""
        if isinstance(event, InboundMessage):
            wamid = event.external_id.removeprefix("message:")
            with contextlib.suppress(SendError):
                await self._client.post(self._messages, whatsapp_compose.read_receipt(wamid))

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Fetch an attachment of at most `limit` bytes. Raises FileGone or a SendError."""
        return await whatsapp_media.fetch(self._client, attachment.file_id, self.scope, limit)

    async def check(self) -> ChannelCheck:
        """Ask Meta how it fares with us. Raises a SendError where it cannot be asked."""
        return await whatsapp_health.check(self._client, self._token)

    def _require_window(self, message: OutboundMessage) -> None:
        heard = message.last_inbound_at
        if heard is None or self._now() - heard >= WINDOW:
            raise WindowClosed

    async def _nudge(self, address: Address) -> None:
        if not self._template:
            return
        try:
            await self._post(whatsapp_compose.template(address, self._template, LANGUAGE))
        except MessageRefused as refusal:
            # A template paused or misnamed is no fault of the message that waits.
            raise WindowClosed(f"window closed, template refused: {refusal}") from None

    async def _post(self, body: Json) -> str:
        answer = await self._client.post(self._messages, body)
        sent = answer.get("messages")
        wamid = word(table(sent[0]).get("id")) if isinstance(sent, list) and sent else ""
        if not wamid:
            raise ConnectionFailed("an answer without a message id", unknown=True)
        return wamid

    @property
    def _messages(self) -> str:
        return f"{self.scope}/messages"


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
