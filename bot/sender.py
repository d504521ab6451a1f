"""The sender: takes the outbox's rows in order per conversation and asks an error only whether to try again."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel
from bot.channels.errors import ChatMoved, ContactStopped, SendError, WindowClosed
from bot.fault import name_fault
from bot.retry import backoff
from messages import Address, OutboundMessage
from storage import Database, UnitOfWork
from storage.conversations import Conversation
from storage.outbox import Queued
from storage.wakeups import OUTBOUND, conversation_topic

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)
POLL_SECONDS = 1.0
SEND_TIMEOUT = 60.0  #: seconds; shorter than the lease, so that nobody sends what we still try to send


class Sender:
    """Carries the outbox to the channels."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], now: Callable[[], datetime]
    ) -> None:
        """Send over these channels; rows of others wait."""
        self._database = database
        self._channels = channels
        self._now = now

    async def run(self) -> None:
        """Send for ever; idle until a bell rings or a poll's interval is over."""
        with self._database.wakeups.listen(OUTBOUND) as bell:
            while True:
                try:
                    while await self.step():
                        pass
                except Exception as error:  # noqa: BLE001 - the loop outlives any fault of the database
                    log.warning("sender_stumbled", error=name_fault(error))
                await bell.wait(POLL_SECONDS)

    async def step(self) -> bool:
        """Send one row; False where nothing is due."""
        row = await self._claim()
        if row is None:
            return False
        async with self._database.read() as unit:
            conversation = await unit.conversations.get(row.conversation_id)
            address = await unit.contacts.address(conversation.address_id)
        message = _outbound(row, address, conversation)
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                external_id = await self._channels[address.channel].send(message)
        except (SendError, TimeoutError) as error:
            await self._not_sent(row, conversation, address, error)
        else:
            await self._mark_sent(row, external_id)
        return True

    async def _claim(self) -> Queued | None:
        channels = list(self._channels)
        async with self._database.read() as unit:
            if not await unit.outbox.has_due(self._now()):
                return None
        async with self._database.write() as unit:
            row = await unit.outbox.claim(self._now(), LEASE, channels)
            await unit.commit()
            return row

    async def _mark_sent(self, row: Queued, external_id: str) -> None:
        async with self._database.write() as unit:
            await unit.outbox.sent(row.id, external_id, self._now())
            _tell_watchers(unit, row)
            await unit.commit()

    async def _not_sent(
        self, row: Queued, conversation: Conversation, address: Address, error: SendError | TimeoutError
    ) -> None:
        log.warning("not_sent", outbox=row.id, channel=address.channel, error=type(error).__name__)
        async with self._database.write() as unit:
            match error:
                case WindowClosed():
                    await unit.outbox.wait(row.id, type(error).__name__)
                case ChatMoved():
                    await self._readdress(unit, conversation, address, error.new_id)
                    await unit.outbox.retry(row.id, self._now(), type(error).__name__)
                case SendError(retryable=False):
                    if isinstance(error, ContactStopped):
                        await unit.contacts.stop(conversation.address_id, self._now())
                    await unit.outbox.fail(row.id, _reason(error))
                case _:
                    pause = getattr(error, "retry_after", None) or backoff(row.attempts)
                    await unit.outbox.retry(row.id, self._now() + pause, _reason(error))
            _tell_watchers(unit, row)
            await unit.commit()

    async def _readdress(
        self, unit: UnitOfWork, conversation: Conversation, old: Address, new_id: str
    ) -> None:
        new = Address(old.channel, old.scope, new_id)
        now = self._now()
        await unit.contacts.move(old, new, now)
        known = await unit.contacts.remember(new, None, now)
        await unit.conversations.readdress(conversation.id, known.address_id)


def _outbound(row: Queued, address: Address, conversation: Conversation) -> OutboundMessage:
    return OutboundMessage(
        address=address,
        text=row.text,
        buttons=row.buttons,
        tracker=str(row.id),
        last_inbound_at=conversation.last_inbound_at,
    )


def _reason(error: BaseException) -> str:
    code = getattr(error, "code", "")
    return f"{type(error).__name__} {code}".strip()


def _tell_watchers(unit: UnitOfWork, row: Queued) -> None:
    unit.ring_topic(conversation_topic(row.conversation_id))
