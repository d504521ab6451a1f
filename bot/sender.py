"""The sender: takes the outbox's rows in order per conversation and asks an error only whether to try again."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.channels.base import Channel
from bot.channels.errors import ChatMoved, ContactStopped, SendError, WindowClosed
from bot.fault import name_fault
from bot.loop import Loop
from bot.measures import SENT, following
from bot.retry import backoff
from messages import Address, OutboundMessage
from storage import Database, UnitOfWork
from storage.conversations import Conversation
from storage.outbox import Queued
from storage.wakeups import OUTBOUND, conversation_topic

log = structlog.get_logger(__name__)

#: What an operator does about an alarm; the channels' own troubles are listed there.
REMEDY = "check the channel's token, permissions and account, see docs/channels.md, then restart"
LEASE = timedelta(seconds=90)
MOST_SURPRISES = 20  #: attempts, with the waits between them more than an hour
SEND_TIMEOUT = 60.0  #: seconds; shorter than the lease, so that nobody sends what we still try to send


class Sender(Loop):
    """Carries the outbox to the channels."""

    topic = OUTBOUND
    poll_seconds = 1.0

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        media_dir: Path = Path(),
    ) -> None:
        """Send over these channels, photos from `media_dir`; rows of others wait."""
        super().__init__(database)
        self._channels = channels
        self._now = now
        self._media_dir = media_dir
        self._broken: set[str] = set()

    async def step(self) -> bool:
        """Send one row; False where nothing is due."""
        row = await self._claim()
        if row is None:
            return False
        with following(row.turn, outbox=row.id):
            await self._carry(row)
        return True

    async def _carry(self, row: Queued) -> None:
        async with self._database.read() as unit:
            conversation = await unit.conversations.get(row.conversation_id)
            address = await unit.contacts.address(conversation.address_id)
        channel = self._channels.get(address.channel)
        if channel is None:
            await self._try_later(row, "ChannelOff")
            return
        try:
            external_id = await self._send(channel, _outbound(row, address, conversation, self._media_dir))
        except (SendError, TimeoutError) as error:
            self._alarm(address.channel, error)
            await self._not_sent(row, conversation, address, error)
        except Exception as error:  # noqa: BLE001 - an error nobody foresaw must not send the row for ever
            await self._surprised(row, address, error)
        else:
            self._broken.discard(address.channel)
            await self._mark_sent(row, external_id)
            log.info("sent", channel=address.channel)

    async def _send(self, channel: Channel, message: OutboundMessage) -> str:
        """Send within the time limit, and count what came of it."""
        began, outcome = time.monotonic(), SENT
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                return await channel.send(message)
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            self.measures.sending(message.address.channel, outcome, time.monotonic() - began)

    def _alarm(self, channel: str, error: SendError | TimeoutError) -> None:
        """Call the operator once per trouble; the retries are logged as any others."""
        if getattr(error, "alarm", False) and channel not in self._broken:
            self._broken.add(channel)
            log.error("channel_broken", channel=channel, error=str(error), remedy=REMEDY)

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

    async def _surprised(self, row: Queued, address: Address, error: Exception) -> None:
        """Try again as after any trouble, but not for ever: the row holds its conversation up."""
        fault = name_fault(error)
        log.warning("not_sent", outbox=row.id, channel=address.channel, error=fault)
        # The attempts count an outage too; only a fault that was there the last time as well is given up.
        if row.attempts + 1 < MOST_SURPRISES or row.error != fault:
            await self._try_later(row, fault)
            return
        async with self._database.write() as unit:
            await unit.outbox.fail(row.id, fault)
            _tell_watchers(unit, row)
            await unit.commit()

    async def _try_later(self, row: Queued, reason: str) -> None:
        async with self._database.write() as unit:
            await unit.outbox.retry(row.id, self._now() + backoff(row.attempts), reason)
            await unit.commit()

    async def _readdress(
        self, unit: UnitOfWork, conversation: Conversation, old: Address, new_id: str
    ) -> None:
        new = Address(old.channel, old.scope, new_id)
        now = self._now()
        known = await unit.contacts.move(old, new, now) or await unit.contacts.remember(new, None, now)
        await unit.conversations.readdress(conversation.id, known.address_id)


def _outbound(row: Queued, address: Address, conversation: Conversation, media_dir: Path) -> OutboundMessage:
    return OutboundMessage(
        address=address,
        text=row.text,
        buttons=row.buttons,
        tracker=str(row.id),
        last_inbound_at=conversation.last_inbound_at,
        files=tuple(replace(file, path=media_dir / file.path) for file in row.files),
    )


def _reason(error: BaseException) -> str:
    code = getattr(error, "code", "")
    return f"{type(error).__name__} {code}".strip()


def _tell_watchers(unit: UnitOfWork, row: Queued) -> None:
    unit.ring_topic(conversation_topic(row.conversation_id))
