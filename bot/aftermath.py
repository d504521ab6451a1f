"""What came of a send, written down: an error is asked whether to try again, and whether it is the channel's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.batch import Batch
from bot.channels.errors import (
    ChannelBroken,
    ChatMoved,
    ConnectionFailed,
    ContactStopped,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.fault import name_fault
from bot.parcel import Parcel
from bot.retry import backoff, slow_down
from messages import Address, Lane
from storage import Conflict, Database, UnitOfWork
from storage.sending import Sent
from storage.wakeups import conversation_topic
from storage.wrong_clock import FURTHEST

log = structlog.get_logger(__name__)

#: What an operator does about an alarm; the channels' own troubles are listed there.
REMEDY = "check the channel's token, permissions and account, see docs/channels.md, then restart"
#: The longest wait for what is surely unsent: as soon as its channel is back it goes out.
LONGEST_UNSENT = timedelta(minutes=1)
MOST_SURPRISES = 20  #: attempts, with the waits between them more than an hour
#: What may be the channel's own trouble rather than the chat's.
TROUBLES = (ConnectionFailed, ChannelBroken, Throttled, TimeoutError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A parcel that its channel has taken."""

    parcel: Parcel
    external_id: str
    spends: timedelta

    @property
    def row(self) -> Sent:
        """The row as it is marked."""
        return Sent(self.parcel.row.id, self.parcel.row.conversation_id, self.external_id)


