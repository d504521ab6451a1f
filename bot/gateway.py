"""The gateway: verify, keep, commit, acknowledge. A message is ours only once it is on the disk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.batch import Batch
from bot.channels.base import Channel
from bot.intake import Intake, Part, wants_patience
from bot.settle import Settling
from messages import AddressChanged, DeliveryReport, InboundEvent, InboundMessage, Unreadable
from storage import Conflict, Database, Unstorable
from storage.wakeups import UNOPENED

log = structlog.get_logger(__name__)

#: Faults of one part's values, not of the database.
UNSTORABLE = (Unstorable, ValueError, TypeError, OverflowError)
RACES = 3  #: how often a batch is written again because another process wrote the same new citizen first


class Forged(Exception):
    """The body does not carry the channel's own signature; nothing of it is kept."""


Body = tuple[str, datetime, bytes]  #: its channel's name, when it came, the bytes


class Gateway:
    """Takes messages in, on any channel, exactly once."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], settling: timedelta | Settling
    ) -> None:
        """Journal into `database`; fast bubbles wait for each other by `settling`, or only an album's parts so long."""
        self._database = database
        self._now = now
        self._settling = settling if isinstance(settling, Settling) else Settling(settling)
        self._bodies = Batch(self._keep, self._keep, ())
        self._batch = Batch(self._write, self._write_apart, (Conflict, *UNSTORABLE))

    async def receive(self, channel: Channel, body: bytes, headers: Mapping[str, str]) -> None:
        """Keep a webhook's body as it is, for `bot/reader.py` to read. Raises Forged.

        When this returns the body is durable. Raises whatever ails the database: nothing is acknowledged then, and
        the channel sends again.
        """
        if not channel.verify(body, headers):
            raise Forged
        await self._bodies.put([(channel.name, self._now(), body)])

    async def accept(
        self, events: Sequence[tuple[InboundEvent, bytes]], received_at: datetime | None = None
    ) -> Sequence[InboundEvent]:
        """Journal events that are already trusted, in one commit with whatever else comes within two milliseconds.

        They came in at `received_at`, or now. A bad one never loses the others. Raises whatever ails the database
        itself: then nothing is kept.
        """
        if events:
            moment = received_at or self._now()
            await self._batch.put([Part(event, raw, moment) for event, raw in events])
        return [event for event, _ in events]

    async def _keep(self, bodies: Sequence[Body]) -> Sequence[Body]:
        """Keep a batch of bodies; none is ever left."""
        async with self._database.write() as unit:
            await unit.unopened.keep(bodies)
            unit.ring_topic(UNOPENED)
            await unit.commit()
        return ()

    async def _write(self, parts: Sequence[Part]) -> Sequence[Part]:
        """Journal a batch; returns the parts that were left for the next one."""
        return await self._commit(parts, patient=wants_patience(parts))

    async def _write_apart(self, parts: Sequence[Part]) -> None:
        """Journal parts of which one may be bad, each by itself."""
        log.warning("batch_split", parts=len(parts))
        for part in parts:
            try:
                await self._commit([part], patient=True)
            except UNSTORABLE as error:
                log.warning("part_unreadable", error=type(error).__name__)
                bad = part._replace(event=_as_unreadable(part.event, error))
                await self._commit([bad], patient=True)

    async def _commit(self, parts: Sequence[Part], *, patient: bool) -> Sequence[Part]:
        for attempt in range(RACES):
            try:
                async with self._database.write() as unit:
                    left = await Intake(unit, self._settling, patient=patient).take(parts)
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
