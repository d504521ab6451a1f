"""The citizen corrects the topic."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ask_lokasi import NOT_ASKED, ask_again
from actions.check_status import tell_status
from actions.context import Context
from actions.lookup import active_ticket
from actions.receipt import topic_buttons
from actions.wiring import wiring, work
from actions.wording import ticket_params
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import UNDONE
from tickets.ticket import Ticket

NO_PLACE_ASKED: list[EventType] = [SlotSet("butuh_lokasi", False)]


class ActionOfferTopics(Action):
    """Offer the likeliest topics, or take the one that the citizen named."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_topics"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer them as buttons, without the one that was wrong."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return NO_PLACE_ASKED
            named = _named(context, ticket)
            if named:
                return await _change(dispatcher, context, unit, service, ticket, named)
            agency = service.routing.agency(ticket.agency)
        buttons = topic_buttons(wiring(), (name for name in ticket.candidates if name != ticket.topic))
        params = ticket_params(wiring(), ticket, agency.short)
        dispatcher.utter_message(response="utter_pilih_topik", buttons=buttons, **params)
        return NO_PLACE_ASKED


class ActionChangeTopic(Action):
    """Put the ticket under the chosen topic."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_change_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Change it; the ticket goes to that topic's owner."""
        context = Context.of(tracker, self.name())
        topic = context.entity("topik_baru")
        if topic is None or topic not in wiring().topics:
            dispatcher.utter_message(response="utter_tidak_paham")
            return NO_PLACE_ASKED
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return NO_PLACE_ASKED
            if ticket.status not in UNDONE:
                return await tell_status(dispatcher, domain, unit, service, ticket)
            return await _change(dispatcher, context, unit, service, ticket, topic)


def _named(context: Context, ticket: Ticket) -> str | None:
    """Return the topic a typed correction names without doubt."""
    topic = str(context.metadata["topics"][0][0])
    sure = bool(context.said) and context.metadata["topic_is_sure"]
    return topic if sure and topic != ticket.topic else None


async def _change(
    dispatcher: CollectingDispatcher,
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
    topic: str,
) -> list[EventType]:
    ticket = await service.change_topic(ticket, topic, context.citizen, context.keys)
    params = ticket_params(wiring(), ticket, service.routing.agency(ticket.agency).short)
    dispatcher.utter_message(response="utter_topik_diubah", **params)
    if ticket.number in (context.slot("bagian") or ()):
        return await ask_again(unit, context)
    asks = wiring().topic(topic).place and not ticket.place
    return [*NOT_ASKED, SlotSet("butuh_lokasi", asks)]
