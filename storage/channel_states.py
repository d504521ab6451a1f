"""How each channel fares: its pace over all chats, and a breaker that rests a channel nobody can reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Lane
from storage.sending_tables import channel_states
from storage.upsert import upsert

#: So many chats failing in a row, or one token refused so often, are the channel's own trouble.
OPENS_AFTER = 5
FIRST_PROBE = timedelta(seconds=2)
#: Between two tries whether a channel is back: short, since one small request is all a try costs.
LONGEST_PROBE = timedelta(seconds=30)
#: How far ahead a send may take its turn in the channel's pace; its sender sleeps as long. Short: an answer waits for
#: those before it, and what a standstill let go by goes out at once.
AHEAD = timedelta(seconds=0.1)
#: No turns are ever taken so far ahead: a clock that has since been set back wrote it.
IMPOSSIBLE = timedelta(seconds=2)


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

    def turns(self, every: timedelta, now: datetime, most: int) -> list[datetime]:
        """Return when the next sends may start, `every` one after the other, at most so many.

        None while the channel rests or too many are ahead, one alone to find out whether it is back. What a clock
        wrote that has since been set back holds nobody up.
        """
        at = self._next(now)
        if at is None:
            return []
        room = min(most, 1) if self.is_open else most
        return [at + n * every for n in range(room) if at + n * every - now <= AHEAD]

    def _next(self, now: datetime) -> datetime | None:
        turned_back = self.since is not None and now < self.since
        if self.open_until is not None and self.open_until > now and not turned_back:
            return None
        ahead = (self.spent_until or now) - now
        if ahead > IMPOSSIBLE:
            return now
        return None if ahead > AHEAD else max(self.spent_until or now, now)


@dataclass(frozen=True, slots=True)
class Turn:
    """A send's turn: not before `at`; a probe finds out whether a channel that rested `since` then is back."""

    at: datetime
    is_probe: bool
    since: datetime | None = None


class ChannelStates:
    """The states within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def all(self) -> list[ChannelState]:
        """Return every channel that ever sent, in order of their names."""
        return [_state(row) for row in (await self._db.execute(_all())).all()]

    async def get(self, lane: Lane) -> ChannelState:
        """Return one channel's state; one never sent over works."""
        return await self._find(lane) or ChannelState(lane.channel, lane.scope)

    async def turns(self, lane: Lane, now: datetime, most: int) -> list[Turn]:
        """Return the next turns of the channel's pace, at most so many; nobody else gets them before we commit.

        While it rests one probe at a time gets a turn.
        """
        state = await self._lock(lane) if lane.whole.every else await self.get(lane)
        return [Turn(at, state.is_open, state.since) for at in state.turns(lane.whole.every, now, most)]

    async def take(self, lane: Lane, turns: Sequence[Turn], now: datetime, probe: timedelta) -> None:
        """Take these turns, the first ones of those there are; a probe has `probe` to come back."""
        if lane.whole.every:
            await self._set(lane, spent_until=turns[-1].at + lane.whole.every)
        if turns[0].is_probe:
            await self._set(lane, open_until=now + probe, since=min(turns[0].since or now, now))

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
        key = {"channel": lane.channel, "scope": lane.scope}
        row = (await self._db.execute(_find(lock=lock), key)).one_or_none()
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


@cache
def _all() -> Any:
    return select(channel_states).order_by(channel_states.c.channel, channel_states.c.scope)


@cache
def _find(*, lock: bool) -> Any:
    c = channel_states.c
    query = select(channel_states).where(c.channel == bindparam("channel"), c.scope == bindparam("scope"))
    return query.with_for_update() if lock else query


def _key(lane: Lane) -> tuple[Any, Any]:
    return channel_states.c.channel == lane.channel, channel_states.c.scope == lane.scope


def _state(row: Any) -> ChannelState:
    plain = {name: getattr(row, name) for name in ChannelState.__slots__ if name != "failing"}
    return ChannelState(failing=tuple(row.failing), **plain)
