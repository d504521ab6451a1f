"""More about a report that is under way."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.fitting import fitting
from actions.lookup import case_of, is_lapsed, may_hold, meant_ticket
from actions.open_complaint import open_complaint
from actions.secrecy import hide_name
from actions.status_text import promise
from actions.validate_form_lokasi import judge_answer
from actions.voice import put_in_words, voiced_ticket
from actions.where import asked_where, take_up
from actions.wiring import wiring, work
from actions.wording import ticket_params
from actions.worse import say_urgency
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import TicketStatus
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
    if context.said:
        case = await service.worsen(case, context.urgency, context.citizen, context.keys)
    say_added(dispatcher, domain, context, service, ticket, case, _added(before))
    added = {"pesan": context.message_ids, "paham": context.understood, "tiket": ticket.number}
    return [
        SlotSet("tiket_aktif", ticket.number),
        SlotSet("tambahan", added),
        SlotSet("butuh_lokasi", False),
    ]


def say_added(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    service: TicketService,
    ticket: Ticket,
    case: Ticket,
    response: str,
) -> None:
    """Say that it was added, after the numbers to call where somebody may be hurt."""
    params = ticket_params(wiring(), ticket, service.short(case.agency))
    params["janji"] = promise(domain, service, case)
    alarmed = say_urgency(dispatcher, domain, context, ticket)
    dispatcher.utter_message(response="utter_tiket_darurat" if alarmed else response, **params)


def _added(before: Ticket) -> str:
    """Name the words by what the ticket waited for."""
    if is_lapsed(before):
        return "utter_jawaban_membuka_kembali"
    if before.status is TicketStatus.NEEDS_INFO:
        return "utter_jawaban_diterima"
    if before.status is TicketStatus.AWAITING_REPORTER:
        return "utter_tambahan_saat_dinilai"
    return "utter_info_ditambahkan"
