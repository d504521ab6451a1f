"""Reports on agencies: made from the tickets' histories, and kept as they were once a period is over."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import structlog
from sqlalchemy import Select, func, or_, select, union

from storage.database import Database
from storage.desk import Desk
from storage.errors import Conflict
from storage.scope import NOT_SECRET, in_scope
from storage.staff import Officer
from storage.tables import ticket_events as events
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.periods import Period, since
from tickets.report import report
from tickets.scores import Report, Sheet
from tickets.status import EventKind
from tickets.stays import TELLING, Story
from tickets.ticket import Actor, ActorKind, Ticket, TicketEvent, TicketKind, TicketUrgency

log = structlog.get_logger(__name__)
SOME = 500  #: numbers asked for at once


async def make_report(database: Database, desk: Desk, period: Period) -> Report:
    """Make it from what is known now; every agency with an inbox has a sheet, and any other that had a ticket."""
    start, end = period.moments(desk.rules.timezone)
    async with database.read() as unit:
        rows = (await unit.connection.execute(stories_query(start, end))).all()
        routing, terms, calendar = await desk.routing(unit), await desk.terms(unit), await desk.calendar(unit)
    # Some ten thousand histories are read: others go on meanwhile.
    made = await asyncio.to_thread(lambda: report(_stories(rows), start, end, terms, calendar))
    inboxes = (agency.code for agency in routing.agencies.values() if not agency.outside)
    return {code: Sheet() for code in inboxes} | made


async def freeze(database: Database, desk: Desk, period: Period, made: Report) -> None:
    """Keep a finished period's report; whoever was faster has kept it already."""
    try:
        async with database.write() as unit:
            if period.key not in await unit.snapshots.kept():
                await unit.snapshots.keep(period, made, desk.now())
                await unit.commit()
    except Conflict:
        log.info("report_kept_already", period=period.key)


async def freeze_reports(database: Database, desk: Desk, now: datetime) -> None:
    """Keep the oldest finished period that is not kept yet: a chore, one period a round."""
    today = now.astimezone(desk.rules.timezone).date()
    async with database.read() as unit:
        kept = await unit.snapshots.kept()
        first = await first_day(unit, desk)
    over = [period for period in periods(desk, first, today) if period.is_over(today)]
    waiting = [period for period in over if period.key not in kept]
    if waiting:
        await freeze(database, desk, waiting[-1], await make_report(database, desk, waiting[-1]))


async def first_day(unit: UnitOfWork, desk: Desk) -> date | None:
    """Return the day of the first event."""
    moment: datetime | None = (await unit.connection.execute(select(func.min(events.c.at)))).scalar_one()
    return moment.astimezone(desk.rules.timezone).date() if moment else None


def periods(desk: Desk, first: date | None, today: date) -> list[Period]:
    """Return the periods there is anything to tell about, the newest first; today's always."""
    return list(since(desk.rules.preset.period, first or today, today))


async def listed(unit: UnitOfWork, officer: Officer, numbers: Sequence[str]) -> list[Ticket]:
    """Return those of the tickets that this officer may see today, none of them secret; at most SOME numbers."""
    query = select(tickets).where(tickets.c.number.in_(numbers[:SOME]), NOT_SECRET, in_scope(officer))
    query = query.order_by(tickets.c.opened_at, tickets.c.number)
    return [as_ticket(row) for row in (await unit.connection.execute(query)).all()]


def stories_query(start: datetime, end: datetime) -> Select[Any]:
    """Select the tellings of every ticket open in [start, end), or that something happened to, up to its end.

    Either kind is found by an index; only the events of these tickets are read.
    """
    c = tickets.c
    lived = select(c.id).where(or_(c.closed_at.is_(None), c.closed_at >= start), c.opened_at < end)
    touched = select(events.c.ticket_id).where(events.c.at >= start, events.c.at < end)
    wanted = union(lived, touched).subquery()
    return (
        select(
            c.id, c.number, c.agency, c.topic, c.urgency, c.kind.label("ticket_kind"),
            events.c.kind, events.c.actor_kind, events.c.actor_id, events.c.at, events.c.payload,
        )
        .select_from(wanted.join(tickets, c.id == wanted.c[0]).join(events, events.c.ticket_id == c.id))
        .where(events.c.at < end, events.c.kind.in_(TELLING))
        .order_by(events.c.ticket_id, events.c.id)
    )  # fmt: skip


def _stories(rows: Sequence[Any]) -> Iterator[Story]:
    return (_story(list(group)) for _, group in groupby(rows, attrgetter("id")))


def _story(rows: list[Any]) -> Story:
    one = rows[0]
    told = [
        TicketEvent(
            row.id,
            "",
            n,
            EventKind(row.kind),
            Actor(ActorKind(row.actor_kind), row.actor_id),
            row.at,
            payload=row.payload,
        )
        for n, row in enumerate(rows)
    ]
    return Story(
        one.number, one.agency, one.topic, TicketUrgency(one.urgency), told, TicketKind(one.ticket_kind)
    )
