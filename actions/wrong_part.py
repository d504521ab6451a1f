"""One of several reports of a message is wrong: which one, and what it is instead."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import own_ticket
from actions.receipt import topic_buttons
from actions.several import parts_of_receipt
from actions.wiring import wiring, work
from actions.wording import payload, phrase, ticket_params
from tickets.service import TicketService
from tickets.status import UNDONE
from tickets.ticket import Ticket


class ActionAskWhichPart(Action):
    """Ask which of the receipt's reports is wrong."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_which_part"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Ask by numbers; where one is left, go on with it."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            parts = [(n, one) for n, one in await parts_of_receipt(unit, context) if one.status in UNDONE]
            if len(parts) == 1:
                return _offer(dispatcher, domain, service, parts[0][1])
        if not parts:
            dispatcher.utter_message(response="utter_tidak_ada_tiket")
            return []
        buttons = [
            {
                "title": phrase(domain, "utter_tombol_nomor", n=n),
                "payload": payload("bagian_salah", ticket.number),
            }
            for n, ticket in parts
        ]
        dispatcher.utter_message(response="utter_nomor_mana_salah", buttons=buttons)
        return []


class ActionOfferForPart(Action):
    """Offer other topics for one report of the receipt, or to take it back."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_offer_for_part"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer them; what follows is about this report."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            number = context.entity("nomor_tiket")
            ticket = await own_ticket(unit, context, number) if number else None
            if ticket is None or ticket.status not in UNDONE:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
                return []
            return _offer(dispatcher, domain, service, ticket)


def _offer(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], service: TicketService, ticket: Ticket
) -> list[EventType]:
    others = topic_buttons(wiring(), (name for name in ticket.candidates if name != ticket.topic))
    none = {
        "title": phrase(domain, "utter_tombol_bukan_laporan"),
        "payload": payload("batalkan_tiket", ticket.number),
    }
    params = ticket_params(wiring(), ticket, service.short(ticket.agency))
    dispatcher.utter_message(response="utter_pilih_topik", buttons=[*others, none], **params)
    return [SlotSet("tiket_aktif", ticket.number)]
