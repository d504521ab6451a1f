"""Tickets as officers see them: every query carries the officer's scope, so that nothing out of it exists."""

from typing import Any

from sqlalchemy import Select, and_, literal, select

from storage.case_columns import asking
from storage.case_parts import Alarm, Case, Spoken, gather
from storage.media import Stored
from storage.scope import in_scope
from storage.staff import Officer
from storage.tables import attachments, contacts, inbound_messages, ticket_messages, tickets
from storage.ticket_store import _ticket as as_ticket
from storage.unit_of_work import UnitOfWork
from tickets.errors import TicketNotFound
from tickets.status import OPEN
from tickets.ticket import ActorKind, Ticket, TicketUrgency

MOST_ALARMS = 20  #: emergencies a page warns of by number
#: An emergency nobody has answered; in the very words of its partial index.
IS_ALARM = and_(
    tickets.c.closed_at.is_(None),
    tickets.c.first_answered_at.is_(None),
    tickets.c.urgency == literal(TicketUrgency.EMERGENCY, literal_execute=True),
)


class Cases:
    """The only way by which the inbox reaches tickets."""

    def __init__(self, unit: UnitOfWork, officer: Officer) -> None:
        """Read within this unit of work, for this officer."""
        self._unit = unit
        self._db = unit._connection  # noqa: SLF001 - repositories share the unit's connection
        self._scope = in_scope(officer)

    async def counts(self) -> Alarm:
        """Return what every page of the inbox warns of."""
        return Alarm(await self._emergencies())

    async def ticket(self, number: str, *, lock: bool = False) -> Ticket:
        """Return one ticket, `lock`ed until the unit of work ends. Raises TicketNotFound."""
        query = select(tickets).where(tickets.c.number == number, self._scope)
        row = (await self._db.execute(query.with_for_update() if lock else query)).one_or_none()
        if row is None:
            raise TicketNotFound
        return as_ticket(row)

    async def open_numbers(self, limit: int = 5000) -> list[str]:
        """Return the numbers of open tickets in scope, the latest first, to repair a mistyped one by."""
        c = tickets.c
        query = select(c.number).where(self._scope, c.status.in_(OPEN)).order_by(c.opened_at.desc())
        return list((await self._db.execute(query.limit(limit))).scalars())

    async def case(self, number: str) -> Case:
        """Return one ticket with all that was said and done on it. Raises TicketNotFound."""
        ticket = await self.ticket(number)
        said = await self._unit.outbox.of_ticket(ticket.id)
        events = await self._unit.tickets.events(ticket.id)
        people = {row.author for row in said} | {
            e.actor.id for e in events if e.actor.kind is ActorKind.OFFICER
        }
        since = select(contacts.c.created_at).where(contacts.c.id == ticket.reporter_id)
        return Case(
            ticket=ticket,
            waiting=await self._waits(ticket),
            conversation=await self._unit.conversations.get(ticket.conversation_id),
            reporter_since=await self._one(since),
            spoken=await self._spoken(ticket),
            said=said,
            events=events,
            names=await self._unit.staff.names(people),
        )

    async def attachment(self, attachment_id: str) -> Stored:
        """Return a file of a ticket in scope. Raises TicketNotFound."""
        await self.holder(attachment_id)
        found = await self._unit.media.get(attachment_id)
        if found is None:
            raise TicketNotFound
        return found[0]

    async def holder(self, attachment_id: str) -> str:
        """Return the id of the first ticket in scope that has this file. Raises TicketNotFound."""
        query = (
            select(tickets.c.id)
            .join(ticket_messages, ticket_messages.c.ticket_id == tickets.c.id)
            .join(attachments, attachments.c.message_id == ticket_messages.c.message_id)
            .where(attachments.c.id == attachment_id, self._scope)
            .order_by(tickets.c.opened_at, tickets.c.part)
        )
        return str(await self._one(query.limit(1)))

    async def _emergencies(self) -> list[str]:
        query = select(tickets.c.number).where(IS_ALARM, self._scope).order_by(tickets.c.opened_at)
        return list((await self._db.execute(query.limit(MOST_ALARMS))).scalars())

    async def _waits(self, ticket: Ticket) -> bool:
        query = select(asking())
        return bool((await self._db.execute(query.where(tickets.c.id == ticket.id))).scalar_one())

    async def _spoken(self, ticket: Ticket) -> list[Spoken]:
        links = select(ticket_messages.c.message_id).where(ticket_messages.c.ticket_id == ticket.id)
        query = select(inbound_messages.c.id, inbound_messages.c.fingerprint).where(
            inbound_messages.c.id.in_(links)
        )
        prints = {row.id: row.fingerprint for row in (await self._db.execute(query)).all()}
        written = await self._unit.journal.many(list(prints))
        files = await self._unit.media.of_messages(list(prints))
        return gather(written, prints, files, await self._unit.parts.of_ticket(ticket.id))

    async def _one(self, query: "Select[Any]") -> Any:
        value = (await self._db.execute(query)).scalar_one_or_none()
        if value is None:
            raise TicketNotFound
        return value
