"""Telegram, by webhook or by polling, on python-telegram-bot's types and client."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.errors import ChannelBroken, SendError
from bot.channels.telegram_errors import telegram_errors
from bot.channels.telegram_events import NAME
from bot.channels.telegram_files import fetch
from bot.channels.telegram_health import read_webhook_info
from bot.channels.telegram_read import read_update
from bot.channels.telegram_request import READ_TIMEOUT, AiohttpRequest
from bot.channels.telegram_steps import Step, steps
from messages import (
    Attachment,
    ChannelCheck,
    InboundEvent,
    InboundMessage,
    Lane,
    MessageKind,
    OutboundMessage,
    Rate,
)

API = "https://api.telegram.org"
#: What we ask Telegram for; reading copes with the rest, which may keep coming for a while.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
#: Telegram's limits are 30 messages a second for a bot, 1 a second in a chat and 20 a minute in a group [python-
#: telegram-bot 22, constants.FloodLimit]. The network bunches what leaves evenly, so a bot sends 25.
WHOLE = Rate(timedelta(seconds=1) / 25)
CHAT = Rate(timedelta(seconds=1))
GROUP = Rate(timedelta(seconds=3))
_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name


def _now() -> datetime:
    return datetime.now(UTC)


class Telegram:
    """One bot. Its `scope` is the bot's id, the digits of the token before the colon."""

    name = NAME

    def __init__(
        self,
        token: str,
        secret: str | None = None,
        api_base_url: str = API,
        *,
        proxy: str | None = None,
        clock: Callable[[], datetime] = _now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`secret` comes back with every webhook; without one no webhook is believed. `sleep` waits seconds."""
        # At DEBUG the library logs the token and what citizens wrote.
        logging.getLogger("telegram").setLevel(logging.WARNING)
        self.scope = token.partition(":")[0]
        self._secret = secret
        self._clock = clock
        self._sleep = sleep
        self._request = AiohttpRequest(proxy)
        base = api_base_url.rstrip("/")
        self._bot = Bot(token, f"{base}/bot", f"{base}/file/bot", self._request, self._request)
        self._steps_sent: dict[str, int] = {}

    @property
    def lane(self) -> Lane:
        """Telegram's pace; it never tells of a message whose answer was lost."""
        return Lane(NAME, self.scope, WHOLE, CHAT)

    def spends(self, message: OutboundMessage) -> timedelta:
        """Return the pause after one message: longer in groups, whose ids are negative."""
        return (GROUP if message.address.id.startswith("-") else CHAT).every

    async def open(self) -> None:
        """Open the connection pool; Telegram itself need not be reachable."""
        await self._request.initialize()

    async def close(self) -> None:
        """Close the connection pool."""
        await self._request.shutdown()

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:  # noqa: ARG002 - Telegram signs no body
        """Whether the webhook carries our secret; never without one configured."""
        given = next((value for name, value in headers.items() if name.lower() == _SECRET_HEADER), "")
        if not self._secret:
            return False
        return hmac.compare_digest(given.encode("ascii", "replace"), self._secret.encode("ascii", "replace"))

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Read one update. Raises UnreadablePayload when the body is none."""
        return [(read_update(body, self.scope, self._clock()), body)]

    async def send(self, message: OutboundMessage) -> str:
        """Send as plain text, in parts where it is long, buttons under the last; return the last one's id.

        Photos go first, several as an album, with the text as caption where it fits.

        The id has the form of an inbound `external_id`, so a citizen's `reply_to` finds it. A message tried
        again goes on after the calls already made, while this object lives. Raises a SendError.
        """
        calls = steps(message)
        try:
            sent = await self._send_steps(message, calls)
        except SendError as error:
            if not error.retryable:
                self._steps_sent.pop(message.tracker, None)
            raise
        self._steps_sent.pop(message.tracker, None)
        return sent

    async def _send_steps(self, message: OutboundMessage, calls: list[Step]) -> str:
        sent = ""
        start = self._steps_sent.get(message.tracker, 0)
        for number in range(start, len(calls)):
            if number > start:
                await self._sleep(self.spends(message).total_seconds())
            sent = await calls[number].send(self._bot, message.address.id)
            if message.tracker and number < len(calls) - 1:
                self._steps_sent[message.tracker] = number + 1
        return sent

    async def acknowledge(self, event: InboundEvent) -> None:
        """Stop the spinner on a pressed button. Never fails: the query may be too old, the press is kept."""
        if not isinstance(event, InboundMessage) or event.kind is not MessageKind.BUTTON:
            return
        try:
            await self._bot.answer_callback_query(event.external_id.removeprefix("callback:"))
        except TelegramError:
            return

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Fetch a file of at most `limit` bytes (Telegram: 20 MB). Raises FileGone or a SendError."""
        return await fetch(self._bot, self._request.session, attachment.file_id, limit)

    async def register_webhook(self, url: str) -> None:
        """Have updates posted to `url` with our secret. Raises ValueError without one, or a SendError."""
        if not self._secret:
            raise ValueError("a webhook needs a secret")
        with telegram_errors():
            await self._bot.set_webhook(url, allowed_updates=ALLOWED_UPDATES, secret_token=self._secret)

    async def check(self, url: str) -> ChannelCheck:
        """Ask Telegram how it fares with us; `url` is our webhook, "" for polling.

        Raises a SendError where it cannot be asked.
        """
        try:
            with telegram_errors():
                info = await self._bot.get_webhook_info()
        except ChannelBroken as refusal:
            return ChannelCheck(token_valid=False, trouble=str(refusal))
        return read_webhook_info(info, url, self._clock())

    async def remove_webhook(self) -> None:
        """Go back to polling; what waits, waits on. Raises a SendError."""
        with telegram_errors():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def updates(self, offset: int, wait: int) -> list[dict[str, Any]]:
        """Wait up to `wait` seconds (at most 50) for updates from `offset` on, and confirm those before it.

        They come as Telegram wrote them, so that one this library cannot read does not lose the others.
        Raises a SendError.
        """
        asked = {"offset": offset, "timeout": wait, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        with telegram_errors():
            found: Any = await self._request.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=READ_TIMEOUT + wait
            )
        return list(found)
