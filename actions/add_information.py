"""More about a report that is under way; or after all a report of its own."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import active_ticket
from actions.open_complaint import open_complaint, unread
from actions.receipt import say_receipt
from actions.wiring import wiring, work
from actions.wording import mention, ticket_params
from tickets.service import TicketService
from tickets.ticket import Ticket


class ActionAddInformation(Action):
    """Add the message to the ticket the dialogue is about; without one it is a complaint of its own."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_add_information"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Add it and say so."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await active_ticket(unit, context)
            if ticket is None:
                return await open_complaint(dispatcher, domain, context, service)
            return [SlotSet("butuh_lokasi", False), *await add(dispatcher, context, service, ticket)]


class ActionSplitOff(Action):
    """What was added to a ticket is a complaint of its own after all."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_split_off"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open a ticket for it; triage reads it, since it did not speak for itself."""
        context = Context.of(tracker, self.name())
        added = context.slot("tambahan")
        async with work() as (unit, service):
            if not added:
                mention(dispatcher, "utter_tiket_sudah_ada", await active_ticket(unit, context))
                return []
            ticket = await service.open_ticket(unread(context, added), context.keys)
            agency = service.routing.agency(ticket.agency)
        say_receipt(dispatcher, domain, wiring(), ticket, agency)
        return [SlotSet("tambahan", None), SlotSet("tiket_aktif", ticket.number)]


async def add(
    dispatcher: CollectingDispatcher, context: Context, service: TicketService, ticket: Ticket
) -> list[EventType]:
    """Add the message to the ticket and say so."""
    await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
    agency = service.routing.agency(ticket.agency)
    dispatcher.utter_message(
        response="utter_info_ditambahkan", **ticket_params(wiring(), ticket, agency.short)
    )
    return [SlotSet("tiket_aktif", ticket.number), SlotSet("tambahan", context.message_ids)]
