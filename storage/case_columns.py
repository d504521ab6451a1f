"""Columns of the officers' lists that are computed from other tables."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Label, ScalarSelect, and_, func, literal, select

from storage.audit import AuditAction
from storage.conversations import OFFICER
from storage.part_tables import is_part, message_parts, own_words
from storage.people_tables import audit_log
from storage.tables import conversations, inbound_messages, ticket_events, ticket_messages, tickets
from storage.types import UtcDateTime
from tickets.status import EventKind

FIRST_WORDS = 160  #: characters of the complaint in one row of a list
#: What an officer does that leaves nobody waiting.
ANSWERS = (EventKind.REPLIED, EventKind.REPORTED_DONE, EventKind.CLOSED, EventKind.NOT_OURS)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def first_words(length: int = FIRST_WORDS) -> Label[str | None]:
    """Return how the first message with words begins; pressing a button is no words of the citizen."""
    m, link = inbound_messages.c, ticket_messages.c
    query = (
        select(func.substr(own_words(), 1, length))
        .select_from(inbound_messages)
        .join(ticket_messages, link.message_id == m.id)
        .outerjoin(message_parts, is_part())
        .where(link.ticket_id == tickets.c.id, m.text != "", m.payload.is_(None))
        .order_by(m.id)
        .limit(1)
    )
    return query.correlate(tickets).scalar_subquery().label("words")


def asking() -> ColumnElement[bool]:
    """Return whether officers have the conversation on this ticket and the citizen wrote after their last answer.

    Read from the conversations that officers have, which are few, not from the tickets.
    """
    c, held = conversations.c, tickets.alias("held")
    waits = c.last_inbound_at > func.coalesce(_last_answer(held), literal(NEVER, UtcDateTime))
    query = (
        select(c.owner_ticket_id)
        .join(held, held.c.id == c.owner_ticket_id)
        .where(c.owner == literal(OFFICER, literal_execute=True), c.last_inbound_at.is_not(None), waits)
    )
    return tickets.c.id.in_(query)


def unread(officer_id: str) -> ColumnElement[bool]:
    """Return whether the citizen wrote since this officer last opened the case."""
    log, m, link = audit_log.c, inbound_messages.c, ticket_messages.c
    mine = and_(log.officer_id == officer_id, log.action == AuditAction.CASE_OPENED)
    seen = select(func.max(log.at)).where(log.ticket_id == tickets.c.id, mine)
    last = seen.correlate(tickets).scalar_subquery()
    newer = m.received_at > func.coalesce(last, literal(NEVER, UtcDateTime))
    query = select(m.id).join(ticket_messages, link.message_id == m.id)
    return query.where(link.ticket_id == tickets.c.id, newer).correlate(tickets).exists()


def _last_answer(held: object) -> ScalarSelect[object]:
    other, event = tickets.alias("answered"), ticket_events.c
    query = (
        select(func.max(event.at))
        .join(other, event.ticket_id == other.c.id)
        .where(
            other.c.conversation_id == held.c.conversation_id,  # type: ignore[attr-defined]
            other.c.agency == held.c.agency,  # type: ignore[attr-defined]
            event.kind.in_(ANSWERS),
        )
    )
    return query.correlate(held).scalar_subquery()  # type: ignore[arg-type]
