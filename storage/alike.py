"""Reports that could be about the same thing as a new one, with the words to compare them by."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, union_all

from messages import Point
from storage.part_tables import message_parts
from storage.tables import inbound_messages, tickets
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


async def alike(unit: UnitOfWork, ticket: Ticket) -> tuple[Report, list[Report]]:
    """Return a ticket as it is compared, and what to compare it with.

    Reports of like topics: open ordinary ones of the same agency, and the reporter's own, ended ones too. Never a
    secret one, and nobody else's anonymous one.
    """
    told = {
        "ticket": ticket.id,
        "message": ticket.source_message_id,
        "topics": sorted({ticket.topic, *ticket.candidates}),
        "since": ticket.opened_at - WITHIN,
        "reporter": ticket.reporter_id,
        "agency": ticket.agency,
    }
    reports = [_report(row) for row in (await unit.connection.execute(_alike(), told)).all()]
    return (
        next(report for report in reports if report.number == ticket.number),
        [report for report in reports if report.number != ticket.number],
    )


async def report_of(unit: UnitOfWork, ticket: Ticket) -> Report:
    """Return a ticket as it is compared."""
    return _report((await unit.connection.execute(_itself(), {"ticket": ticket.id})).one())


@cache
def _alike() -> Any:
    """Return a statement that is built once: building it takes longer than executing it."""
    t = tickets.c
    like = (
        _reports()
        # Another matter of the same message is no earlier report.
        .where(t.source_message_id != bindparam("message"), t.topic.in_(bindparam("topics", expanding=True)))
        .where(t.opened_at >= bindparam("since", type_=t.opened_at.type))
        .order_by(t.opened_at.desc())
        .limit(MOST)
    )
    theirs = t.reporter_id == bindparam("reporter")
    # Two looks, each with an index of its own: by reporter, and by status within the agency.
    looks = like.where(theirs, _own()), like.where(t.agency == bindparam("agency"), ~theirs, _anybodys())
    # SQLite takes no order within a union but in a query of its own.
    return union_all(*(select(look.subquery()) for look in (_itself(), *looks)))


@cache
def _itself() -> Any:
    return _reports().where(tickets.c.id == bindparam("ticket"))


def _reports() -> "Select[Any]":
    t = tickets.c
    columns = (t.number, t.topic, t.opened_at, t.place, t.latitude, t.longitude, t.area_code, t.reporter_id)
    return (
        select(*columns, _WORDS.label("words"))
        .join(inbound_messages, inbound_messages.c.id == t.source_message_id)
        .outerjoin(message_parts, _PART)
    )


def _own() -> ColumnElement[bool]:
    t = tickets.c
    return (t.visibility != Visibility.SECRET) & t.status.in_((*OPEN, *ENDED, TicketStatus.MERGED))


def _anybodys() -> ColumnElement[bool]:
    t = tickets.c
    return (t.visibility == Visibility.ORDINARY) & t.status.in_(OPEN - {TicketStatus.AWAITING_REPORTER})


def _report(row: Any) -> Report:
    return Report(
        number=row.number,
        topic=row.topic,
        text=str(row.words or ""),
        opened_at=row.opened_at,
        place=row.place,
        point=Point(row.latitude, row.longitude) if row.latitude is not None else None,
        area=row.area_code,
        reporter=row.reporter_id,
    )
