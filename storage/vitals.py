"""What the database alone knows of how the product fares: what waits, since when, and what was given up.

Every query is answered from an index on what is unfinished, so that it costs the same with ten million messages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from messages import DeliveryStatus
from storage.backups.noted import last_backup
from storage.channel_health import ChannelHealth
from storage.channel_states import ChannelState
from storage.journal import WorkState
from storage.tables import conversations, outbox
from storage.tables import inbound_messages as messages
from storage.unit_of_work import UnitOfWork
from storage.unopened_tables import unopened_bodies

FAILED_SINCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits in one place: how many, and since when the oldest."""

    count: int = 0
    oldest: datetime | None = None

    def __add__(self, other: "Pile") -> "Pile":
        """Return both as one."""
        moments = [each for each in (self.oldest, other.oldest) if each is not None]
        return Pile(self.count + other.count, min(moments, default=None))

    def age(self, now: datetime) -> float:
        """Return the seconds the oldest has waited, 0 where nothing waits."""
        return max((now - self.oldest).total_seconds(), 0.0) if self.oldest else 0.0


@dataclass(frozen=True, slots=True)
class Vitals:
    """The database's own figures at `at`.

    `skew` is by how many seconds the database's clock is ahead of ours (0 on SQLite, which has none of its own).
    `unsent` and `failed` (within a day) by channel, `states` is how sending fares.
    """

    at: datetime
    skew: float
    unopened: Pile  #: webhooks' bodies that nobody has read
    pending: Pile  #: messages that wait for their turn
    parked: Pile  #: messages given up
    unsent: Mapping[str, Pile]
    failed: Mapping[str, int]
    channels: Sequence[ChannelHealth] = ()
    states: Sequence[ChannelState] = ()
    last_backup: datetime | None = None

    @property
    def backlog(self) -> Pile:
        """Return all that citizens sent and nobody has worked."""
        return self.unopened + self.pending


async def read_vitals(unit: UnitOfWork, now: datetime) -> Vitals:
    """Read all figures in one state of the database."""
    return Vitals(
        at=now,
        skew=await _skew(unit),
        unopened=await _unopened(unit),
        pending=await _pile(unit, WorkState.PENDING),
        parked=await _pile(unit, WorkState.PARKED),
        unsent=await _unsent(unit, now),
        failed=await _failed(unit, now),
        channels=await unit.health.all(),
        states=await unit.channels.all(),
        last_backup=await last_backup(unit),
    )


async def _skew(unit: UnitOfWork) -> float:
    if unit.connection.dialect.name == "sqlite":
        return 0.0
    before = datetime.now(UTC)
    theirs: datetime = (await unit.connection.execute(select(func.clock_timestamp()))).scalar_one()
    # The answer was on its way: theirs is compared with the middle of the call.
    middle = before + (datetime.now(UTC) - before) / 2
    return (theirs - middle).total_seconds()


async def _unopened(unit: UnitOfWork) -> Pile:
    query = select(func.count(), func.min(unopened_bodies.c.received_at))
    return Pile(*(await unit.connection.execute(query)).one())


async def _pile(unit: UnitOfWork, state: WorkState) -> Pile:
    query = select(func.count(), func.min(messages.c.received_at)).where(messages.c.state == state)
    return Pile(*(await unit.connection.execute(query)).one())


async def _unsent(unit: UnitOfWork, now: datetime) -> dict[str, Pile]:
    """Count what may be sent by now, or was tried; words that an officer may still take back do not wait."""
    c = outbox.c
    due = (c.not_before <= now) | (c.attempts > 0)
    query = select(c.channel, func.count(), func.min(c.created_at)).where(
        c.state == DeliveryStatus.PENDING, due
    )
    rows = (await unit.connection.execute(query.group_by(c.channel))).all()
    return {channel: Pile(count, oldest) for channel, count, oldest in rows}


async def _failed(unit: UnitOfWork, now: datetime) -> dict[str, int]:
    c = outbox.c
    query = (
        select(conversations.c.channel, func.count())
        .join(conversations, conversations.c.id == c.conversation_id)
        .where(c.state == DeliveryStatus.FAILED, c.created_at >= now - FAILED_SINCE)
        .group_by(conversations.c.channel)
    )
    return {row[0]: int(row[1]) for row in await unit.connection.execute(query)}
