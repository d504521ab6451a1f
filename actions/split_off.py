"""What was added to a ticket belongs elsewhere: to another of the citizen's reports, or it is one of its own."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import say_added
from actions.context import Context
from actions.lookup import active_ticket, case_of, own_tickets
from actions.open_complaint import unread
from actions.receipt import say_receipt
from actions.status_text import list_params
from actions.wiring import work
from actions.wording import mention, payload, phrase
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.ticket import Ticket, TicketUrgency

#: Other reports that are offered; with "a new report" they are WhatsApp's three buttons.
OFFERED = 2


class ActionSplitOff(Action):
    """What was added to a ticket does not belong there."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_split_off"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the citizen's other open reports once; without any, or said again, open a new one."""
        context = Context.of(tracker, self.name())
        added = context.slot("tambahan")
        async with work() as (unit, service):
            if not added:
                mention(dispatcher, "utter_tiket_sudah_ada", await active_ticket(unit, context))
                return []
            others = await _others(unit, context, added)
            named = context.entity("nomor_tiket")
            if meant := next((ticket for ticket in others if ticket.number == named), None):
                return await _move(dispatcher, domain, context, unit, service, added, meant)
            if others and not added.get("ditanya"):
                return await _offer(dispatcher, domain, unit, added, others)
            # Triage reads it, since it did not speak for itself.
            request = unread(context, added["pesan"], added["paham"])
            ticket = await service.open_ticket(request, context.keys)
        say_receipt(dispatcher, domain, service, ticket)
        return [SlotSet("tambahan", None), SlotSet("tiket_aktif", ticket.number)]


async def _others(unit: UnitOfWork, context: Context, added: dict[str, Any]) -> list[Ticket]:
    """Return the reports it may belong to, the latest first; what is sensitive goes to its keeper instead."""
    if added["paham"]["sensitivity"]:
        return []
    mine = await own_tickets(unit, context, only_open=True)
    return [ticket for ticket in mine if ticket.number != added.get("tiket")][:OFFERED]


async def _offer(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    unit: UnitOfWork,
    added: dict[str, Any],
    others: list[Ticket],
) -> list[EventType]:
    buttons = [
        {"title": ticket.number, "payload": payload("bukan_tiket_ini", ticket.number)} for ticket in others
    ]
    buttons.append({"title": phrase(domain, "utter_tombol_laporan_baru"), "payload": "/bukan_tiket_ini"})
    listed = await list_params(domain, unit, others)
    dispatcher.utter_message(response="utter_tambahan_milik_mana", buttons=buttons, **listed)
    return [SlotSet("tambahan", {**added, "ditanya": True})]


async def _move(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    added: dict[str, Any],
    meant: Ticket,
) -> list[EventType]:
    """Add it to the report it belongs to, and say so; pressed once more it becomes a new one."""
    ticket = await service.add_information(meant, added["pesan"], context.citizen, context.keys)
    case, urgency = await case_of(unit, ticket), TicketUrgency(added["paham"]["urgency"])
    case = await service.worsen(case, urgency, context.citizen, context.keys)
    say_added(dispatcher, domain, context, service, ticket, case, "utter_info_ditambahkan")
    return [
        SlotSet("tambahan", {**added, "tiket": ticket.number, "ditanya": True}),
        SlotSet("tiket_aktif", ticket.number),
    ]
