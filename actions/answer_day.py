"""Until when officers can be asked for an answer: today only while there is a day left."""

from datetime import datetime, timedelta
from typing import Any

from actions.wording import phrase
from tickets.dates import hour
from tickets.service import TicketService

#: Less is left of the day than somebody needs to answer.
TOO_LATE_TODAY = timedelta(hours=1)


def answer_by(domain: dict[str, Any], service: TicketService) -> str:
    """Say until when an answer is asked for: "hari ini sebelum 16.00" while offices are open, else the next day."""
    calendar, now = service.calendar, service.now()
    today, closing = calendar.local(now).date(), _closing(service, now)
    if calendar.is_open(now) and closing - calendar.local(now) >= TOO_LATE_TODAY:
        return phrase(domain, "utter_hari_ini", jam=hour(closing, service.language))
    start = datetime.combine(calendar.add_working_days(today, 1), datetime.min.time(), calendar.timezone)
    first = calendar.next_opening(now if not calendar.is_open(now) else start)
    until = hour(_closing(service, first), service.language)
    return phrase(domain, "utter_hari_lain", tanggal=service.day(first.date()), jam=until)


def _closing(service: TicketService, moment: datetime) -> datetime:
    """Return when offices close on that day, which is a working day."""
    day = service.calendar.local(moment).date()
    last = service.calendar.hours.week(day).on(day.weekday())[-1]
    day += timedelta(days=last.until_midnight)
    return datetime.combine(day, last.closes, service.calendar.timezone)
