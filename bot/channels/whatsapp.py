"""WhatsApp by Meta's Cloud API, without a library: a webhook to read, one address to post to."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from yarl import URL

from bot.channels import whatsapp_compose, whatsapp_health, whatsapp_media, whatsapp_read
from bot.channels.errors import ConnectionFailed, MessageRefused, SendError, WindowClosed
from bot.channels.graph_channel import GraphChannel
from bot.channels.graph_client import GraphClient
from bot.channels.graph_json import Json, rows, table, word
from bot.channels.whatsapp_errors import ERRORS
from bot.channels.whatsapp_identity import CHANNEL
from messages import (
    Attachment,
    ChannelCheck,
    InboundEvent,
    InboundMessage,
    Lane,
    OutboundFile,
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


class WhatsApp(GraphChannel):
    """The channel of one WhatsApp number."""

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
        super().__init__(
            phone_number_id, app_secret, verify_token, GraphClient(token, URL(api_base_url), ERRORS)
        )
        self._template = template
        self._words = words or whatsapp_compose.ListWords()
        self._now = now
        whole = Rate(timedelta(seconds=1) / per_second)
        self.lane = Lane(CHANNEL, phone_number_id, whole, PAIR, SETTLES)

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a batch of up to 1000 updates apart. Raises UnreadablePayload when it is not WhatsApp's."""
        return whatsapp_read.read(body, self.scope)

    def spends(self, message: OutboundMessage) -> timedelta:
        """Return what its parts take of the pair limit."""
        parts = whatsapp_compose.bodies(message, [""] * len(message.files), self._words)
        return PAIR.every * len(parts)

    async def send(self, message: OutboundMessage) -> str:
        """Send and return the wamid of the last part. Raises a SendError.

        Outside the window a configured template is sent first, with nothing of the message in it, to ask the
        citizen to write again.
        """
        try:
            return await super().send(message)
        except WindowClosed:
            await self._nudge(message)
            raise

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
        return await whatsapp_health.check(self._client)

    def _require_window(self, message: OutboundMessage) -> None:
        heard = message.last_inbound_at
        if heard is None or self._now() - heard >= WINDOW:
            raise WindowClosed

    async def _nudge(self, message: OutboundMessage) -> None:
        if not self._template:
            return
        try:
            await self._post(whatsapp_compose.template(message.address, self._template, LANGUAGE))
        except MessageRefused as refusal:
            # A template paused or misnamed is no fault of the message that waits.
            raise WindowClosed(f"window closed, template refused: {refusal}") from None

    async def _upload(self, file: OutboundFile) -> str:
        return await whatsapp_media.upload(self._client, file, self.scope)

    def _bodies(self, message: OutboundMessage, media: Sequence[str]) -> list[Json]:
        return whatsapp_compose.bodies(message, media, self._words)

    async def _post(self, body: Json) -> str:
        answer = await self._client.post(self._messages, body)
        wamid = next((word(table(sent).get("id")) for sent in rows(answer.get("messages"))), "")
        if not wamid:
            raise ConnectionFailed("an answer without a message id", unknown=True)
        return wamid
