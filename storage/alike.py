"""Reports that could be about the same thing as a new one, with the words to compare them by."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from messages import Point
from storage.part_tables import message_parts
from storage.tables import inbound_messages, tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.duplicates import Report
from tickets.status import OPEN, TicketStatus
from tickets.ticket import Ticket, Visibility

#: Older reports are another matter; `tickets/duplicates.py` has let them fade by then.
WITHIN = timedelta(days=120)
MOST = 300
#: What an agency has said its last word on: the same reporter may mean it once more.
ENDED = (TicketStatus.RESOLVED, TicketStatus.NOT_OURS)
#: The words a ticket began with: its part of the message, or all of it.
_WORDS = func.coalesce(message_parts.c.words, inbound_messages.c.text)
_PART = and_(
    message_parts.c.ticket_id == tickets.c.id, message_parts.c.message_id == tickets.c.source_message_id
)


async def alike(unit: UnitOfWork, ticket: Ticket) -> list[tuple[Ticket, Report]]:
    """Return reports of like topics: open ordinary ones of the same agency, and the reporter's own, ended ones too.

    Never a secret one, and nobody else's anonymous one.
    """
    t = tickets.c
    like = (
        select(tickets, _WORDS.label("words"))
        .join(inbound_messages, inbound_messages.c.id == t.source_message_id)
        .outerjoin(message_parts, _PART)
        # Another matter of the same message is no earlier report.
        .where(
            t.source_message_id != ticket.source_message_id, t.topic.in_({ticket.topic, *ticket.candidates})
        )
        .where(t.opened_at >= ticket.opened_at - WITHIN)
        .order_by(t.opened_at.desc())
        .limit(MOST)
    )
    # Two looks, each with an index of its own: by reporter, and by status within the agency.
    others = (t.agency == ticket.agency) & (t.reporter_id != ticket.reporter_id)
    looks = [like.where(_own(ticket)), like.where(others, _anybodys())]
    rows = [row for look in looks for row in (await unit.connection.execute(look)).all()]
    return [(found, _report(found, row.words)) for row in rows for found in [as_ticket(row)]]


async def report_of(unit: UnitOfWork, ticket: Ticket) -> Report:
    """Return a ticket as it is compared."""
    query = (
        select(_WORDS)
        .select_from(tickets)
        .join(inbound_messages, inbound_messages.c.id == tickets.c.source_message_id)
        .outerjoin(message_parts, _PART)
        .where(tickets.c.id == ticket.id)
    )
    return _report(ticket, (await unit.connection.execute(query)).scalar_one())


def _own(ticket: Ticket) -> ColumnElement[bool]:
    t = tickets.c
    return (
        (t.reporter_id == ticket.reporter_id)
        & (t.visibility != Visibility.SECRET)
        & t.status.in_((*OPEN, *ENDED, TicketStatus.MERGED))
    )


def _anybodys() -> ColumnElement[bool]:
    t = tickets.c
    return (t.visibility == Visibility.ORDINARY) & t.status.in_(OPEN - {TicketStatus.AWAITING_REPORTER})


def _report(ticket: Ticket, words: Any) -> Report:
    point = Point(ticket.point.latitude, ticket.point.longitude) if ticket.point else None
    return Report(
        number=ticket.number,
        topic=ticket.topic,
        text=str(words or ""),
        opened_at=ticket.opened_at,
        place=ticket.place,
        point=point,
        area=ticket.area_code,
        reporter=ticket.reporter_id,
    )
