"""How much time a promise leaves, and in which time it is counted."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from tickets.calendar import DAY, WorkingCalendar
from tickets.ticket import TicketUrgency

INSTANT = timedelta.resolution


class Budget(Protocol):
    """Time to do something in; each kind of budget has its own way to count."""

    def passed(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
        """Return how much of the budget's own time passes from `start` to `end`; nothing where `end` is first."""

    def due(self, calendar: WorkingCalendar, start: datetime, paused: timedelta) -> datetime:
        """Return the last moment in time, in local time, when `paused` of the budget's own time did not count."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours round the clock."""

    hours: float

    def passed(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:  # noqa: ARG002 - a Budget
        """Return the time on any clock."""
        return max(end.astimezone(UTC) - start.astimezone(UTC), timedelta())

    def due(self, calendar: WorkingCalendar, start: datetime, paused: timedelta) -> datetime:
        """Return the moment at which the hours are over."""
        return calendar.local(start.astimezone(UTC) + timedelta(hours=self.hours) + paused)


@dataclass(frozen=True, slots=True)
class WorkingMinutes:
    """Minutes in which offices are open."""

    minutes: float

    def passed(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
        """Return the working time."""
        return calendar.working_time(start, end)

    def due(self, calendar: WorkingCalendar, start: datetime, paused: timedelta) -> datetime:
        """Return the moment at which the working minutes are over."""
        return calendar.add_working_time(start, timedelta(minutes=self.minutes) + paused)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days after the day of the start; the last one counts until its midnight.

    Pauses are added up in working time and moved onto whole days at the end: a begun day counts whole, once.
    """

    days: int

    def passed(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
        """Return the working time."""
        return calendar.working_time(start, end)

    def due(self, calendar: WorkingCalendar, start: datetime, paused: timedelta) -> datetime:
        """Return the last instant of the promised day, so that its date is the day told to the citizen."""
        promised = calendar.add_working_days(calendar.local(start).date(), self.days)
        midnight = datetime.combine(promised + DAY, time.min, calendar.timezone)
        last = calendar.add_working_time(midnight, paused) - INSTANT
        return datetime.combine(last.date(), time.max, calendar.timezone)


class CompletionClass(StrEnum):
    """How long a topic may take until it is done."""

    SHORT = "short"  #: a plain matter
    MEDIUM = "medium"  #: needs examining, not in the field
    LONG = "long"  #: needs examining in the field, or money


#: Until a person has looked at it; for the office only, the citizen is not told.
PICKUP = {
    TicketUrgency.EMERGENCY: Hours(1),
    TicketUrgency.IMPORTANT: Hours(24),
    TicketUrgency.ORDINARY: Hours(48),
}

#: Until it is done; the limits published by SP4N-LAPOR!.
COMPLETION = {
    CompletionClass.SHORT: WorkingDays(5),
    CompletionClass.MEDIUM: WorkingDays(14),
    CompletionClass.LONG: WorkingDays(60),
}
