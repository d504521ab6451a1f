"""How a ticket begins, and what its reporter adds to it."""

import uuid
from dataclasses import replace
from datetime import datetime

from messages import Point
from tickets.keys import TurnKeys
from tickets.number import new_number
from tickets.opening import Opening
from tickets.routing import Agency
from tickets.status import UNTOUCHED, EventKind, TicketStatus
from tickets.ticket import BOT, SYSTEM, Actor, ActorKind, Outcome, Ticket, TicketUrgency
from tickets.verbs.beginning import Beginning

#: The topic whose owner the road itself may decide.
ROADS = "jalan"
OFFICER = ActorKind.OFFICER


class Intake(Beginning):
    """Opening, adding, placing, withdrawing."""

    async def open_ticket(self, opening: Opening, keys: TurnKeys) -> Ticket:
        """Open a ticket, or return the one this part of this message already has."""
        agency = self._route(opening)
        draft = self._draft(opening, agency, self.now())
        payload = {"message_id": opening.source_message_id, "topic": opening.topic}
        ticket = await self.begin(draft, BOT, keys, payload)
        if ticket.id != draft.id:
            return ticket
        for message_id in {opening.source_message_id, *opening.message_ids}:
            await self.store.link_message(ticket.id, message_id)
        await self.wake(ticket, keys)
        return ticket

    async def add_information(
        self,
        ticket: Ticket,
        message_ids: list[int],
        actor: Actor,
        keys: TurnKeys,
        *,
        without_place: bool = False,
    ) -> Ticket:
        """Add messages to an open ticket; an officer's question is answered by it. Raises TicketClosed.

        What belongs to a joined ticket is news of the common case, and its officers see it there. `without_place`
        says that the reporter does not know where it is: nobody asks again.
        """
        case = await self.store.get(ticket.parent_id, lock=True) if ticket.parent_id else ticket
        payload: dict[str, object] = {"message_ids": message_ids}
        if without_place:
            payload["without_place"] = True
        case = await self.happen(case, EventKind.INFORMATION_ADDED, actor, keys, payload=payload)
        for message_id in message_ids:
            await self.store.link_message(case.id, message_id)
            if case.id != ticket.id:
                await self.store.link_message(ticket.id, message_id)
        return ticket if ticket.parent_id else case

    async def resume(self, ticket: Ticket, message_ids: list[int], actor: Actor, keys: TurnKeys) -> Ticket:
        """Take up again a ticket that was archived for want of an answer, now that one came. Raises IllegalMove."""
        again = replace(ticket, outcome=None)
        payload = {"level": ticket.level, "message_ids": message_ids}
        ticket = await self.happen(again, EventKind.REOPENED, actor, keys, payload=payload)
        for message_id in message_ids:
            await self.store.link_message(ticket.id, message_id)
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
        changed = replace(
            ticket,
            place=place or ticket.place,
            point=point or ticket.point,
            area_code=area or ticket.area_code,
        )
        payload = {"place": place, "area": area}
        ticket = await self.happen(changed, EventKind.PLACE_SET, actor, keys, payload=payload)
        owner = await self._owner_by_area(ticket)
        return await self._assign(ticket, owner, actor, keys) if owner else ticket

    async def describe(self, ticket: Ticket, told: Opening, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let words say what a ticket is about that began without any; its owner follows. Raises TicketClosed."""
        agency = self._route(told)
        changed = replace(
            ticket,
            topic=told.topic,
            topic_confidence=told.topic_confidence,
            candidates=told.candidates,
            place=told.place or ticket.place,
            point=told.point or ticket.point,
            area_code=told.area_code or ticket.area_code,
            urgency=min(told.urgency, ticket.urgency, key=list(TicketUrgency).index),
        )
        for message_id in told.message_ids:
            await self.store.link_message(ticket.id, message_id)
        payload = {"from": ticket.topic, "to": told.topic, "agency": agency.code}
        ticket = await self.happen(changed, EventKind.TOPIC_CHANGED, actor, keys, payload=payload)
        if agency.code != ticket.agency:
            ticket = await self._assign(ticket, agency, actor, keys)
        await self.wake(ticket, keys)
        return ticket

    async def change_topic(self, ticket: Ticket, topic: str, actor: Actor, keys: TurnKeys) -> Ticket:
        """Correct the topic; the ticket goes to that topic's owner. Raises TicketClosed."""
        agency = self.routing.responsible_agency(
            topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code
        )
        payload = {"from": ticket.topic, "to": topic, "agency": agency.code}
        changed = replace(ticket, topic=topic, topic_confidence=1.0)
        ticket = await self.happen(changed, EventKind.TOPIC_CHANGED, actor, keys, payload=payload)
        return await self._assign(ticket, agency, actor, keys)

    async def change_urgency(
        self, ticket: Ticket, urgency: TicketUrgency, actor: Actor, keys: TurnKeys
    ) -> Ticket:
        """Correct how soon a person must look at it. Raises TicketClosed."""
        payload = {"from": ticket.urgency, "to": urgency}
        changed = replace(ticket, urgency=urgency)
        ticket = await self.happen(changed, EventKind.URGENCY_CHANGED, actor, keys, payload=payload)
        await self.wake(ticket, keys)
        return ticket

    async def worsen(self, ticket: Ticket, urgency: TicketUrgency, actor: Actor, keys: TurnKeys) -> Ticket:
        """Let what was added make a ticket more urgent, never less; in danger the duty is called, each time anew."""
        ranks = list(TicketUrgency)
        if ranks.index(urgency) < ranks.index(ticket.urgency):
            return await self.change_urgency(ticket, urgency, actor, keys)
        if urgency is TicketUrgency.EMERGENCY:
            await self.wake(ticket, keys)
        return ticket

    async def withdraw(self, ticket: Ticket, actor: Actor, keys: TurnKeys) -> Ticket:
        """Archive at the reporter's wish; what was joined to it goes on under the oldest. Raises TicketClosed."""
        gone = replace(ticket, outcome=Outcome.WITHDRAWN)
        gone = await self.happen(gone, EventKind.WITHDRAWN, actor, keys)
        await self.conversations.let_go(ticket.id)
        joined = await self.store.joined_to(ticket.id)
        if joined:
            heir = joined[0]
            case = replace(heir, parent_id=None, agency=ticket.agency, claimed_by=ticket.claimed_by)
            await self.happen(case, EventKind.UNMERGED, SYSTEM, keys)
            await self.store.rejoin(ticket.id, heir.id)
        return gone

    def _route(self, opening: Opening) -> Agency:
        owner = self.routing.responsible_agency(
            opening.topic, sure=opening.topic_is_sure, sensitivity=opening.sensitivity, area=opening.area_code
        )
        if opening.topic != ROADS or opening.sensitivity or not (opening.topic_is_sure and opening.place):
            return owner
        return self._owner_of_road(opening.place, opening.area_code) or owner

    def _owner_of_road(self, place: str, area: str | None) -> Agency | None:
        """Return the agency of ours that answers for the road named there; bodies outside have no inbox."""
        road = self.terms.road(place, area)
        agency = self.routing.agencies.get(road.answers) if road else None
        return agency if agency and not agency.outside else None

    async def _owner_by_area(self, ticket: Ticket) -> Agency | None:
        """Return another owner that the place calls for; what officers decided or began is left alone."""
        by_topic = self.routing.responsible_agency(ticket.topic, sure=True, sensitivity=ticket.sensitivity)
        events = await self.store.events(ticket.id)
        # One that was opened again counts only where no officer has ever had it: it had lacked its place.
        begun = ticket.status is TicketStatus.REOPENED and any(e.actor.kind is OFFICER for e in events)
        untouched = ticket.status in UNTOUCHED and not ticket.claimed_by and not begun
        moved = any(e.kind is EventKind.TRANSFERRED for e in events)
        if not untouched or moved or ticket.agency != by_topic.code:
            return None
        owner = self.routing.responsible_agency(
            ticket.topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code
        )
        return owner if owner.code != ticket.agency else None

    async def _assign(self, ticket: Ticket, agency: Agency, actor: Actor, keys: TurnKeys) -> Ticket:
        self.bell.ring(ticket.agency)
        changed = replace(ticket, agency=agency.code, claimed_by=None)
        return await self.happen(changed, EventKind.ASSIGNED, actor, keys, payload={"agency": agency.code})

    def _draft(self, opening: Opening, agency: Agency, moment: datetime) -> Ticket:
        return Ticket(
            id=uuid.uuid4().hex,
            number=new_number(self.prefix),
            source_message_id=opening.source_message_id,
            part=opening.part,
            reporter_id=opening.reporter_id,
            conversation_id=opening.conversation_id,
            topic=opening.topic,
            topic_confidence=opening.topic_confidence,
            agency=agency.code,
            opened_at=moment,
            first_answer_due=self.first_answer_due(moment, opening.kind),
            kind=opening.kind,
            visibility=opening.visibility,
            urgency=opening.urgency,
            candidates=opening.candidates,
            sensitivity=opening.sensitivity,
            place=opening.place,
            point=opening.point,
            area_code=opening.area_code,
        )
