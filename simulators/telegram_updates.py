"""Updates on their way to the bot: kept until confirmed, fetched by long poll or posted to a webhook."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from simulators.telegram_parameters import BotApiError

_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
#: Seconds to wait for a webhook's answer, and the longest pause before it is tried again.
_ANSWER_TIMEOUT, _LONGEST_PAUSE = 60, 60.0
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update and the chat in whose queue it stands."""

    chat_id: int
    update: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str = ""
    max_connections: int = 40

    @property
    def headers(self) -> dict[str, str]:
        """What tells the bot that it is Telegram who posts."""
        return {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}


@dataclass
class Updates:
    """The queue, one for both ways out. `pace` scales the seconds between redeliveries."""

    pace: float = 1.0
    webhook: Webhook | None = None
    allowed: tuple[str, ...] = ()
    waiting: list[Waiting] = field(default_factory=list)
    last_error: tuple[int, str] | None = None
    #: What the webhook took, newest last.
    taken: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _ids: Iterator[int] = field(default_factory=lambda: count(700_001))
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: asyncio.Future[None] | None = None
    _couriers: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def put(self, chat_id: int, kind: str, content: dict[str, Any]) -> None:
        """Queue one update, unless the bot asked not to get its kind."""
        if self.allowed and kind not in self.allowed:
            return
        self.waiting.append(Waiting(chat_id, {"update_id": next(self._ids), kind: content}))
        self._arrived.set()
        self._dispatch()

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Answer getUpdates: forget what is below `offset`, wait for the rest. Raises BotApiError (409)."""
        if self.webhook:
            raise BotApiError(409, _WEBHOOK_ACTIVE)
        self._confirm(offset)
        self._end_other_poll()
        mine = self._poll = asyncio.get_running_loop().create_future()
        deadline = time.monotonic() + timeout_s
        while not self.waiting and (left := deadline - time.monotonic()) > 0:
            self._arrived.clear()
            arrival = asyncio.ensure_future(self._arrived.wait())
            await asyncio.wait((arrival, mine), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            arrival.cancel()
            if mine.done():
                raise BotApiError(409, _OTHER_POLLER)
        return [each.update for each in self.waiting[:limit]]

    async def use(self, webhook: Webhook | None, *, drop: bool = False) -> None:
        """Switch to a webhook, or with None back to polling."""
        await self.stop()
        if drop:
            self.waiting.clear()
        self._end_other_poll()
        self.webhook, self.last_error = webhook, None
        self._dispatch()

    async def stop(self) -> None:
        """End all deliveries; what waits, waits on."""
        couriers = list(self._couriers.values())
        self._couriers.clear()
        for courier in couriers:
            courier.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [each for each in self.waiting if each.update["update_id"] >= offset]

    def _end_other_poll(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _dispatch(self) -> None:
        if not self.webhook:
            return
        for chat_id in {each.chat_id for each in self.waiting} - self._couriers.keys():
            self._couriers[chat_id] = asyncio.create_task(self._deliver(chat_id, self.webhook))

    async def _deliver(self, chat_id: int, webhook: Webhook) -> None:
        """Post one chat's updates in order; the next only after the one before was accepted."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_TIMEOUT)) as session:
            pause = 1.0
            while first := next((each for each in self.waiting if each.chat_id == chat_id), None):
                if await self._accepted(session, webhook, first.update):
                    self.waiting.remove(first)
                    self.taken.append(first.update)
                    pause = 1.0
                else:
                    await asyncio.sleep(pause * self.pace)
                    pause = min(pause * 2, _LONGEST_PAUSE)
            # Before the session closes, which waits: an update put meanwhile needs a new courier.
            del self._couriers[chat_id]

    async def _accepted(
        self, session: aiohttp.ClientSession, webhook: Webhook, update: dict[str, Any]
    ) -> bool:
        error = "Connection refused"
        with contextlib.suppress(aiohttp.ClientError, OSError):
            async with session.post(webhook.url, json=update, headers=webhook.headers) as response:
                if response.ok:
                    return True
                error = f"Wrong response from the webhook: {response.status} {response.reason}"
        self.last_error = (int(time.time()), error)
        return False
