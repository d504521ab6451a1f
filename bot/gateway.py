"""The gateway: verify, journal, commit, acknowledge. A message is ours only once it is on the disk."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.batch import Batch
from bot.channels.base import Channel
from bot.intake import Intake, Part
from bot.settle import Settling
from messages import AddressChanged, DeliveryReport, InboundEvent, InboundMessage, Unreadable
from storage import Conflict, Database, Unstorable

log = structlog.get_logger(__name__)

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
        self._batch = Batch(self._write, self._write_apart, (Conflict, *UNSTORABLE))

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
        """Journal parts that are already trusted, in one commit with whatever else comes within two milliseconds.

        A bad part never loses the others. Raises whatever ails the database itself: nothing is acknowledged then,
        and the channel sends again.
        """
        if parts:
            await self._batch.put(parts)
        return [event for event, _ in parts]

    async def _write(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Journal a batch; returns the parts that were left for the next one."""
        return await self._commit(parts, patient=any(isinstance(event, AddressChanged) for event, _ in parts))

    async def _write_apart(self, parts: Sequence[Part]) -> None:
        """Journal parts of which one may be bad, each by itself."""
        log.warning("batch_split", parts=len(parts))
        for event, raw in parts:
            try:
                await self._commit([(event, raw)], patient=True)
            except UNSTORABLE as error:
                log.warning("part_unreadable", error=type(error).__name__)
                await self._commit([(_as_unreadable(event, error), raw)], patient=True)

    async def _commit(self, parts: Sequence[Part], *, patient: bool) -> Sequence[Part]:
        for attempt in range(RACES):
            try:
                async with self._database.write() as unit:
                    left = await Intake(unit, self._settling, self._now(), patient=patient).take(parts)
                    await unit.commit()
            except Conflict:
                if attempt == RACES - 1:
                    raise
            else:
                break
        return left


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
