"""How each channel fares: its pace over all chats, and a breaker that rests a channel nobody can reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Lane
from storage.sending_tables import channel_states
from storage.upsert import upsert

#: So many chats failing in a row, or one token refused so often, are the channel's own trouble.
OPENS_AFTER = 5
FIRST_PROBE = timedelta(seconds=2)
#: Between two tries whether a channel is back: short, since one small request is all a try costs.
LONGEST_PROBE = timedelta(seconds=30)
#: How far ahead a send may take its turn in the channel's pace; its sender sleeps as long.
AHEAD = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """`failing` are the addresses that failed in a row, `since` when the first did; closed means that it works."""

    channel: str
    scope: str
    failing: tuple[int, ...] = ()
    probes: int = 0
    open_until: datetime | None = None
    error: str | None = None
    since: datetime | None = None
    spent_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the channel rests, but for one try at a time."""
        return self.open_until is not None

    def turn(self, now: datetime) -> datetime | None:
        """Return when the next send may start; None while the channel rests or too many are ahead.

        What was written by a clock that has since been set back holds nobody up.
        """
        turned_back = self.since is not None and now < self.since
        if self.open_until is not None and self.open_until > now and not turned_back:
            return None
        ahead = (self.spent_until or now) - now
        if ahead > 2 * AHEAD:
            return now
        return None if ahead > AHEAD else max(self.spent_until or now, now)


@dataclass(frozen=True, slots=True)
class Turn:
    """A send's turn: not before `at`; a probe finds out whether a channel that rested is back."""

    at: datetime
    is_probe: bool


class ChannelStates:
    """The states within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def all(self) -> list[ChannelState]:
        """Return every channel that ever sent, in order of their names."""
        query = select(channel_states).order_by(channel_states.c.channel, channel_states.c.scope)
        return [_state(row) for row in (await self._db.execute(query)).all()]

    async def get(self, lane: Lane) -> ChannelState:
        """Return one channel's state; one never sent over works."""
        return await self._find(lane) or ChannelState(lane.channel, lane.scope)

    async def take_turn(self, lane: Lane, now: datetime, probe: timedelta) -> Turn | None:
        """Take the next turn of the channel's pace, None where there is none now.

        While it rests one probe at a time gets a turn, and has `probe` to come back.
        """
        state = await self._lock(lane) if lane.whole.every else await self.get(lane)
        at = state.turn(now)
        if at is None:
            return None
        if lane.whole.every:
            await self._set(lane, spent_until=at + lane.whole.every)
        if state.is_open:
            await self._set(lane, open_until=now + probe, since=min(state.since or now, now))
        return Turn(at, state.is_open)

    async def worked(self, lane: Lane) -> bool:
        """Note that the channel took a message, or answered why not; returns whether it had rested."""
        state = await self.get(lane)
        if not state.failing and not state.is_open:
            return False
        await self._set(lane, failing=[], probes=0, open_until=None, error=None, since=None)
        return state.is_open

    async def failed(
        self,
        lane: Lane,
        chat: int,
        error: str,
        now: datetime,
        *,
        pause: timedelta | None = None,
        certain: bool = False,
        probe: bool = False,
    ) -> bool:
        """Count a send that failed, and rest the channel where that is one too many; returns whether it does now.

        A chat failing again and again counts once, unless it is `certain` that the channel is at fault. `pause`
        is the channel's own wish, which holds to the moment.
        """
        state = await self._lock(lane)
        failing = [*state.failing] if chat in state.failing and not certain else [*state.failing, chat]
        values: dict[str, Any] = {"failing": failing[-OPENS_AFTER:], "error": error[:200]}
        values["since"] = state.since or now
        opens = not state.is_open and len(failing) >= OPENS_AFTER
        if opens or (state.is_open and probe):
            rest = pause or min(LONGEST_PROBE, FIRST_PROBE * 2 ** min(state.probes, 10))
            values |= {"open_until": now + rest, "probes": state.probes + 1}
        await self._set(lane, **values)
        return opens

    async def rest(self, lane: Lane, until: datetime, error: str, now: datetime) -> None:
        """Rest the whole channel until then, at the channel's own wish."""
        state = await self._lock(lane)
        longest = max(until, state.open_until or until)
        await self._set(lane, open_until=longest, error=error[:200], since=state.since or now)

    async def _find(self, lane: Lane, *, lock: bool = False) -> ChannelState | None:
        query = select(channel_states).where(*_key(lane))
        row = (await self._db.execute(query.with_for_update() if lock else query)).one_or_none()
        return _state(row) if row else None

    async def _lock(self, lane: Lane) -> ChannelState:
        found = await self._find(lane, lock=True)
        if found is None:
            keys = {"channel": lane.channel, "scope": lane.scope}
            await upsert(self._db, channel_states, keys, {"probes": 0})
            found = await self._find(lane, lock=True)
        return found or ChannelState(lane.channel, lane.scope)

    async def _set(self, lane: Lane, **values: object) -> None:
        await self._db.execute(update(channel_states).where(*_key(lane)).values(**values))


def _key(lane: Lane) -> tuple[Any, Any]:
    return channel_states.c.channel == lane.channel, channel_states.c.scope == lane.scope


def _state(row: Any) -> ChannelState:
    plain = {name: getattr(row, name) for name in ChannelState.__slots__ if name != "failing"}
    return ChannelState(failing=tuple(row.failing), **plain)
