"""The answer to "where?" is put on the ticket, or on all tickets of one message that it was asked for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.aside import set_aside
from actions.ask_lokasi import NOT_ASKED, ask_again, remembered_point
from actions.context import Context
from actions.lookup import active_ticket, answered_ticket, may_hold
from actions.numbered_places import numbered_places
from actions.open_complaint import open_complaint
from actions.place import Place, find_place, say_place_saved
from actions.place_several import place_several
from actions.same_matter import offer_same
from actions.several import asked_about
from actions.where import archived_for_place, placeless, take_up
from actions.wiring import wiring, work
from actions.wording import mention
from storage import UnitOfWork
from tickets.status import CLOSED
from tickets.ticket import Ticket


class ActionSavePlace(Action):
    """Put the form's place on the ticket that asked for it; an empty one means that nobody knows it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_save_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keep the place and say so."""
        context = Context.of(tracker, self.name())
        words = context.slot("lokasi") or ""
        async with work() as (unit, service):
            officers = await answered_ticket(unit, context)
            ticket = officers or await _asked_about(unit, context)
            if context.sensitive and (ticket is None or not may_hold(ticket, context)):
                return await open_complaint(dispatcher, domain, context, unit, service)
            if ticket is None:
                dispatcher.utter_message(response="utter_lokasi_tanpa_tiket")
                return [*NOT_ASKED, set_aside(context, complaint=False)]
            if not officers and (asked := await asked_about(unit, context)):
                places = _places(context, asked, words)
                told = await place_several(dispatcher, domain, context, unit, service, asked, places)
                left = await _ask_rest(unit, context) if 0 < len(places) < len(asked) else NOT_ASKED
                return [*left, *told]
            answering = officers and (ticket.place or not words)
            if answering or (ticket.status in CLOSED and not (words and archived_for_place(ticket))):
                return [*NOT_ASKED, *await add(dispatcher, domain, context, unit, service, ticket)]
            if not words:
                ids, citizen = context.message_ids, context.citizen
                await service.add_information(ticket, ids, citizen, context.keys, without_place=True)
                mention(dispatcher, "utter_lokasi_menyusul", ticket)
                return [*NOT_ASKED]
            ticket = await take_up(dispatcher, context, service, ticket)
            place = _named(context, words)
            ticket = await service.set_place(
                ticket, context.citizen, context.keys, place=place.words, point=place.point, area=place.area
            )
            agency = service.routing.agency(ticket.agency)
            say_place_saved(dispatcher, domain, wiring(), ticket, agency)
            offered = await offer_same(dispatcher, domain, context, unit, service, ticket)
        return [*NOT_ASKED, *offered]


async def _ask_rest(unit: UnitOfWork, context: Context) -> list[EventType]:
    """Let the form begin again for the places that are still missing; no rule may start it twice (docs/rasa.md)."""
    slots = await ask_again(unit, context)
    return [*slots, FollowupAction("form_lokasi")] if SlotSet("butuh_lokasi", True) in slots else slots


def _places(context: Context, asked: Sequence[Ticket], words: str) -> dict[str, Place]:
    """Return the place of each ticket that was asked about, by its number: its own, or the one for all."""
    if own := numbered_places(context, words):
        return {number: find_place(wiring().region, place) for number, place in own.items()}
    return {ticket.number: _named(context, words) for ticket in asked} if words else {}


def _named(context: Context, words: str) -> Place:
    """Return the place of the answer, with the point whose village was asked for."""
    place = find_place(wiring().region, words)
    return replace(place, point=place.point or remembered_point(context))


async def _asked_about(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the open ticket at hand; while the form asked, it may have been archived for want of its place."""
    archived, active = await placeless(unit, context), await active_ticket(unit, context)
    at_hand = archived is not None and archived.number == context.slot("tiket_aktif")
    return archived if at_hand or active is None else active


class ActionForgetPlace(Action):
    """Clear the place, so that the form asks for it again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_forget_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Forget it; a new one that came with the wish is the form's answer at once."""
        del dispatcher, domain
        return [*NOT_ASKED, SlotSet("lokasi", Context.of(tracker, self.name()).entity("lokasi"))]
