"""A question to the government becomes a request for information, with its own kind."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.answer import answers
from actions.context import Context
from actions.lookup import answered_ticket
from actions.open_complaint import opening
from actions.wiring import wiring, work
from actions.wording import ticket_params
from tickets.ticket import TicketKind


class ActionRequestInformation(Action):
    """Open an information request."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_request_information"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open it and say who answers by when."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            answered = await answered_ticket(unit, context)
            if answered is not None and answers(context, answered):
                return await add(dispatcher, domain, context, unit, service, answered)
            request = opening(context, wiring(), TicketKind.INFORMATION_REQUEST)
            ticket = await service.open_ticket(request, context.keys)
            agency = service.routing.agency(ticket.agency)
        params = ticket_params(wiring(), ticket, agency.short)
        dispatcher.utter_message(response="utter_tiket_informasi", **params)
        return [SlotSet("tiket_aktif", ticket.number)]
