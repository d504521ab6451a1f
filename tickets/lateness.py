"""How late a ticket is, by the promise its reporter was given first; what was promised anew since undoes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tickets.calendar import DAY, WorkingCalendar
from tickets.clocks import ClockKind
from tickets.status import EventKind
from tickets.terms import Terms
from tickets.ticket import Ticket, TicketEvent
from tickets.timing import clocks


@dataclass(frozen=True, slots=True)
class Lateness:
    """What was promised for which day, and how many working days have passed since."""

    what: ClockKind
    promised: date
    working_days: int


def lateness(
    ticket: Ticket, events: Sequence[TicketEvent], terms: Terms, calendar: WorkingCalendar, now: datetime
) -> Lateness | None:
    """Return how late the first answer, or then the end, is; None where the promise is kept still."""
    first = clocks(ticket, [e for e in events if e.kind is not EventKind.ESCALATED], terms, calendar)
    running = next((c for c in (first.first_answer, first.completion) if c.stopped is None), None)
    if running is None:
        return None
    promised, today = running.due_date(now), calendar.local(now).date()
    days = working_days(calendar, promised, today)
    return Lateness(running.kind, promised, days) if days else None


def working_days(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Count the working days after `start` up to `end`, which counts; nothing where `end` comes first."""
    days = range((end - start).days)
    return sum(calendar.is_working_day(start + DAY * (n + 1)) for n in days)
