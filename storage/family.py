"""Which cases were joined to a case, and which it was joined to, as far as the reader may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from storage.scope import in_scope
from storage.staff import Officer
from storage.tables import tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Family:
    """`joined` are the cases joined to this one that are in scope, `hidden` counts the others."""

    parent: Ticket | None = None
    joined: Sequence[Ticket] = ()
    hidden: int = 0


async def family(unit: UnitOfWork, officer: Officer, ticket: Ticket) -> Family:
    """Return a case's family within the officer's scope."""
    db, scope, t = unit.connection, in_scope(officer), tickets.c
    own = select(tickets).where(t.parent_id == ticket.id, scope).order_by(t.opened_at, t.id)
    joined = [as_ticket(row) for row in (await db.execute(own)).all()]
    count = select(func.count()).select_from(tickets).where(t.parent_id == ticket.id)
    hidden = int((await db.execute(count)).scalar_one()) - len(joined)
    if ticket.parent_id is None:
        return Family(None, joined, hidden)
    above = (await db.execute(select(tickets).where(t.id == ticket.parent_id, scope))).one_or_none()
    return Family(as_ticket(above) if above else None, joined, hidden)
