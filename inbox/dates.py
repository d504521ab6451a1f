"""Moments and promises in the words of a screen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from babel.dates import format_date, format_datetime

from tickets.calendar import WorkingCalendar
from tickets.dates import LANGUAGE
from tickets.ticket import Ticket

MOST_DAYS_LATE = 99  #: beyond this only "lebih dari" is said, and nothing is counted
STEPS = ((86_400, "hari"), (3_600, "jam"), (60, "menit"))


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment in three forms: for people, exactly, and for machines."""

    ago: str
    exact: str
    iso: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised day in words; `late` says that it has passed without an answer."""

    words: str
    late: bool


def clock(now: datetime, zone: tzinfo) -> Callable[[datetime], Moment]:
    """Return a function that tells moments as seen from `now` in `zone`."""

    def when(moment: datetime) -> Moment:
        local = moment.astimezone(zone)
        exact = format_datetime(local, "d MMM y, HH.mm", locale=LANGUAGE)
        return Moment(ago(now - moment), exact, local.isoformat(timespec="seconds"))

    return when


def ago(age: timedelta) -> str:
    """Return an age like "3 jam lalu"."""
    seconds = int(age.total_seconds())
    for length, unit in STEPS:
        if seconds >= length:
            return f"{seconds // length} {unit} lalu"
    return "baru saja"


def promise(ticket: Ticket, calendar: WorkingCalendar, now: datetime) -> Promise:
    """Say how the promised first answer stands, in working days."""
    due, today = ticket.first_answer_due, calendar.local(now).date()
    day = format_date(due, "EEE, d MMM", locale=LANGUAGE)
    if ticket.first_answered_at is not None:
        return Promise(f"dijanjikan {day}, sudah dijawab", late=False)
    if today <= due:
        near = {due: " (hari ini)", due - timedelta(days=1): " (besok)"}.get(today, "")
        return Promise(f"jawab paling lambat {day}{near}", late=False)
    return overdue(calendar, due, today)


def overdue(calendar: WorkingCalendar, due: date, today: date) -> Promise:
    """Say how late a promised day is, in working days."""
    late, day = working_days_between(calendar, due, today), format_date(due, "EEE, d MMM", locale=LANGUAGE)
    if late == 0:
        return Promise(f"janji {day} sudah lewat", late=True)
    much = f"lebih dari {MOST_DAYS_LATE}" if late > MOST_DAYS_LATE else str(late)
    return Promise(f"terlambat {much} hari kerja (janji {day})", late=True)


def working_days_between(calendar: WorkingCalendar, due: date, today: date) -> int:
    """Count the working days after `due` up to `today`, no further than one beyond MOST_DAYS_LATE."""
    day, late = due, 0
    while day < today and late <= MOST_DAYS_LATE:
        day += timedelta(days=1)
        late += calendar.is_working_day(day)
    return late
