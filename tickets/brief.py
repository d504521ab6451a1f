"""A case in a few words, for messages that leave the inbox."""

from collections.abc import Mapping
from datetime import date, datetime

from tickets.calendar import WorkingCalendar
from tickets.dates import short_date
from tickets.ticket import Ticket, Visibility


def matter(ticket: Ticket, titles: Mapping[str, str]) -> str:
    """Name what a case is about; of a secret one nothing leaves the inbox but its number."""
    if ticket.visibility is Visibility.SECRET:
        return "aduan rahasia"
    title = titles.get(ticket.topic, ticket.topic)
    return f"{title}, {ticket.place}" if ticket.place else title


def next_due(ticket: Ticket) -> tuple[str, date]:
    """Return what the reporter was promised next, and for which day."""
    if ticket.first_answered_at is not None and ticket.completion_due is not None:
        return "selesai", ticket.completion_due
    return "jawab", ticket.first_answer_due


def due_words(ticket: Ticket, calendar: WorkingCalendar, now: datetime) -> str:
    """Say the next promise, and whether it has passed."""
    what, due = next_due(ticket)
    if due < calendar.local(now).date():
        return f"janji {what} {short_date(due)} sudah lewat"
    return f"{what} paling lambat {short_date(due)}"
