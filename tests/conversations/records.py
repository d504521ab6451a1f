"""What the database holds after a turn, as the conversation files speak of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from messages import Address
from storage import Database
from storage.tables import conversations, inbound_messages, outbox, ticket_events, tickets
from tests.fakes import Clock
from tickets.status import EventKind

PLAIN_FACTS = (
    *("topic", "agency", "status", "place", "urgency", "visibility", "kind"),
    *("vote", "rating", "level", "needs_review"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message the citizen gets; `buttons` are (title, payload)."""

    id: int
    response: str | None
    text: str
    buttons: tuple[tuple[str, str], ...]
    params: dict[str, Any]


async def heard(database: Database, citizen: Address) -> list[Heard]:
    """Return what was said to a citizen, oldest first."""
    async with database.write() as unit:
        known = await unit.contacts.remember(
            citizen, None, Clock()()
        )  # not committed: only found, or forgotten
    query = (
        select(outbox)
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .where(conversations.c.contact_id == known.contact_id)
        .order_by(outbox.c.id)
    )
    found = await _rows(database, query)
    return [Heard(r.id, r.response, r.text, tuple((t, p) for t, p in r.buttons), r.params) for r in found]


async def stuck(database: Database) -> list[str]:
    """Return the faults of messages whose turn failed."""
    query = select(inbound_messages.c.error).where(inbound_messages.c.error.is_not(None))
    return [row.error for row in await _rows(database, query)]


async def numbers(database: Database) -> list[str]:
    """Return every ticket's number in the order they were opened."""
    query = (
        select(tickets.c.number)
        .join(ticket_events, ticket_events.c.ticket_id == tickets.c.id)
        .where(ticket_events.c.kind == EventKind.OPENED)
        .order_by(ticket_events.c.id)
    )
    return [row.number for row in await _rows(database, query)]


async def facts(database: Database, number: str) -> dict[str, Any]:
    """Return what a conversation file may say of a ticket."""
    async with database.read() as unit:
        ticket = await unit.tickets.by_number(number)
        ids = await unit.tickets.message_ids(ticket.id)
        events = await unit.tickets.events(ticket.id)
        written = await unit.journal.many(ids)
    point = ticket.point
    return {name: getattr(ticket, name) for name in PLAIN_FACTS} | {
        "point": [point.latitude, point.longitude] if point else None,
        "messages": len(ids),
        "versions": [message.text for message in written if message.edits_fingerprint],
        "events": [event.kind.value for event in events],
        "votes": [event.payload["vote"] for event in events if event.kind is EventKind.VOTED],
        "reasons": [event.reason for event in events if event.reason and event.actor.kind == "citizen"],
    }


async def _rows(database: Database, query: Any) -> list[Any]:
    # The tables themselves: no repository tells response names, since no page needs them.
    async with database.read() as unit:
        return list((await unit._connection.execute(query)).all())
