"""Tickets and their append-only history; implements tickets.ports.TicketStore."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import MessageKind, Point
from storage.case_words import CaseWords
from storage.help_tables import followups, help_requests
from storage.message_parts import MessageParts
from storage.part_tables import message_parts
from storage.tables import inbound_messages, ticket_events, tickets
from storage.tables import ticket_messages as links
from storage.upsert import if_new, insert_into, put_once
from tickets.errors import TicketNotFound
from tickets.help import FollowUp, HelpKind, HelpRequest
from tickets.status import OPEN, EventKind, TicketStatus
from tickets.ticket import (
    Actor,
    ActorKind,
    Outcome,
    Ticket,
    TicketEvent,
    TicketKind,
    TicketUrgency,
    Visibility,
    Vote,
)

log = structlog.get_logger(__name__)

LISTS = ("candidates", "sensitivity", "supporting")
#: Of what changes in a ticket's life, what it is found by (storage/case_words.py).
SEARCHED = frozenset({"place", "agency", "supporting"})


class SqlTicketStore:
    """The tickets within one unit of work."""

    def __init__(self, connection: AsyncConnection, words: CaseWords) -> None:
        """Work on this connection; `words` are gathered anew for what changes here."""
        self._db = connection
        self._words = words
        #: The rows that this unit of work wrote or locked, as they stand: nobody else changes them, or adds to them.
        self._held: dict[str, Ticket] = {}
        #: Of tickets that are held, or were.
        self._histories: dict[str, list[TicketEvent]] = {}
        #: Of reporters whose tickets this unit of work has locked: nobody else changes them.
        self._locked: dict[tuple[str, bool, int], list[Ticket]] = {}

    async def add(self, ticket: Ticket, events: Sequence[TicketEvent] = ()) -> Ticket:
        """Keep a new ticket and its first events; where (source message, part) is there, return the one that is."""
        if not (await self._db.execute(_add(self._db.dialect.name), _values(ticket))).rowcount:
            key = {"source": ticket.source_message_id, "part": ticket.part}
            return _ticket((await self._db.execute(_of_part(), key)).one())
        if events:
            await self._db.execute(
                if_new(self._db.dialect.name, ticket_events), [_event_row(one) for one in events]
            )
        self._locked.clear()
        self._held[ticket.id] = ticket
        self._histories[ticket.id] = list(events)
        self._words.opened(ticket)
        log.info("ticket_kept", ticket=ticket.id)
        return ticket

    async def get(self, ticket_id: str, *, lock: bool = False) -> Ticket:
        """Return one ticket, `lock`ed until the unit of work ends where asked. Raises TicketNotFound."""
        if ticket_id in self._held:
            return self._held[ticket_id]
        row = (await self._db.execute(_get(lock=lock), {"ticket": ticket_id})).one_or_none()
        if row is None:
            raise TicketNotFound
        ticket = _ticket(row)
        if lock:
            self._held[ticket_id] = ticket
        return ticket

    async def by_number(self, number: str) -> Ticket:
        """Return the ticket of that number. Raises TicketNotFound."""
        return await self._one(select(tickets).where(tickets.c.number == number))

    async def save(self, ticket: Ticket) -> None:
        """Keep the ticket's new values; of a ticket that is held, what changed."""
        values, before = _values(ticket), self._held.get(ticket.id)
        if before is not None:
            old = _values(before)
            values = {name: value for name, value in values.items() if value != old[name]}
        if values:
            await self._db.execute(_save(), {"ticket": ticket.id, **values})
        if before is None or not SEARCHED.isdisjoint(values):
            self._words.saved(ticket)
        self._locked.clear()
        self._held[ticket.id] = ticket

    async def append(self, event: TicketEvent) -> bool:
        """Add one event; False where its (turn, n) is there already, and nothing changes."""
        is_new = await put_once(self._db, ticket_events, _event_row(event))
        if is_new and event.ticket_id in self._histories:
            self._histories[event.ticket_id].append(event)
        return is_new

    async def has_event(self, turn: str, n: int) -> bool:
        """Whether the event of this key is already there."""
        return (await self._db.execute(_has_event(), {"turn": turn, "n": n})).first() is not None

    async def events(self, ticket_id: str) -> Sequence[TicketEvent]:
        """Return the history in order."""
        if ticket_id in self._histories:
            return list(self._histories[ticket_id])
        found = [_event(row) for row in (await self._db.execute(_events(), {"ticket": ticket_id})).all()]
        if ticket_id in self._held:
            self._histories[ticket_id] = list(found)
        return found

    async def link_message(self, ticket_id: str, message_id: int) -> None:
        """Let the ticket's officers see this message; again changes nothing."""
        keys = {"ticket_id": ticket_id, "message_id": message_id, "shown": message_id}
        linked = (await self._db.execute(_link(self._db.dialect.name), keys)).one_or_none()
        if linked is None:
            return
        self._words.shown(ticket_id, message_id, linked.text or "")
        if linked.holds_secret:
            await MessageParts(self._db, self._words).veil(ticket_id, message_id)
            self._words.changed(ticket_id)

    async def joined_to(self, ticket_id: str) -> list[Ticket]:
        """Return the tickets that were joined to this one, the oldest first."""
        query = select(tickets).where(tickets.c.parent_id == ticket_id)
        return await self._many(query.order_by(tickets.c.opened_at, tickets.c.id))

    async def next_part(self, source_message_id: int) -> int:
        """Return the next free part of a message that holds several matters."""
        query = select(func.max(tickets.c.part)).where(tickets.c.source_message_id == source_message_id)
        last = (await self._db.execute(query)).scalar_one()
        return 0 if last is None else int(last) + 1

    async def awake(self, now: datetime, limit: int = 100) -> list[str]:
        """Return the ids of tickets on which something has fallen due, the longest waiting first."""
        query = select(tickets.c.id).where(tickets.c.wake_at <= now).order_by(tickets.c.wake_at)
        return list((await self._db.execute(query.limit(limit))).scalars())

    async def wake_later(self, ticket_id: str, at: datetime) -> None:
        """Let a ticket be looked at again at that time."""
        self._read_anew()
        await self._db.execute(update(tickets).where(tickets.c.id == ticket_id).values(wake_at=at))

    async def set_votes(self, case_id: str, vote: Vote | None, *, but: Vote | None = None) -> None:
        """Put this vote for all who joined a case, except where they gave the vote `but`."""
        self._read_anew()
        query = update(tickets).where(tickets.c.parent_id == case_id)
        if but is not None:
            query = query.where(tickets.c.vote.is_distinct_from(but))
        await self._db.execute(query.values(vote=vote))

    async def rejoin(self, case_id: str, to_id: str) -> None:
        """Join to another case what was joined to this one."""
        self._read_anew()
        await self._db.execute(update(tickets).where(tickets.c.parent_id == case_id).values(parent_id=to_id))

    async def ask(self, request: HelpRequest) -> None:
        """Keep what another agency is asked."""
        values = {name: getattr(request, name) for name in HelpRequest.__slots__}
        await self._db.execute(insert(help_requests).values(**values))

    async def help_request(self, request_id: str) -> HelpRequest:
        """Return one of them. Raises TicketNotFound."""
        query = select(help_requests).where(help_requests.c.id == request_id)
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            raise TicketNotFound
        return as_help(row)

    async def help_of(self, ticket_id: str) -> list[HelpRequest]:
        """Return what other agencies were asked on a ticket, the oldest first."""
        c = help_requests.c
        query = select(help_requests).where(c.ticket_id == ticket_id).order_by(c.asked_at, c.id)
        return [as_help(row) for row in (await self._db.execute(query)).all()]

    async def answer_help(self, request_id: str, answer: str, by: str, at: datetime) -> None:
        """Keep the answer to it."""
        query = update(help_requests).where(help_requests.c.id == request_id)
        await self._db.execute(query.values(answer=answer, answered_by=by, answered_at=at))

    async def pass_outside(self, followup: FollowUp) -> None:
        """Keep that a body outside has it, in place of what was kept before."""
        await self._db.execute(delete(followups).where(followups.c.ticket_id == followup.ticket_id))
        values = {name: getattr(followup, name) for name in FollowUp.__slots__}
        await self._db.execute(insert(followups).values(**values))

    async def followup(self, ticket_id: str) -> FollowUp | None:
        """Return which body outside has it."""
        query = select(followups).where(followups.c.ticket_id == ticket_id)
        row = (await self._db.execute(query)).one_or_none()
        return FollowUp(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public name for it

    async def message_ids(self, ticket_id: str) -> list[int]:
        """Return the messages the ticket's officers see."""
        query = select(links.c.message_id).where(links.c.ticket_id == ticket_id).order_by(links.c.message_id)
        return list((await self._db.execute(query)).scalars())

    async def photos(self, ticket_id: str) -> int:
        """Return how many of the messages its officers see are photos."""
        return int((await self._db.execute(_photos(), {"ticket": ticket_id})).scalar_one())

    async def last_message_at(self, ticket_id: str) -> datetime | None:
        """Return when the last message that its officers see came in."""
        m = inbound_messages.c
        query = select(func.max(m.received_at)).join(links, links.c.message_id == m.id)
        found: datetime | None = (
            await self._db.execute(query.where(links.c.ticket_id == ticket_id))
        ).scalar_one()
        return found

    async def of_message(self, message_id: int) -> list[Ticket]:
        """Return the tickets this message belongs to, locked until the unit of work ends."""
        query = select(tickets).join(links, links.c.ticket_id == tickets.c.id)
        query = query.where(links.c.message_id == message_id).with_for_update(of=tickets)
        found = await self._many(query)
        self._held |= {ticket.id: ticket for ticket in found}
        return found

    async def of_reporter(
        self, reporter_id: str, *, only_open: bool = False, limit: int = 10, lock: bool = False
    ) -> list[Ticket]:
        """Return a reporter's tickets, the latest first; `lock`ed until the unit of work ends where asked."""
        every = self._locked.get((reporter_id, False, limit)) if lock else None
        if every is not None and (len(every) < limit or not only_open):
            return [ticket for ticket in every if not only_open or ticket.status in OPEN]
        key = reporter_id, only_open, limit
        if lock and key in self._locked:
            return list(self._locked[key])
        query = _of_reporter(only_open=only_open, lock=lock)
        rows = (await self._db.execute(query, {"reporter": reporter_id, "most": limit})).all()
        found = [_ticket(row) for row in rows]
        if lock:
            self._locked[key] = list(found)
            self._held |= {ticket.id: ticket for ticket in found}
        return found

    async def queue(self, agency: str | None, *, closed: bool = False, limit: int = 200) -> list[Ticket]:
        """Return an agency's tickets (None: every agency's), emergencies first, then the oldest promise."""
        query = select(tickets)
        if agency is not None:
            query = query.where(tickets.c.agency == agency)
        status = tickets.c.status
        query = query.where(status.not_in(OPEN) if closed else status.in_(OPEN))
        order = tickets.c.closed_at.desc() if closed else tickets.c.opened_at
        urgent = (tickets.c.urgency == TicketUrgency.EMERGENCY).desc()
        ordering = (order,) if closed else (urgent, tickets.c.first_answer_due, order)
        return await self._many(query.order_by(*ordering).limit(limit))

    async def count_by_agency(self) -> dict[str, int]:
        """Return how many open tickets each agency has."""
        query = (
            select(tickets.c.agency, func.count())
            .where(tickets.c.status.in_(OPEN))
            .group_by(tickets.c.agency)
        )
        return {row[0]: int(row[1]) for row in (await self._db.execute(query)).all()}

    def let_go(self) -> None:
        """Forget what the locks of a transaction that has ended kept true."""
        self._read_anew()
        self._histories.clear()

    def _read_anew(self) -> None:
        self._held.clear()
        self._locked.clear()

    async def _one(self, query: "Select[Any]") -> Ticket:
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            raise TicketNotFound
        return _ticket(row)

    async def _many(self, query: "Select[Any]") -> list[Ticket]:
        return [_ticket(row) for row in (await self._db.execute(query)).all()]


# What every turn executes is built once: building a statement takes longer than executing it.


@cache
def _add(dialect: str) -> Any:
    """Return an INSERT that a part of a message is left out of which has a ticket; other clashes are a Conflict."""
    return insert_into(dialect, tickets).on_conflict_do_nothing(index_elements=["source_message_id", "part"])


@cache
def _link(dialect: str) -> Any:
    """Return the INSERT of a link; it tells what is written in the message, and whether some tickets may not see all.

    What a button sends is nobody's words.
    """
    m, parts = inbound_messages.c, message_parts.c
    secret = exists().where(parts.message_id == bindparam("shown"), parts.only)
    written = select(m.text).where(m.id == bindparam("shown"), m.payload.is_(None)).scalar_subquery()
    row = insert_into(dialect, links).on_conflict_do_nothing()
    return row.returning(secret.label("holds_secret"), written.label("text"))


@cache
def _get(*, lock: bool) -> Any:
    query = select(tickets).where(tickets.c.id == bindparam("ticket"))
    return query.with_for_update() if lock else query


@cache
def _of_part() -> Any:
    t = tickets.c
    return select(tickets).where(t.source_message_id == bindparam("source"), t.part == bindparam("part"))


@cache
def _save() -> Any:
    return update(tickets).where(tickets.c.id == bindparam("ticket"))


@cache
def _has_event() -> Any:
    e = ticket_events.c
    return select(e.id).where(e.turn == bindparam("turn"), e.n == bindparam("n"))


@cache
def _events() -> Any:
    e = ticket_events.c
    return select(ticket_events).where(e.ticket_id == bindparam("ticket")).order_by(e.id)


@cache
def _photos() -> Any:
    m = inbound_messages.c
    query = select(func.count()).select_from(links).join(inbound_messages, m.id == links.c.message_id)
    return query.where(links.c.ticket_id == bindparam("ticket"), m.kind == MessageKind.PHOTO)


@cache
def _of_reporter(*, only_open: bool, lock: bool) -> Any:
    t = tickets.c
    query = select(tickets).where(t.reporter_id == bindparam("reporter"))
    query = query.where(t.status.in_(OPEN)) if only_open else query
    query = query.order_by(t.opened_at.desc(), t.part).limit(bindparam("most"))
    return query.with_for_update() if lock else query


def _values(ticket: Ticket) -> dict[str, Any]:
    values = {name: getattr(ticket, name) for name in Ticket.__slots__ if name != "point"}
    values |= {name: list(values[name]) for name in LISTS}
    point = ticket.point
    return values | {"latitude": point and point.latitude, "longitude": point and point.longitude}


def _ticket(row: Any) -> Ticket:
    derived: dict[str, Any] = {name: tuple(getattr(row, name)) for name in LISTS}
    derived |= {
        "kind": TicketKind(row.kind),
        "visibility": Visibility(row.visibility),
        "urgency": TicketUrgency(row.urgency),
        "status": TicketStatus(row.status),
        "outcome": Outcome(row.outcome) if row.outcome else None,
        "vote": Vote(row.vote) if row.vote else None,
        "point": Point(row.latitude, row.longitude) if row.latitude is not None else None,
    }
    return Ticket(**{n: getattr(row, n) for n in Ticket.__slots__ if n not in derived}, **derived)


def _event_row(event: TicketEvent) -> dict[str, Any]:
    return {
        "ticket_id": event.ticket_id,
        "turn": event.turn,
        "n": event.n,
        "kind": event.kind,
        "actor_kind": event.actor.kind,
        "actor_id": event.actor.id,
        "at": event.at,
        "reason": event.reason,
        "payload": dict(event.payload),
    }


def _event(row: Any) -> TicketEvent:
    return TicketEvent(
        ticket_id=row.ticket_id,
        turn=row.turn,
        n=row.n,
        kind=EventKind(row.kind),
        actor=Actor(ActorKind(row.actor_kind), row.actor_id),
        at=row.at,
        reason=row.reason,
        payload=row.payload,
    )


def as_help(row: Any) -> HelpRequest:
    """Read one row of `help_requests`."""
    values = {name: getattr(row, name) for name in HelpRequest.__slots__ if name != "kind"}
    return HelpRequest(kind=HelpKind(row.kind), **values)
