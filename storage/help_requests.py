"""What other agencies are asked, as these agencies see it: of a question no more than number, topic and place."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from storage.help_tables import help_requests
from storage.scope import NOT_SECRET, in_scope
from storage.staff import Officer
from storage.tables import tickets
from storage.ticket_store import as_help
from storage.unit_of_work import UnitOfWork
from tickets.errors import TicketNotFound
from tickets.help import HelpRequest

MOST = 100  #: requests listed at once, the soonest due first


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with what may be known of its case; `sees_case` says whether the reader may open that."""

    request: HelpRequest
    number: str
    topic: str
    place: str | None
    sees_case: bool


async def open_requests(unit: UnitOfWork, officer: Officer) -> list[Asked]:
    """Return what this officer's agencies have yet to answer, the soonest due first."""
    c = help_requests.c
    query = _query(officer).where(c.agency.in_(officer.agencies), c.answered_at.is_(None))
    rows = (await unit.connection.execute(query.order_by(c.due, c.asked_at).limit(MOST))).all()
    return [_asked(row) for row in rows]


async def asked(unit: UnitOfWork, officer: Officer, request_id: str) -> Asked:
    """Return one request to this officer's agencies. Raises TicketNotFound."""
    c = help_requests.c
    query = _query(officer).where(c.id == request_id, c.agency.in_(officer.agencies))
    row = (await unit.connection.execute(query)).one_or_none()
    if row is None:
        raise TicketNotFound
    return _asked(row)


def _query(officer: Officer) -> "Select[tuple[object, ...]]":
    t, sees = tickets.c, in_scope(officer)
    query = select(help_requests, t.number, t.topic, t.place, sees.label("sees_case"))
    # A case that became secret since it was asked about is its keeper's alone.
    return query.join(tickets, t.id == help_requests.c.ticket_id).where(or_(NOT_SECRET, sees))


def _asked(row: object) -> Asked:
    values = {name: getattr(row, name) for name in ("number", "topic", "place")}
    return Asked(as_help(row), **values, sees_case=bool(row.sees_case))  # type: ignore[attr-defined]
