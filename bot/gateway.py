"""The gateway: verify, journal, commit, acknowledge. A message is ours only once it is on the disk."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel
from bot.settle import Place, Settling
from messages import AddressChanged, DeliveryReport, InboundEvent, InboundMessage, Unreadable
from storage import Conflict, Database, UnitOfWork, Unstorable
from storage.journal import WorkState
from storage.wakeups import INBOUND, MEDIA, conversation_topic

log = structlog.get_logger(__name__)

Part = tuple[InboundEvent, bytes]
LARGE_BODY = 200_000  #: bytes
#: Faults of one part's values, not of the database.
UNSTORABLE = (Unstorable, ValueError, TypeError, OverflowError)
RACES = 3  #: how often a batch is written again because another process wrote the same new citizen first


class Forged(Exception):
    """The body does not carry the channel's own signature; nothing of it is kept."""


class Gateway:
    """Takes messages in, on any channel, exactly once."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], settling: timedelta | Settling
    ) -> None:
        """Journal into `database`; fast bubbles wait for each other by `settling`, or only an album's parts so long."""
        self._database = database
        self._now = now
        self._settling = settling if isinstance(settling, Settling) else Settling(settling)

    async def receive(
        self, channel: Channel, body: bytes, headers: Mapping[str, str]
    ) -> Sequence[InboundEvent]:
        """Take a webhook's body in. Raises Forged, and UnreadablePayload for a body that is no JSON of the channel.

        When this returns, every part is durable.
        """
        if not channel.verify(body, headers):
            raise Forged
        # A batch of a thousand takes a fifth of a second to read; other citizens do not wait for it.
        large = len(body) > LARGE_BODY
        return await self.accept(await asyncio.to_thread(channel.read, body) if large else channel.read(body))

    async def accept(self, parts: Sequence[Part]) -> Sequence[InboundEvent]:
        """Journal parts that are already trusted, all in one commit; a bad one never loses the others.

        Raises whatever ails the database itself: nothing is acknowledged then, and the channel sends again.
        """
        try:
            await self._write(parts)
        except UNSTORABLE:
            log.warning("batch_split", parts=len(parts))
            for part in parts:
                await self._write_alone(part)
        return [event for event, _ in parts]

    async def _write_alone(self, part: Part) -> None:
        event, raw = part
        try:
            await self._write([part])
        except UNSTORABLE as error:
            log.warning("part_unreadable", error=type(error).__name__)
            await self._write([(_as_unreadable(event, error), raw)])

    async def _write(self, parts: Sequence[Part]) -> None:
        for attempt in range(RACES):
            try:
                async with self._database.write() as unit:
                    for event, raw in parts:
                        await self._journal(unit, event, raw)
                    await unit.commit()
            except Conflict:
                if attempt == RACES - 1:
                    raise
            else:
                return

    async def _journal(self, unit: UnitOfWork, event: InboundEvent, raw: bytes) -> None:
        match event:
            case InboundMessage():
                await self._journal_message(unit, event, raw)
            case DeliveryReport():
                await unit.outbox.report(event)
            case AddressChanged():
                await self._readdress(unit, event)
            case Unreadable():
                if not await unit.journal.has(event.channel, event.scope, event.external_id):
                    await unit.journal.add_unreadable(event, raw, self._now())

    async def _readdress(self, unit: UnitOfWork, event: AddressChanged) -> None:
        moved = await unit.contacts.move(event.old, event.new, self._now())
        if moved is not None:
            # What officers write from now on must not go to whoever has the old number.
            await unit.conversations.readdress_all(moved, event.new.channel, event.new.scope)

    async def _journal_message(self, unit: UnitOfWork, message: InboundMessage, raw: bytes) -> None:
        address = message.address
        if await unit.journal.has(address.channel, address.scope, message.external_id):
            return
        now = self._now()
        known = await unit.contacts.remember(address, message.sender_name, now)
        thread = message.thread and unit.fingerprint(message.thread)
        conversation = await unit.conversations.find_or_open(
            known, address.channel, address.scope, thread, now
        )
        sequence = await unit.conversations.next_sequence(conversation, message.provider_time)
        # A live location tells every step as an edit; the first point is what was reported.
        moving = message.edits is not None and message.point is not None
        state = WorkState.PENDING if message.direct and not moving else WorkState.SILENT
        place = Place(message.group_id, now)
        if state is WorkState.PENDING:
            place = await self._settling.settle(unit, message, conversation, sequence, now)
        await unit.journal.add(
            message,
            raw,
            conversation_id=conversation,
            sequence=sequence,
            state=state,
            now=now,
            ready_at=place.ready_at,
            group_id=place.group_id,
        )
        if state is WorkState.PENDING:
            await unit.conversations.hasten(conversation, place.ready_at)
            await unit.outbox.citizen_wrote(conversation)
            unit.ring_topic(INBOUND)
        if message.attachments:
            unit.ring_topic(MEDIA)
        unit.ring_topic(conversation_topic(conversation))


def _as_unreadable(event: InboundEvent, error: Exception) -> Unreadable:
    match event:
        case InboundMessage():
            return Unreadable(
                event.address.channel, event.address.scope, event.external_id, type(error).__name__
            )
        case AddressChanged():
            return Unreadable(event.new.channel, event.new.scope, event.external_id, type(error).__name__)
        case DeliveryReport():
            key = f"report:{event.message_id}:{event.status}"
            return Unreadable(event.channel, event.scope, key, type(error).__name__)
        case Unreadable():
            return event
