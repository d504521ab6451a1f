"""The clocks of a ticket: from when, how long, when not, and whether it is late.

Everything is said as of a moment, with the pauses known by then. A pause that begins while there is still time
moves the due moment by the clock's own time that passes in it; one that begins after it mends nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tickets.budget import Budget
from tickets.calendar import WorkingCalendar


class ClockKind(StrEnum):
    """What is waited for."""

    PICKUP = "pickup"  #: that an officer looks at it; for the office only
    FIRST_ANSWER = "first_answer"  #: the first words of a person to the citizen
    COMPLETION = "completion"  #: that it is done
    QUESTION = "question"  #: another agency's answer to an officer
    PART = "part"  #: a supporting agency's part


class ClockState(StrEnum):
    """How a clock stands at a moment."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock does not count from `begin` until just before `end`; None is not yet over."""

    begin: datetime
    end: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether the clock stands still at that moment."""
        return self.begin <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise. Moments are aware; pauses may overlap, be open, or begin before the clock does."""

    kind: ClockKind
    calendar: WorkingCalendar
    start: datetime
    budget: Budget
    pauses: tuple[Pause, ...] = ()
    stopped: datetime | None = None

    def due(self, at: datetime) -> datetime:
        """Return the last moment in time, in local time, as known at that moment."""
        paused = timedelta()
        due = self.budget.due(self.calendar, self.start, paused)
        for begin, end in self._standstills(self._seen(at)):
            if begin > due:
                break
            paused += self.budget.passed(self.calendar, begin, end)
            due = self.budget.due(self.calendar, self.start, paused)
        return due

    def due_date(self, at: datetime) -> date:
        """Return the local day of the due moment."""
        return self.due(at).date()

    def left(self, at: datetime) -> timedelta:
        """Return how much of the clock's own time (round the clock, or working) is left; negative when over."""
        seen, due = self._seen(at), self.due(at)
        passed = self.budget.passed
        return passed(self.calendar, seen, due) - passed(self.calendar, due, seen)

    def state(self, at: datetime) -> ClockState:
        """Return how the clock stands; a stopped one is stopped whether or not it was late."""
        if self.stopped is not None and at >= self.stopped:
            return ClockState.STOPPED
        if self._is_paused(at):
            return ClockState.PAUSED
        return ClockState.LATE if self.due(at) < at else ClockState.RUNNING

    def is_late(self, at: datetime) -> bool:
        """Whether the due moment has passed; a paused clock is never late, a stopped one if it was when it ran."""
        if self.state(at) is ClockState.PAUSED:
            return False
        return self.due(at) < self._last_ran(self._seen(at))

    def _seen(self, at: datetime) -> datetime:
        """Return the moment up to which the clock is looked at: nothing counts after it was stopped."""
        return at if self.stopped is None else min(at, self.stopped)

    def _is_paused(self, at: datetime) -> bool:
        return any(pause.covers(at) for pause in self.pauses)

    def _last_ran(self, at: datetime) -> datetime:
        """Return the moment itself, or when the standstill began that it lies in."""
        if not self._is_paused(at):
            return at
        return next((begin for begin, end in self._standstills(at) if end == at), at)

    def _standstills(self, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the pauses between the start and that moment in order, those that touch as one."""
        begin = end = self.start
        for pause in sorted(self.pauses, key=lambda each: each.begin):
            if pause.begin > end:
                if begin < end:
                    yield begin, end
                begin = end = pause.begin
            end = max(end, min(pause.end or until, until))
        if begin < end:
            yield begin, end
