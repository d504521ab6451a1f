"""An agency's figures and its late cases, for its head; all within the reader's scope."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from storage.scope import in_scope
from storage.staff import Officer
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.status import OPEN
from tickets.ticket import Ticket

PERIOD = timedelta(days=30)
MOST_LATE = 50  #: late cases shown at once, the oldest promise first


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """Counts of one agency; `opened`, `answered` and `closed` within PERIOD, the others now."""

    agency: str
    open: int
    late: int
    opened: int
    answered: int
    closed: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The counter that must reach 0: open cases no person has answered, and the oldest of them."""

    count: int
    oldest: Ticket | None


class Figures:
    """Figures as one officer may see them."""

    def __init__(self, unit: UnitOfWork, officer: Officer) -> None:
        """Read within this unit of work, for this officer."""
        self._db = unit._connection  # noqa: SLF001 - repositories share the unit's connection
        self._scope = in_scope(officer)

    async def by_agency(self, now: datetime, today: date) -> list[AgencyFigures]:
        """Return one row an agency, by code; `today` is the office's day."""
        c, since = tickets.c, now - PERIOD
        counts = {
            "open": c.status.in_(OPEN),
            "late": _late(today),
            "opened": c.opened_at >= since,
            "answered": c.first_answered_at >= since,
            "closed": c.closed_at >= since,
        }
        columns = [func.count().filter(condition).label(name) for name, condition in counts.items()]
        # Whatever was opened or answered since then is open still, or was closed since then.
        recent = or_(c.closed_at.is_(None), c.closed_at >= since)
        query = select(c.agency, *columns).where(self._scope, recent).group_by(c.agency).order_by(c.agency)
        return [AgencyFigures(*row) for row in (await self._db.execute(query)).all()]

    async def unanswered(self) -> Unanswered:
        """Count the open cases without a person's answer."""
        c = tickets.c
        waiting = (c.first_answered_at.is_(None), c.closed_at.is_(None), self._scope)
        count = (
            await self._db.execute(select(func.count()).select_from(tickets).where(*waiting))
        ).scalar_one()
        query = select(tickets).where(*waiting).order_by(c.opened_at, c.id).limit(1)
        row = (await self._db.execute(query)).one_or_none()
        return Unanswered(int(count), as_ticket(row) if row else None)

    async def late(self, today: date) -> list[Ticket]:
        """Return open cases whose promised first answer has passed."""
        order = (tickets.c.first_answer_due, tickets.c.opened_at)
        query = select(tickets).where(self._scope, _late(today)).order_by(*order).limit(MOST_LATE)
        return [as_ticket(row) for row in (await self._db.execute(query)).all()]


def _late(today: date) -> ColumnElement[bool]:
    c = tickets.c
    return c.status.in_(OPEN) & c.first_answered_at.is_(None) & (c.first_answer_due < today)
