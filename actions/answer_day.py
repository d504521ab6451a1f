"""Until when officers can be asked for an answer: today only while there is a day left."""

from datetime import datetime, timedelta
from typing import Any

from actions.wording import phrase
from tickets.dates import hour
from tickets.hours import Span
from tickets.service import TicketService

#: Less is left of the day than somebody needs to answer.
TOO_LATE_TODAY = timedelta(hours=1)


def answer_by(domain: dict[str, Any], service: TicketService) -> str:
    """Say until when an answer is asked for: "hari ini sebelum 16.00" while offices are open, else the next day."""
    calendar, now = service.calendar, service.now()
    today, ends = calendar.local(now).date(), closing(service, now)
    if calendar.is_open(now) and ends - calendar.local(now) >= TOO_LATE_TODAY:
        return phrase(domain, "utter_hari_ini", jam=hour(ends, service.language))
    start = datetime.combine(calendar.add_working_days(today, 1), datetime.min.time(), calendar.timezone)
    first = calendar.next_opening(now if not calendar.is_open(now) else start)
    until = hour(closing(service, first), service.language)
    return phrase(domain, "utter_hari_lain", tanggal=service.day(first.date()), jam=until)


def closing(service: TicketService, moment: datetime) -> datetime:
    """Return when offices close on that day, which is a working day."""
    day, last = service.calendar.local(moment).date(), spans_on(service, moment)[-1]
    day += timedelta(days=last.until_midnight)
    return datetime.combine(day, last.closes, service.calendar.timezone)


def spans_on(service: TicketService, moment: datetime) -> tuple[Span, ...]:
    """Return the office hours of that day, which is a working day."""
    day = service.calendar.local(moment).date()
    return service.calendar.hours.week(day).on(day.weekday())
