"""Columns of the officers' queue that are computed from other tables."""

from sqlalchemy import ColumnElement, Label, ScalarSelect, and_, func, or_, select

from storage.conversations import OFFICER
from storage.tables import conversations, inbound_messages, ticket_events, ticket_messages, tickets
from tickets.status import EventKind

FIRST_WORDS = 160  #: characters of the complaint in one row of the queue
#: What an officer does that leaves nobody waiting.
ANSWERS = (EventKind.REPLIED, EventKind.CLOSED, EventKind.NOT_OURS)


def first_words() -> Label[str | None]:
    """Return how the first message with words begins; pressing a button is no words of the citizen."""
    m, link = inbound_messages.c, ticket_messages.c
    query = (
        select(func.substr(m.text, 1, FIRST_WORDS))
        .join(ticket_messages, link.message_id == m.id)
        .where(link.ticket_id == tickets.c.id, m.text != "", m.payload.is_(None))
        .order_by(m.id)
        .limit(1)
    )
    return query.correlate(tickets).scalar_subquery().label("words")


def asks_for_officer() -> ColumnElement[bool]:
    """Return whether officers have the conversation on this ticket and the citizen wrote after their last answer."""
    answered, c = _last_answer(), conversations.c
    return and_(
        c.owner == OFFICER,
        c.owner_ticket_id == tickets.c.id,
        c.last_inbound_at.is_not(None),
        or_(answered.is_(None), c.last_inbound_at > answered),
    )


def _last_answer() -> ScalarSelect[object]:
    other, event = tickets.alias("answered"), ticket_events.c
    query = (
        select(func.max(event.at))
        .join(other, event.ticket_id == other.c.id)
        .where(
            other.c.conversation_id == tickets.c.conversation_id,
            other.c.agency == tickets.c.agency,
            event.kind.in_(ANSWERS),
        )
    )
    return query.correlate(tickets).scalar_subquery()
