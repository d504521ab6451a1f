"""Messenger, the chat of a Facebook page, by Meta's Send API: a webhook to read, one address to post to."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from yarl import URL

from bot.channels import messenger_compose, messenger_health, messenger_media, messenger_read
from bot.channels.errors import ConnectionFailed, SendError, WindowClosed
from bot.channels.graph_channel import GraphChannel
from bot.channels.graph_client import GraphClient
from bot.channels.graph_json import Json, word
from bot.channels.messenger_errors import ERRORS
from bot.channels.messenger_read import CHANNEL
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

#: Meta takes 300 texts a second for a page, and 10 with sound or films; photos stand in neither list.
WHOLE = Rate(timedelta(seconds=1) / 40)
#: Meta limits "too many messages in a single thread" without a figure; ours is what a person reads.
CHAT = Rate(timedelta(seconds=1), burst=10)
#: How long an echo may take to tell of a message whose answer was lost.
SETTLES = timedelta(seconds=60)
#: After the citizen's last message only people may write, and only with Meta's leave [policy, 2026-09-28].
WINDOW = timedelta(hours=24)
#: How long people may.
HUMAN_WINDOW = timedelta(days=7)


class Messenger(GraphChannel):
    """The channel of one Facebook page."""

    name = CHANNEL

    def __init__(
        self,
        token: str,
        page_id: str,
        app_secret: str,
        verify_token: str,
        api_base_url: str = "https://graph.facebook.com/v23.0",
        *,
        human_agent: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`api_base_url` ends in the API's version; `human_agent` tells that Meta granted that tag."""
        super().__init__(page_id, app_secret, verify_token, GraphClient(token, URL(api_base_url), ERRORS))
        self._human_agent = human_agent
        self._now = now
        self.lane = Lane(CHANNEL, page_id, WHOLE, CHAT, SETTLES)

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a batch of up to 1000 updates apart. Raises UnreadablePayload when it is not Messenger's."""
        return messenger_read.read(body, self.scope)

    def spends(self, message: OutboundMessage) -> timedelta:
        """Return what its parts take of the chat's pace."""
        return CHAT.every * len(messenger_compose.bodies(message, [""] * len(message.files)))

    async def acknowledge(self, event: InboundEvent) -> None:
        """Show the citizen that the message was read; a failure changes nothing."""
        if isinstance(event, InboundMessage):
            with contextlib.suppress(SendError):
                await self._client.post(self._messages, messenger_compose.seen(event.address))

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Fetch an attachment of at most `limit` bytes. Raises FileGone or a SendError."""
        return await messenger_media.fetch(self._client, attachment.file_id, limit)

    async def check(self) -> ChannelCheck:
        """Ask Meta how it fares with us. Raises a SendError where it cannot be asked."""
        return await messenger_health.check(self._client, self.scope)

    def _require_window(self, message: OutboundMessage) -> None:
        heard = message.last_inbound_at
        if heard is None or self._now() - heard >= (HUMAN_WINDOW if self._by_person(message) else WINDOW):
            raise WindowClosed

    def _by_person(self, message: OutboundMessage) -> bool:
        return self._human_agent and message.by_officer

    async def _upload(self, file: OutboundFile) -> str:
        return await messenger_media.upload(self._client, file, self.scope)

    def _bodies(self, message: OutboundMessage, media: Sequence[str]) -> list[Json]:
        heard = message.last_inbound_at
        late = heard is None or self._now() - heard >= WINDOW
        tag = messenger_compose.HUMAN_AGENT if late and self._by_person(message) else ""
        return messenger_compose.bodies(message, media, tag=tag)

    async def _post(self, body: Json) -> str:
        mid = word((await self._client.post(self._messages, body)).get("message_id"))
        if not mid:
            raise ConnectionFailed("an answer without a message id", unknown=True)
        return mid
