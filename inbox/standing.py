"""How a case stands with what was promised, in one line of a list."""

from datetime import datetime, timedelta

from babel.dates import format_date

from inbox.dates import Promise, overdue
from tickets.calendar import WorkingCalendar
from tickets.dates import LANGUAGE
from tickets.status import CLOSED, TicketStatus
from tickets.ticket import Ticket

REPORTERS_TURN = {
    TicketStatus.NEEDS_INFO: "menunggu jawaban pelapor",
    TicketStatus.AWAITING_REPORTER: "menunggu penilaian pelapor",
}


def standing(ticket: Ticket, calendar: WorkingCalendar, now: datetime) -> Promise:
    """Say which promise runs and whether one was broken; nothing on a closed case."""
    if ticket.status in CLOSED:
        return Promise("", late=False)
    if ticket.status in REPORTERS_TURN:
        return Promise(REPORTERS_TURN[ticket.status], late=False)
    answered = ticket.first_answered_at is not None
    due = (ticket.completion_due if answered else None) or ticket.first_answer_due
    today = calendar.local(now).date()
    if today > due:
        return overdue(calendar, due, today)
    day = format_date(due, "EEE, d MMM", locale=LANGUAGE)
    if ticket.missed_at is not None:
        return Promise(f"terlambat, janji baru {day}", late=True)
    near = {due: " (hari ini)", due - timedelta(days=1): " (besok)"}.get(today, "")
    return Promise(f"{'selesai' if answered else 'jawab'} paling lambat {day}{near}", late=False)
