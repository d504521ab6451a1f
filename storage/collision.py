"""What others told the citizen while an officer was writing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.tables import officers, ticket_events
from storage.unit_of_work import UnitOfWork
from tickets.status import EventKind
from tickets.ticket import ActorKind

#: What puts an officer's words before the citizen.
SPOKEN = (
    EventKind.REPLIED,
    EventKind.ASKED,
    EventKind.STARTED,
    EventKind.REPORTED_DONE,
    EventKind.CLOSED,
    EventKind.NOT_OURS,
    EventKind.TRANSFERRED,
    EventKind.PASSED_OUTSIDE,
)


@dataclass(frozen=True, slots=True)
class Spoke:
    """Who spoke to the citizen, and when."""

    name: str
    at: datetime


async def last_event(unit: UnitOfWork, ticket_id: str) -> int:
    """Return the id of the ticket's latest event: what a page that is rendered now has seen."""
    c = ticket_events.c
    query = select(func.coalesce(func.max(c.id), 0)).where(c.ticket_id == ticket_id)
    return int((await unit.connection.execute(query)).scalar_one())


async def spoke_since(unit: UnitOfWork, ticket_id: str, seen: int, but: str) -> list[Spoke]:
    """Return which officers other than `but` spoke after the event `seen`, the latest last.

    A reply that was taken back was never said.
    """
    c = ticket_events.c
    kinds = (*SPOKEN, EventKind.TAKEN_BACK)
    query = (
        select(c.kind, c.turn, c.payload, c.at, c.actor_id, officers.c.name)
        .join(officers, officers.c.id == c.actor_id)
        .where(c.ticket_id == ticket_id, c.id > seen, c.kind.in_(kinds), c.actor_kind == ActorKind.OFFICER)
        .order_by(c.id)
    )
    rows = (await unit.connection.execute(query)).all()
    unsaid = {row.payload.get("turn") for row in rows if row.kind == EventKind.TAKEN_BACK}
    said = (r for r in rows if r.kind != EventKind.TAKEN_BACK and r.turn not in unsaid and r.actor_id != but)
    return [Spoke(row.name, row.at) for row in said]
