"""Who of an agency may look after its cases, and how many each has."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from storage.people_tables import officer_agencies
from storage.staff import Role
from storage.tables import officers, tickets
from storage.unit_of_work import UnitOfWork
from tickets.status import OPEN

WORKERS = (Role.OFFICER, Role.HEAD, Role.TRIAGE)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One officer of an agency; `open` counts the open cases this officer looks after, of any agency."""

    id: str
    name: str
    open: int


async def colleagues(unit: UnitOfWork, agency: str) -> list[Colleague]:
    """Return the agency's officers who may log in, the least laden first."""
    o, t, more = officers.c, tickets.c, officer_agencies.c
    load = (
        select(func.count())
        .where(t.claimed_by == o.id, t.status.in_(OPEN))
        .correlate(officers)
        .scalar_subquery()
    )
    also = select(more.officer_id).where(more.agency == agency)
    query = (
        select(o.id, o.name, load.label("open"))
        .where(o.disabled_at.is_(None), o.role.in_(WORKERS), or_(o.agency == agency, o.id.in_(also)))
        .order_by("open", o.name)
    )
    return [Colleague(row.id, row.name, row.open) for row in (await unit.connection.execute(query)).all()]