class Aftermath:
    """Writes down how sends ended, each in one commit with what it says about its chat and its channel."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Write to this database."""
        self._database = database
        self._now = now
        self._broken: set[str] = set()
        self._arrivals = Batch(self._write_sent, self._write_sent_apart, (Conflict,))

    async def sent(self, parcel: Parcel, external_id: str, spends: timedelta) -> None:
        """Mark as sent under the channel's own id, together with what else ended at the same moment.

        `spends` is what the message takes of its chat's pace.
        """
        await self._arrivals.put([Arrival(parcel, external_id, spends)])

    async def _write_sent(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        back: dict[Lane, bool] = {}
        async with self._database.write() as unit:
            now = self._now()
            for lane in dict.fromkeys(arrival.parcel.lane for arrival in arrivals):
                back[lane] = await unit.channels.worked(lane)
            await unit.sending.sent([arrival.row for arrival in arrivals], now)
            spent = [(one.parcel, one.spends) for one in arrivals if one.parcel.lane.chat.every]
            await unit.sending.spend({p.claimed.address_id: _spent(p, now, spends) for p, spends in spent})
            for arrival in arrivals:
                _tell_watchers(unit, arrival.parcel)
            await unit.commit()
        for lane, is_back in back.items():
            self._works(lane, back=is_back)
        return ()

    async def _write_sent_apart(self, arrivals: Sequence[Arrival]) -> None:
        await self._write_sent(arrivals)

    async def not_sent(self, parcel: Parcel, error: Exception, spends: timedelta) -> None:
        """Do what the error asks for, to the row, its chat and its channel."""
        log.warning("not_sent", outbox=parcel.row.id, channel=parcel.lane.channel, error=_name(error))
        async with self._database.write() as unit:
            now = self._now()
            troubled = await self._judge_channel(unit, parcel, error, now)
            if isinstance(error, SendError | TimeoutError):
                await self._judge_row(unit, parcel, error, now)
                if parcel.lane.chat.every:
                    until = _spent(parcel, now, spends, _chat_pause(parcel, error))
                    await unit.sending.spend({parcel.claimed.address_id: until})
            else:
                await self._surprised(unit, parcel, error, now)
            _tell_watchers(unit, parcel)
            await unit.commit()
        self._alarm(parcel.lane.channel, error)
        if troubled is not None:
            self._rests(parcel.lane, error, rests=troubled)

    async def give_back(self, parcel: Parcel) -> None:
        """Let anybody send what we did not: we stood still too long to be sure that the row is still ours."""
        async with self._database.write() as unit:
            await unit.sending.retry(parcel.row, self._now(), parcel.row.error)
            await unit.commit()

    async def _judge_channel(
        self, unit: UnitOfWork, parcel: Parcel, error: Exception, now: datetime
    ) -> bool | None:
        """Tell the channel's breaker; returns whether it opened (True) or closed (False), None for neither."""
        lane, name = parcel.lane, _told(error)
        wish = getattr(error, "retry_after", None)
        everywhere = getattr(error, "everywhere", None)
        if everywhere:
            pause = wish if wish is not None else slow_down(parcel.row.attempts)
            await unit.channels.rest(lane, now + pause, name, now)
            return True
        if isinstance(error, TROUBLES) and everywhere is None:
            certain, probe = isinstance(error, ChannelBroken), parcel.turn.is_probe
            chat = parcel.claimed.address_id
            opened = await unit.channels.failed(
                lane, chat, name, now, pause=wish, certain=certain, probe=probe
            )
            return True if opened else None
        if isinstance(error, SendError) and await unit.channels.worked(lane):
            return False
        return None

    async def _judge_row(
        self, unit: UnitOfWork, parcel: Parcel, error: SendError | TimeoutError, now: datetime
    ) -> None:
        row, name = parcel.row, _name(error)
        match error:
            case WindowClosed():
                await unit.sending.wait(row.id, name, parcel.claimed.last_inbound_at)
            case ChatMoved():
                await _readdress(unit, parcel, error.new_id, now)
                await unit.sending.retry(row, now, name)
            case SendError(retryable=False):
                if isinstance(error, ContactStopped):
                    await unit.contacts.stop(parcel.claimed.address_id, now)
                await unit.sending.fail(row, name)
            case _:
                await unit.sending.retry(row, now + _pause(parcel, error), name)

    async def _surprised(self, unit: UnitOfWork, parcel: Parcel, error: Exception, now: datetime) -> None:
        """Try again as after any trouble, but not for ever: the row holds its conversation up."""
        row, fault = parcel.row, name_fault(error)
        # The attempts count an outage too; only a fault that was there the last time as well is given up.
        if row.attempts + 1 < MOST_SURPRISES or row.error != fault:
            await unit.sending.retry(row, now + backoff(row.attempts), fault)
        else:
            await unit.sending.fail(row, fault)

    def _alarm(self, channel: str, error: Exception) -> None:
        """Call the operator once per trouble; the retries are logged as any others."""
        if getattr(error, "alarm", False) and channel not in self._broken:
            self._broken.add(channel)
            log.error("channel_broken", channel=channel, error=str(error), remedy=REMEDY)

    def _works(self, lane: Lane, *, back: bool) -> None:
        self._broken.discard(lane.channel)
        if back:
            log.info("channel_works", channel=lane.channel)

    def _rests(self, lane: Lane, error: Exception, *, rests: bool) -> None:
        if rests:
            log.warning("channel_rests", channel=lane.channel, error=_name(error))
        else:
            self._works(lane, back=True)


def _pause(parcel: Parcel, error: SendError | TimeoutError) -> timedelta:
    """Return how long to wait: the channel's own wish to the moment, and until an unknown outcome may be settled."""
    wish, attempts = getattr(error, "retry_after", None), parcel.row.attempts
    if isinstance(error, Throttled):
        return wish if wish is not None else slow_down(attempts)
    unknown = isinstance(error, TimeoutError) or error.unknown
    # What may be out is not hurried; what is not goes out as soon as the channel is back.
    pause = max(backoff(attempts) if unknown else backoff(attempts, LONGEST_UNSENT), wish or timedelta())
    return max(pause, parcel.lane.settles or timedelta()) if unknown else pause


def _chat_pause(parcel: Parcel, error: Exception) -> timedelta | None:
    """Return how long other conversations of the chat wait, too."""
    return min(_pause(parcel, error), FURTHEST / 2) if isinstance(error, Throttled) else None


def _spent(parcel: Parcel, now: datetime, spends: timedelta, pause: timedelta | None = None) -> datetime:
    """Return how far the chat's pace is spent, the message counted as of now, when it is surely through."""
    chat = parcel.lane.chat
    until = max(parcel.claimed.spent_until + spends - chat.every, now + spends)
    if pause is not None:
        until = max(until, now + pause + chat.slack)
    return until


async def _readdress(unit: UnitOfWork, parcel: Parcel, new_id: str, now: datetime) -> None:
    old = parcel.claimed.address
    new = Address(old.channel, old.scope, new_id)
    known = await unit.contacts.move(old, new, now) or await unit.contacts.remember(new, None, now)
    await unit.conversations.readdress(parcel.row.conversation_id, known.address_id)


def _name(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, SendError | TimeoutError) else name_fault(error)


def _told(error: Exception) -> str:
    """Return the error as an operator reads it; a channel's errors carry no citizen's words."""
    return f"{_name(error)} {error}".strip() if isinstance(error, SendError) else _name(error)


def _tell_watchers(unit: UnitOfWork, parcel: Parcel) -> None:
    unit.ring_topic(conversation_topic(parcel.row.conversation_id))
