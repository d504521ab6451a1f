"""What was written lately, by the topics it rings: for processes that do not hear the others' rings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, select

from storage.beside_tables import notes
from storage.reach_tables import calls
from storage.tables import inbound_messages, outbox, ticket_events, tickets
from storage.unit_of_work import UnitOfWork
from storage.wakeups import agency_topic, conversation_topic, officer_topic

#: Ids are committed out of order now and then: so many before the last one seen are looked at again.
OVERLAP = 500
MOST = 5_000  #: rows of one look; of more the newest


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A table that only grows: its ids, what each row's topic is called by, and how."""

    id: Column[int]
    query: Select[Any]
    topic: Callable[[str], str]


SOURCES = (
    Source(outbox.c.id, select(outbox.c.id, outbox.c.conversation_id), conversation_topic),
    Source(
        inbound_messages.c.id,
        select(inbound_messages.c.id, inbound_messages.c.conversation_id),
        conversation_topic,
    ),
    Source(
        ticket_events.c.id,
        select(ticket_events.c.id, tickets.c.agency).join(tickets, tickets.c.id == ticket_events.c.ticket_id),
        agency_topic,
    ),
    Source(
        notes.c.id,
        select(notes.c.id, tickets.c.conversation_id).join(tickets, tickets.c.id == notes.c.ticket_id),
        conversation_topic,
    ),
    Source(calls.c.id, select(calls.c.id, calls.c.officer_id), officer_topic),
)


class Changes:
    """Tells new messages, answers, events, notes and calls; the first look tells nothing, it only begins."""

    def __init__(self) -> None:
        """Begin."""
        self._seen: dict[Source, set[int]] = {}

    async def since_last(self, unit: UnitOfWork) -> set[str]:
        """Return the topics of what was written since the last call."""
        return {topic for source in SOURCES for topic in await self._look(unit, source)}

    async def _look(self, unit: UnitOfWork, source: Source) -> list[str]:
        seen = self._seen.get(source)
        query = source.query.order_by(source.id.desc())
        if seen is None:
            query = query.limit(OVERLAP)
        else:
            query = query.where(source.id > max(seen, default=0) - OVERLAP).limit(MOST)
        rows = (await unit.connection.execute(query)).all()
        self._seen[source] = {row[0] for row in rows}
        return [source.topic(row[1]) for row in rows if seen is not None and row[0] not in seen and row[1]]
