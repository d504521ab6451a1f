"""The citizen corrects the topic."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import active_ticket
from actions.receipt import topic_buttons
from actions.wiring import wiring, work
from actions.wording import ticket_params


class ActionOfferTopics(Action):
    """Offer the likeliest topics."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_topics"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer them as buttons."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return []
            agency = service.routing.agency(ticket.agency)
        params = ticket_params(wiring(), ticket, agency.short)
        dispatcher.utter_message(response="utter_pilih_topik", buttons=topic_buttons(wiring(), ticket), **params)
        return []


class ActionChangeTopic(Action):
    """Put the ticket under the chosen topic."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_change_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Change it; the ticket goes to that topic's owner."""
        del domain
        context = Context.of(tracker, self.name())
        topic = context.slot("topik_baru")
        if topic not in wiring().topics:
            dispatcher.utter_message(response="utter_tidak_paham")
            return [SlotSet("butuh_lokasi", False)]
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return [SlotSet("butuh_lokasi", False)]
            ticket = await service.change_topic(ticket, topic, context.citizen, context.keys)
            agency = service.routing.agency(ticket.agency)
        params = ticket_params(wiring(), ticket, agency.short)
        dispatcher.utter_message(response="utter_topik_diubah", **params)
        asks = wiring().topic(topic).place and not ticket.place
        return [SlotSet("butuh_lokasi", asks), SlotSet("lokasi", None), SlotSet("tanya_lokasi", 0)]
