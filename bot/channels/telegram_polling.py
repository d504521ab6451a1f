"""Telegram without a webhook: for an office without a public address, and for the first try."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.errors import SendError
from bot.channels.telegram import Telegram
from bot.fault import name_fault

_log = logging.getLogger(__name__)

#: Seconds; Telegram allows long polls of 50.
_WAIT = 25
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
#: Seconds after trouble of our own: citizens wait for us, and nobody else is spared by a longer rest.
_LONGEST_OWN_PAUSE = 5.0


class TelegramPolling:
    """Fetches updates one call at a time and gives each to `receive`.

    An update is confirmed to Telegram only after `receive` returned for it, so what is not in the journal
    comes again. Only one may poll for a bot: of two, Telegram refuses one (409), which then waits.
    """

    def __init__(
        self,
        channel: Telegram,
        receive: Callable[[bytes], Awaitable[None]],
        *,
        wait: int = _WAIT,
        pause: float = _FIRST_PAUSE,
    ) -> None:
        """`wait` is the length of a long poll, `pause` the first pause after trouble, both in seconds."""
        self._channel = channel
        self._receive = receive
        self._wait = wait
        self._first_pause = self._pause = pause
        self._offset = 0
        self._webhook_removed = False
        self._broken = False

    async def run(self) -> None:
        """Poll until cancelled; trouble with Telegram or with `receive` only makes it wait."""
        while True:
            try:
                await self._round()
            except SendError as error:
                self._alarm(error)
                await self._rest(error, error.retry_after.total_seconds() if error.retry_after else 0)
            except Exception as error:  # noqa: BLE001 - the journal is away: nothing is confirmed, so nothing is lost
                self._pause = min(self._pause, _LONGEST_OWN_PAUSE)
                await self._rest(error)
            else:
                self._pause = self._first_pause
                self._broken = False

    async def _round(self) -> None:
        if not self._webhook_removed:
            await self._channel.remove_webhook()
            self._webhook_removed = True
        for update in await self._channel.updates(self._offset, self._wait):
            await self._take(update)

    async def _take(self, update: dict[str, Any]) -> None:
        await self._receive(json.dumps(update).encode())
        self._offset = update["update_id"] + 1

    def _alarm(self, error: SendError) -> None:
        """Call the operator once per trouble that only they can end."""
        if error.alarm and not self._broken:
            self._broken = True
            _log.error("Telegram refuses us: %s. Check TELEGRAM_TOKEN with @BotFather, then restart.", error)

    async def _rest(self, error: Exception, least: float = 0) -> None:
        pause = max(self._pause, least)
        _log.warning("polling Telegram rests %.1f s: %s", pause, name_fault(error))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        # A webhook set meanwhile is one reason for a refusal.
        self._webhook_removed = False
        await asyncio.sleep(pause)
