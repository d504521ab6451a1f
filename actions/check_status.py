"""How is my report going? Details only for the owner; a stranger with the number hears the public status."""

from datetime import timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import case_of, own_tickets
from actions.status_text import list_params, status_params, status_words, story
from actions.wiring import wiring, work
from actions.wording import payload, phrase
from storage import UnitOfWork
from tickets.errors import TicketNotFound
from tickets.number import find_number, is_valid, repair
from tickets.service import TicketService, may_tell_strangers
from tickets.ticket import Ticket

#: Foreign numbers one person may try in an hour; 29**6 numbers make guessing hopeless at this pace.
LOOKUPS_AN_HOUR = 10
LOOKUP = "ticket_number"


class ActionCheckStatus(Action):
    """Tell a ticket's status by its number, or the asker's own tickets."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_check_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Find the number in the message or the button, and answer."""
        context = Context.of(tracker, self.name())
        number = find_number(context.entity("nomor_tiket") or context.said, wiring().prefix)
        if number is None and context.last_response() == "utter_maksudnya":
            number = context.slot("tiket_aktif")
        async with work() as (unit, service):
            own = await own_tickets(unit, context)
            if number is None:
                return await _own(dispatcher, domain, unit, service, own)
            mine = next((ticket for ticket in own if ticket.number == number), None)
            if mine is not None:
                return await tell_status(dispatcher, domain, unit, service, mine)
            return await _foreign(dispatcher, domain, unit, context, number, own)


class ActionListTickets(Action):
    """List the asker's tickets."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_list_tickets"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """List them."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            own = await own_tickets(unit, context)
            if own:
                await _list(dispatcher, domain, unit, own)
            else:
                dispatcher.utter_message(response="utter_tidak_ada_tiket")
        return []


async def _own(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    unit: UnitOfWork,
    service: TicketService,
    own: list[Ticket],
) -> list[EventType]:
    if not own:
        dispatcher.utter_message(response="utter_tidak_ada_tiket")
        return []
    if len(own) == 1:
        return await tell_status(dispatcher, domain, unit, service, own[0])
    await _list(dispatcher, domain, unit, own)
    return []


async def _list(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], unit: UnitOfWork, own: list[Ticket]
) -> None:
    dispatcher.utter_message(response="utter_daftar_tiket", **await list_params(domain, unit, own))


async def tell_status(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
) -> list[EventType]:
    """Tell the reporter how the own ticket stands."""
    case = await case_of(unit, ticket)
    params = status_params(domain, wiring(), service, ticket, case, await story(unit, ticket, case))
    dispatcher.utter_message(response="utter_status", **params)
    return [SlotSet("tiket_aktif", ticket.number)]


async def _foreign(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    unit: UnitOfWork,
    context: Context,
    number: str,
    own: list[Ticket],
) -> list[EventType]:
    now = wiring().desk.now()
    since = now - timedelta(hours=1)
    if await unit.facts.lookups_since(context.contact_id, LOOKUP, since) >= LOOKUPS_AN_HOUR:
        dispatcher.utter_message(response="utter_terlalu_sering")
        return []
    await unit.facts.count_lookup(context.contact_id, LOOKUP, now)
    ticket = await _by_number(unit, number) if is_valid(number) else None
    if ticket is not None and may_tell_strangers(ticket):
        status = await status_words(domain, unit, ticket)
        dispatcher.utter_message(response="utter_status_ringkas", nomor=number, status=status)
        return []
    meant = repair(number, [mine.number for mine in own])
    if meant is None:
        dispatcher.utter_message(response="utter_tiket_tidak_ketemu", nomor=number)
        return []
    buttons = [
        {"title": phrase(domain, "utter_tombol_ya"), "payload": payload("cek_status", meant)},
        {"title": phrase(domain, "utter_tombol_laporan_saya"), "payload": "/daftar_tiket"},
    ]
    dispatcher.utter_message(response="utter_maksudnya", nomor=number, usul=meant, buttons=buttons)
    return [SlotSet("tiket_aktif", meant)]


async def _by_number(unit: UnitOfWork, number: str) -> Ticket | None:
    try:
        return await unit.tickets.by_number(number)
    except TicketNotFound:
        return None
