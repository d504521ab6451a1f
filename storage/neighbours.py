"""What lies beside a case: near it, by the same person, or perhaps the same thing. Each is one query in scope."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from messages import Point
from storage.case_columns import first_words
from storage.scope import NOT_SECRET, in_scope
from storage.staff import Officer
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.duplicates import Report, Suggestion, suggest
from tickets.evidence import metres
from tickets.status import OPEN
from tickets.ticket import Ticket, Visibility

RECENT = timedelta(days=90)
NEAR = 200  #: metres
#: Duplicates are looked for a little further: a pin set from home errs by hundreds of metres.
AROUND = 500
MOST = 5  #: of each kind that are shown
CANDIDATES = 200  #: the latest that are compared
METRES_A_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A case beside this one; `metres` is how far away, None where a point is missing."""

    ticket: Ticket
    words: str
    metres: int | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What lies beside a case, each list without what this officer may not see."""

    near: Sequence[Neighbour] = ()
    same_reporter: Sequence[Neighbour] = ()
    duplicates: Sequence[Suggestion] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.near or self.same_reporter or self.duplicates)


async def neighbours(unit: UnitOfWork, officer: Officer, ticket: Ticket, now: datetime) -> Neighbours:
    """Return what lies beside the ticket within the last 90 days and the officer's scope."""
    beside = _Beside(unit, officer, ticket, now)
    return Neighbours(await beside.near(), await beside.same_reporter(), await beside.duplicates())


class _Beside:
    """The three looks beside one ticket."""

    def __init__(self, unit: UnitOfWork, officer: Officer, ticket: Ticket, now: datetime) -> None:
        self._db = unit.connection
        self._ticket = ticket
        c = tickets.c
        self._recent = and_(in_scope(officer), c.id != ticket.id, c.opened_at >= now - RECENT)

    async def near(self) -> list[Neighbour]:
        """Within 200 metres, or at a place of the same words."""
        # The box's corners are farther than its sides; a few more are read than shown.
        found = await self._read(or_(_around(self._ticket.point, NEAR), _named(self._ticket.place)), 4 * MOST)
        return [one for one in found if one.metres is None or one.metres <= NEAR][:MOST]

    async def same_reporter(self) -> list[Neighbour]:
        """Other cases of the same person, where that tells nobody who an anonymous person is.

        Beside an anonymous or secret case nothing is shown, nor is such a case ever shown beside another.
        """
        if self._ticket.visibility is not Visibility.ORDINARY:
            return []
        c = tickets.c
        same = and_(c.reporter_id == self._ticket.reporter_id, c.visibility == Visibility.ORDINARY)
        return await self._read(same, MOST)

    async def duplicates(self) -> list[Suggestion]:
        """Open cases that may be about the same thing; a secret one is never joined to another."""
        ticket, c = self._ticket, tickets.c
        if ticket.visibility is Visibility.SECRET or ticket.status not in OPEN or ticket.parent_id:
            return []
        alike = or_(c.topic == ticket.topic, _around(ticket.point, AROUND), _named(ticket.place))
        query = _query(and_(self._recent, c.status.in_(OPEN), c.parent_id.is_(None), NOT_SECRET, alike))
        rows = (await self._db.execute(query.limit(CANDIDATES))).all()
        candidates = [_report(as_ticket(row), row.words or "") for row in rows]
        mine = select(first_words()).where(tickets.c.id == ticket.id)
        words = (await self._db.execute(mine)).scalar_one_or_none() or ""
        return suggest(_report(ticket, words), candidates)[:MOST]

    async def _read(self, condition: ColumnElement[bool], most: int) -> list[Neighbour]:
        rows = (await self._db.execute(_query(and_(self._recent, condition)).limit(most))).all()
        return [self._neighbour(as_ticket(row), row.words or "") for row in rows]

    def _neighbour(self, ticket: Ticket, words: str) -> Neighbour:
        here, there = self._ticket.point, ticket.point
        return Neighbour(ticket, words, round(metres(here, there)) if here and there else None)


def _query(condition: ColumnElement[bool]) -> "Select[Any]":
    return select(tickets, first_words()).where(condition).order_by(tickets.c.opened_at.desc())


def _around(point: Point | None, distance: float) -> ColumnElement[bool]:
    if point is None:
        return false()
    high = distance / METRES_A_DEGREE
    wide = high / max(0.1, math.cos(math.radians(point.latitude)))
    c = tickets.c
    return and_(
        c.latitude.between(point.latitude - high, point.latitude + high),
        c.longitude.between(point.longitude - wide, point.longitude + wide),
    )


def _named(place: str | None) -> ColumnElement[bool]:
    words = (place or "").strip().lower()
    return func.lower(func.trim(tickets.c.place)) == words if words else false()


def _report(ticket: Ticket, words: str) -> Report:
    """Return what is compared; that two are of one reporter is no reason where it would tell who somebody is."""
    open_about_it = ticket.visibility is Visibility.ORDINARY
    return Report(
        ticket.number,
        ticket.topic,
        words,
        ticket.opened_at,
        ticket.place,
        ticket.point,
        ticket.area_code,
        ticket.reporter_id if open_about_it else None,
    )
