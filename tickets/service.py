"""The service verbs: everything that can be done to a ticket, each keyed and each one event."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from messages import Outbox, Point, Saying
from tickets.calendar import WorkingCalendar
from tickets.errors import NothingSaid
from tickets.keys import TurnKeys
from tickets.number import new_number
from tickets.opening import Opening
from tickets.ports import ConversationStore, QueueBell, TicketStore
from tickets.routing import Agency, Routing
from tickets.status import CLOSED, EventKind, TicketStatus, move
from tickets.ticket import BOT, Actor, Ticket, TicketEvent, Visibility


@dataclass(frozen=True, slots=True)
class TicketService:
    """The verbs over one unit of work; the caller commits."""

    store: TicketStore
    conversations: ConversationStore
    outbox: Outbox
    bell: QueueBell
    routing: Routing
    calendar: WorkingCalendar
    now: Callable[[], datetime]
    prefix: str
    first_answer_working_days: int

    def first_answer_due(self, moment: datetime) -> date:
        """Return the date promised for the first answer to something received at that moment."""
        day = self.calendar.local(moment).date()
        return self.calendar.add_working_days(day, self.first_answer_working_days)

    async def open_ticket(self, opening: Opening, keys: TurnKeys) -> Ticket:
        """Open a ticket, or return the one this part of this message already has."""
        moment = self.now()
        agency = self._route(opening)
        draft = _draft(opening, new_number(self.prefix), agency, moment, self.first_answer_due(moment))
        ticket = await self.store.add(draft)
        if ticket.id != draft.id:
            return ticket
        for message_id in {opening.source_message_id, *opening.message_ids}:
            await self.store.link_message(ticket.id, message_id)
        payload: dict[str, object] = {"message_id": opening.source_message_id, "topic": opening.topic}
        ticket = await self._happen(ticket, EventKind.OPENED, BOT, keys, payload=payload, opening=True)
        if agency.code != self.routing.triage:
            ticket = await self._happen(
                ticket, EventKind.ASSIGNED, BOT, keys, payload={"agency": agency.code}
            )
        self.bell.ring(agency.code)
        return ticket

    async def add_information(
        self, ticket: Ticket, message_ids: list[int], actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Add messages to an open ticket. Raises TicketClosed."""
        ticket = await self._happen(
            ticket, EventKind.INFORMATION_ADDED, actor, keys, payload={"message_ids": message_ids}
        )
        for message_id in message_ids:
            await self.store.link_message(ticket.id, message_id)
        self.bell.ring(ticket.agency)
        return ticket

    async def set_place(
        self,
        ticket: Ticket,
        actor: Actor,
        keys: TurnKeys,
        *,
        place: str | None,
        point: Point | None,
        area: str | None,
    ) -> Ticket:
        """Say where it is; words, a point, or both. Raises TicketClosed."""
        payload: dict[str, object] = {"place": place, "area": area}
        changed = replace(
            ticket,
            place=place or ticket.place,
            point=point or ticket.point,
            area_code=area or ticket.area_code,
        )
        ticket = await self._happen(changed, EventKind.PLACE_SET, actor, keys, payload=payload)
        self.bell.ring(ticket.agency)
        owner = await self._owner_by_area(ticket)
        return await self._assign(ticket, owner, actor, keys) if owner else ticket

    async def change_topic(self, ticket: Ticket, topic: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Correct the topic; the ticket goes to that topic's owner. Raises TicketClosed."""
        agency = self.routing.responsible_agency(
            topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code
        )
        payload: dict[str, object] = {"from": ticket.topic, "to": topic, "agency": agency.code}
        changed = replace(ticket, topic=topic, topic_confidence=1.0)
        ticket = await self._happen(changed, EventKind.TOPIC_CHANGED, actor, keys, payload=payload)
        return await self._assign(ticket, agency, actor, keys)

    async def transfer(self, ticket: Ticket, to: str, reason: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Pass the ticket to another agency, with the reason. Raises TicketClosed, UnknownAgency, NothingSaid."""
        agency = self.routing.agency(to)
        _must_say(reason)
        payload: dict[str, object] = {"from": ticket.agency, "to": agency.code}
        before = ticket.agency
        ticket = await self._happen(
            replace(ticket, agency=agency.code),
            EventKind.TRANSFERRED,
            actor,
            keys,
            reason=reason,
            payload=payload,
        )
        saying = Saying(
            "utter_tiket_dialihkan", {"nomor": ticket.number, "opd": agency.short, "alasan": reason.strip()}
        )
        await self._tell(ticket, saying, actor, keys)
        self.bell.ring(before)
        self.bell.ring(agency.code)
        return ticket

    async def reply(self, ticket: Ticket, text: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Answer the reporter in the same chat. Raises TicketClosed, NothingSaid."""
        _must_say(text)
        answered = replace(ticket, first_answered_at=ticket.first_answered_at or self.now())
        ticket = await self._happen(answered, EventKind.REPLIED, actor, keys, payload={"text": text.strip()})
        agency = self.routing.agency_or_code(ticket.agency)
        saying = Saying(
            "utter_balasan_petugas", {"nomor": ticket.number, "opd": agency.short, "isi": text.strip()}
        )
        await self._tell(ticket, saying, actor, keys)
        self.bell.ring(ticket.agency)
        return ticket

    async def close(self, ticket: Ticket, outcome: str, text: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Close with an outcome (`answered`, `done`, `cannot`, `not_ours`) and words for the reporter.

        Raises TicketClosed, NothingSaid.
        """
        _must_say(text)
        kind = EventKind.NOT_OURS if outcome == "not_ours" else EventKind.CLOSED
        moment = self.now()
        closed = replace(ticket, closed_at=moment, first_answered_at=ticket.first_answered_at or moment)
        payload: dict[str, object] = {"outcome": outcome, "text": text.strip()}
        ticket = await self._happen(closed, kind, actor, keys, payload=payload)
        agency = self.routing.agency_or_code(ticket.agency)
        params = {"nomor": ticket.number, "opd": agency.short, "isi": text.strip()}
        await self._tell(ticket, Saying(f"utter_tiket_ditutup_{outcome}", params), actor, keys)
        self.bell.ring(ticket.agency)
        return ticket

    async def withdraw(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Archive at the reporter's wish. Raises TicketClosed."""
        closed = replace(ticket, closed_at=self.now())
        ticket = await self._happen(closed, EventKind.WITHDRAWN, actor, keys)
        self.bell.ring(ticket.agency)
        return ticket

    async def hand_off(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let the ticket's officers speak with the reporter; the bot falls silent."""
        ticket = await self._happen(ticket, EventKind.HAND_OFF_STARTED, actor, keys)
        await self.conversations.take_over(ticket.conversation_id, ticket.agency, ticket.id)
        self.bell.ring(ticket.agency)
        return ticket

    async def hand_back(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """End the officers' conversation; the reporter is told and the bot answers again."""
        ticket = await self._happen(ticket, EventKind.HAND_OFF_ENDED, actor, keys)
        await self.conversations.hand_back(ticket.conversation_id)
        agency = self.routing.agency_or_code(ticket.agency)
        params = {"nomor": ticket.number, "opd": agency.short}
        await self._tell(ticket, Saying("utter_percakapan_selesai", params), actor, keys)
        self.bell.ring(ticket.agency)
        return ticket

    def _route(self, opening: Opening) -> Agency:
        return self.routing.responsible_agency(
            opening.topic, sure=opening.topic_is_sure, sensitivity=opening.sensitivity, area=opening.area_code
        )

    async def _owner_by_area(self, ticket: Ticket) -> Agency | None:
        """Return another owner that the place calls for; what officers decided or began is left alone."""
        by_topic = self.routing.responsible_agency(ticket.topic, sure=True, sensitivity=ticket.sensitivity)
        untouched = ticket.status in {TicketStatus.NEW, TicketStatus.ASSIGNED}
        moved = any(e.kind is EventKind.TRANSFERRED for e in await self.store.events(ticket.id))
        if not untouched or moved or ticket.agency != by_topic.code:
            return None
        owner = self.routing.responsible_agency(
            ticket.topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code
        )
        return owner if owner.code != ticket.agency else None

    async def _assign(self, ticket: Ticket, agency: Agency, actor: Actor, keys: TurnKeys) -> Ticket:
        self.bell.ring(ticket.agency)
        self.bell.ring(agency.code)
        changed = replace(ticket, agency=agency.code)
        return await self._happen(changed, EventKind.ASSIGNED, actor, keys, payload={"agency": agency.code})

    async def _happen(
        self,
        ticket: Ticket,
        kind: EventKind,
        actor: Actor,
        keys: TurnKeys,
        *,
        reason: str = "",
        payload: dict[str, object] | None = None,
        opening: bool = False,
    ) -> Ticket:
        turn, n = keys.next()
        if await self.store.has_event(turn, n):
            return await self.store.get(ticket.id)
        status = move(None if opening else ticket.status, kind)
        event = TicketEvent(ticket.id, turn, n, kind, actor, self.now(), reason.strip(), payload or {})
        await self.store.append(event)
        changed = replace(ticket, status=status)
        await self.store.save(changed)
        return changed

    async def _tell(self, ticket: Ticket, saying: Saying, actor: Actor, keys: TurnKeys) -> None:
        turn, n = keys.next()
        author = actor.id or actor.kind
        await self.outbox.put(
            ticket.conversation_id, saying, turn=turn, n=n, author=author, ticket_id=ticket.id
        )


def is_closed(ticket: Ticket) -> bool:
    """Whether nothing more can be said on the ticket."""
    return ticket.status in CLOSED


def may_tell_strangers(ticket: Ticket) -> bool:
    """Whether someone who only knows the number may hear the ticket's status."""
    return ticket.visibility is Visibility.ORDINARY


def _must_say(text: str) -> None:
    if not text.strip():
        raise NothingSaid


def _draft(opening: Opening, number: str, agency: Agency, moment: datetime, due: date) -> Ticket:
    return Ticket(
        id=uuid.uuid4().hex,
        number=number,
        source_message_id=opening.source_message_id,
        part=opening.part,
        reporter_id=opening.reporter_id,
        conversation_id=opening.conversation_id,
        topic=opening.topic,
        topic_confidence=opening.topic_confidence,
        agency=agency.code,
        opened_at=moment,
        first_answer_due=due,
        kind=opening.kind,
        visibility=opening.visibility,
        urgency=opening.urgency,
        candidates=opening.candidates,
        sensitivity=opening.sensitivity,
        place=opening.place,
        point=opening.point,
        area_code=opening.area_code,
    )
