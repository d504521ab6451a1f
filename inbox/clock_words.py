"""A ticket's clocks in words: what is promised, how much is left, since when one stands still and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime

from inbox.dates import working_days_between
from tickets.calendar import WorkingCalendar
from tickets.clocks import Clock, ClockKind, ClockState
from tickets.dates import LANGUAGE
from tickets.help import HelpRequest
from tickets.status import CLOSED, EventKind, TicketStatus
from tickets.terms import Terms
from tickets.ticket import Ticket, TicketEvent
from tickets.timing import Schedule, clocks

NAMES = {
    ClockKind.PICKUP: "Dilihat (internal)",
    ClockKind.FIRST_ANSWER: "Jawaban pertama",
    ClockKind.COMPLETION: "Penyelesaian",
}
LATE, PAUSED = "Terlambat", "Berhenti"


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock on the screen; `look` is "late", "paused" or empty, and the words say the same."""

    name: str
    words: str
    look: str = ""


def clock_lines(
    ticket: Ticket, events: Sequence[TicketEvent], terms: Terms, calendar: WorkingCalendar, now: datetime
) -> list[ClockLine]:
    """Return a ticket's clocks, and what the reporter is waited for."""
    known = clocks(ticket, events, terms, calendar)
    lines = [_line(clock, ticket, now) for clock in known.each() if _matters(clock, ticket)]
    return [*lines, *_vote(ticket, events, Schedule(terms, calendar))]


def help_words(request: HelpRequest, calendar: WorkingCalendar, now: datetime) -> ClockLine:
    """Say how a help request stands; its name is left to the template."""
    today = calendar.local(now).date()
    if request.answered_at is not None:
        answered = calendar.local(request.answered_at)
        late = " (terlambat)" if answered.date() > request.due else ""
        return ClockLine("", f"dijawab {_moment(answered)}{late}")
    if today > request.due:
        return ClockLine("", f"{LATE}: {_late(calendar, request.due, today)}", "late")
    return ClockLine("", f"ditunggu paling lambat {_day(request.due)}{_left(calendar, today, request.due)}")


def _matters(clock: Clock, ticket: Ticket) -> bool:
    """Whether it still says something: once a case is closed, only what was reached."""
    return clock.stopped is not None or ticket.status not in CLOSED


def _line(clock: Clock, ticket: Ticket, now: datetime) -> ClockLine:
    name, due, state = NAMES[clock.kind], clock.due(now), clock.state(now)
    calendar, today = clock.calendar, clock.calendar.local(now).date()
    exact = clock.kind is ClockKind.PICKUP
    told = _moment(due) if exact else _day(due.date())
    if state is ClockState.STOPPED and clock.stopped is not None:
        late = f", lewat dari {told}" if clock.is_late(now) else ""
        return ClockLine(name, f"tercapai {_moment(calendar.local(clock.stopped))}{late}")
    if state is ClockState.PAUSED:
        since = next(pause.begin for pause in reversed(clock.pauses) if pause.covers(now))
        words = f"{PAUSED} sejak {_moment(calendar.local(since))}: menunggu jawaban pelapor"
        return ClockLine(name, words, "paused")
    if ticket.status is TicketStatus.AWAITING_REPORTER:
        return ClockLine(name, "menunggu penilaian pelapor")
    if state is ClockState.LATE:
        return ClockLine(name, f"{LATE}: {_late(calendar, due.date(), today)}", "late")
    left = "" if exact else _left(calendar, today, due.date())
    return ClockLine(name, f"paling lambat {told}{left}")


def _vote(ticket: Ticket, events: Sequence[TicketEvent], schedule: Schedule) -> list[ClockLine]:
    done = [event.at for event in events if event.kind is EventKind.REPORTED_DONE]
    if ticket.status is not TicketStatus.AWAITING_REPORTER or not done:
        return []
    end = schedule.calendar.local(schedule.vote_end(done[-1])).date()
    return [ClockLine("Penilaian pelapor", f"ditunggu sampai {_day(end)}, sesudah itu dianggap selesai")]


def _late(calendar: WorkingCalendar, due: date, today: date) -> str:
    days = working_days_between(calendar, due, today)
    return f"{days} hari kerja (batas {_day(due)})" if days else f"batas {_day(due)} sudah lewat"


def _left(calendar: WorkingCalendar, today: date, due: date) -> str:
    if due <= today:
        return " (hari ini)"
    if due == today + timedelta(days=1):
        return " (besok)"
    return f" ({working_days_between(calendar, today, due)} hari kerja lagi)"


def _day(day: date) -> str:
    return format_date(day, "EEE, d MMM", locale=LANGUAGE)


def _moment(moment: datetime) -> str:
    return format_datetime(moment, "EEE, d MMM HH.mm", locale=LANGUAGE)
