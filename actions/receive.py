"""What comes without a complaint: photos, voice notes, pins, places, and what seems not ours."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.aside import set_aside
from actions.context import Context
from actions.lookup import answered_ticket, may_hold, meant_ticket, own_tickets, pending_question
from actions.open_complaint import open_complaint
from actions.place import find_place, say_if_outside, say_place_saved, ticket_without_place
from actions.same_matter import offer_same
from actions.voice import open_for_voice
from actions.wiring import wiring, work
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import CLOSED
from tickets.ticket import Ticket


class ActionReceiveMedia(Action):
    """A photo, a voice note or something else without words."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_receive_media"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put it on the ticket, or keep it and ask what the matter is."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await meant_ticket(unit, context)
            if ticket is not None and context.metadata["has_media"]:
                return await add(dispatcher, domain, context, unit, service, ticket)
            if context.metadata["kind"] == "voice":
                return await open_for_voice(dispatcher, context, service)
        photo = context.metadata["kind"] in {"photo", "video"}
        dispatcher.utter_message(
            response="utter_foto_apa_masalahnya" if photo else "utter_lampiran_dikenal_nanti"
        )
        return [set_aside(context, complaint=False)]


class ActionReceivePlace(Action):
    """A pin or a place without a complaint."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_receive_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Put it on the open ticket that has none yet, or keep it and ask what the matter is."""
        context = Context.of(tracker, self.name())
        if not (context.said or context.place() or context.entity("titik")):
            dispatcher.utter_message(response="utter_tidak_paham")
            return []
        async with work() as (unit, service):
            answered = await answered_ticket(unit, context)
            answered = answered or await pending_question(unit, context)
            meant = answered or await meant_ticket(unit, context)
            complete = answered is not None and not _lacks(answered, context)
            if meant is not None and (complete or meant.status in CLOSED):
                return await add(dispatcher, domain, context, unit, service, meant)
            ticket = answered or await _ticket_without_place(unit, context)
            if context.sensitive and (ticket is None or not may_hold(ticket, context)):
                return await open_complaint(dispatcher, domain, context, unit, service)
            if ticket is not None:
                saved = await self._save(dispatcher, domain, context, service, ticket)
                offered = await offer_same(dispatcher, domain, context, unit, service, saved)
                return [SlotSet("tiket_aktif", ticket.number), *offered]
        self._ask(dispatcher, domain, context)
        return [set_aside(context, complaint=False)]

    async def _save(
        self,
        dispatcher: CollectingDispatcher,
        domain: dict[str, Any],
        context: Context,
        service: TicketService,
        ticket: Ticket,
    ) -> Ticket:
        await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
        place = find_place(wiring().region, context.entity("titik") or context.said)
        # Beside the words of an emergency the pin only adds its point.
        saved = await service.set_place(
            ticket,
            context.citizen,
            context.keys,
            place=ticket.place or place.words,
            point=place.point,
            area=place.area,
        )
        say_place_saved(dispatcher, domain, wiring(), saved, service.routing.agency(saved.agency))
        return saved

    def _ask(self, dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context) -> None:
        point = context.point()
        if point is None:
            words = context.said or context.entity("titik")
            dispatcher.utter_message(response="utter_tempat_ada_masalah_apa", tempat=words)
        elif not say_if_outside(dispatcher, domain, wiring(), point):
            described = wiring().region.describe(point)
            dispatcher.utter_message(response="utter_titik_ada_masalah_apa", tempat=described)


class ActionSetAside(Action):
    """Keep a message that seems not ours, in case the citizen insists."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_set_aside"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Remember the message."""
        del dispatcher, domain
        return [set_aside(Context.of(tracker, self.name()), complaint=True)]


def _lacks(ticket: Ticket, context: Context) -> bool:
    """Whether the ticket still lacks the place, or the point, that was sent."""
    return not ticket.place or (context.point() is not None and not ticket.point)


async def _ticket_without_place(unit: UnitOfWork, context: Context) -> Ticket | None:
    active = await meant_ticket(unit, context)
    if active is None or active.status in CLOSED:
        return None
    mine = await own_tickets(unit, context, only_open=True)
    return ticket_without_place(wiring(), mine, active, pin=context.point() is not None)
