"""More about a report that is under way; or after all a report of its own."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.fitting import fitting
from actions.lookup import active_ticket, case_of, is_lapsed, may_hold, meant_ticket
from actions.open_complaint import open_complaint, unread
from actions.receipt import say_numbers, say_receipt
from actions.secrecy import hide_name
from actions.status_text import promise
from actions.validate_form_lokasi import judge_answer
from actions.voice import put_in_words, voiced_ticket
from actions.where import asked_where, take_up
from actions.wiring import wiring, work
from actions.wording import mention, ticket_params
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import TicketStatus
from tickets.ticket import Ticket, TicketUrgency


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
            if context.metadata["topic_is_sure"] and (voiced := await voiced_ticket(unit, context)):
                return await put_in_words(dispatcher, domain, context, unit, service, voiced)
            ticket = await meant_ticket(unit, context)
            if ticket is None:
                return await open_complaint(dispatcher, domain, context, unit, service)
            if asked_where(context) and not ticket.place and may_hold(ticket, context):
                told = judge_answer(context, domain, context.said)
                if told["lokasi"] != "":
                    return await _place(dispatcher, context, service, ticket, told)
            ticket = await fitting(unit, context, ticket)
            return await add(dispatcher, domain, context, unit, service, ticket)


async def _place(
    dispatcher: CollectingDispatcher,
    context: Context,
    service: TicketService,
    ticket: Ticket,
    told: dict[str, Any],
) -> list[EventType]:
    """Give the place to the form, which asks back or saves it."""
    if is_lapsed(ticket) or told["lokasi"] is None:
        ticket = await take_up(dispatcher, context, service, ticket)
    slots = {"tiket_aktif": ticket.number, **told, "butuh_lokasi": True}
    return [SlotSet(*slot) for slot in slots.items()]


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
            request = unread(context, added["pesan"], added["paham"])
            ticket = await service.open_ticket(request, context.keys)
        say_receipt(dispatcher, domain, service, ticket)
        return [SlotSet("tambahan", None), SlotSet("tiket_aktif", ticket.number)]


async def add(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
) -> list[EventType]:
    """Add the message to the ticket and say so; what must not be read there becomes a secret ticket."""
    if not may_hold(ticket, context):
        return await open_complaint(dispatcher, domain, context, unit, service)
    before = await case_of(unit, ticket)
    if is_lapsed(ticket):
        ticket = await service.resume(ticket, context.message_ids, context.citizen, context.keys)
    else:
        ticket = await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
    if context.asks_no_name:
        ticket = await hide_name(service, context, ticket)
    case = await case_of(unit, ticket)
    params = ticket_params(wiring(), ticket, service.short(case.agency))
    params["janji"] = promise(domain, service, case)
    if context.said and context.urgency is TicketUrgency.IMPORTANT:
        say_numbers(dispatcher, domain, wiring(), ticket)
    dispatcher.utter_message(response=_added(before), **params)
    added = {"pesan": context.message_ids, "paham": context.understood}
    return [
        SlotSet("tiket_aktif", ticket.number),
        SlotSet("tambahan", added),
        SlotSet("butuh_lokasi", False),
    ]


def _added(before: Ticket) -> str:
    """Name the words by what the ticket waited for."""
    if is_lapsed(before):
        return "utter_jawaban_membuka_kembali"
    if before.status is TicketStatus.NEEDS_INFO:
        return "utter_jawaban_diterima"
    if before.status is TicketStatus.AWAITING_REPORTER:
        return "utter_tambahan_saat_dinilai"
    return "utter_info_ditambahkan"
