"""A voice message has its ticket at once; the words that follow within the hour say what it is about."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.aside import TAKEN_ALONG
from actions.context import Context
from actions.lookup import active_ticket, may_hold, own_ticket
from actions.open_complaint import acknowledge, opening, unread
from actions.secrecy import hide_name
from actions.wiring import wiring, work
from actions.wording import mention
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import TicketStatus
from tickets.ticket import Ticket
from tickets.topics import OTHER

#: The slot that holds the ticket of a voice message nobody has put in words yet.
VOICED = "suara"


class ActionVoiceKnown(Action):
    """The words of a voice message were said yes to before."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_voice_known"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name the ticket it became."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            ticket = await active_ticket(unit, context)
        mention(dispatcher, "utter_tiket_sudah_ada", ticket)
        return []


class ActionVoiceMisheard(Action):
    """What was heard is not what was said."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_voice_misheard"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say that officers listen to it; a sentence would help."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            ticket = await active_ticket(unit, context)
        mention(dispatcher, "utter_suara_keliru", ticket)
        return []


async def open_for_voice(
    dispatcher: CollectingDispatcher, context: Context, service: TicketService
) -> list[EventType]:
    """Open a ticket that triage listens to."""
    ticket = await service.open_ticket(unread(context, context.message_ids), context.keys)
    said = "utter_suara_dibaca_dulu" if wiring().hears_voices else "utter_suara_disimpan"
    mention(dispatcher, said, ticket)
    kept = {"tiket": ticket.number, "pada": context.received_at.isoformat()}
    return [SlotSet("tiket_aktif", ticket.number), SlotSet(VOICED, kept)]


async def voiced_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the ticket these words put in words: of a voice message within the hour, untouched since."""
    kept = context.slot(VOICED)
    if not context.said or not kept or context.entity("nomor_tiket"):
        return None
    if context.received_at - datetime.fromisoformat(kept["pada"]) > TAKEN_ALONG:
        return None
    ticket = await own_ticket(unit, context, kept["tiket"])
    if ticket is None or not may_hold(ticket, context):
        return None
    untouched = ticket.status is TicketStatus.NEW and ticket.topic == OTHER and ticket.claimed_by is None
    return ticket if untouched else None


async def put_in_words(
    dispatcher: CollectingDispatcher,
    domain: dict[str, Any],
    context: Context,
    unit: UnitOfWork,
    service: TicketService,
    ticket: Ticket,
) -> list[EventType]:
    """Give the ticket the topic, place and owner these words tell, and acknowledge it."""
    told = opening(context, wiring())
    ticket = await service.describe(ticket, told, context.citizen, context.keys)
    if context.asks_no_name:
        ticket = await hide_name(service, context, ticket)
    photos = await unit.tickets.photos(ticket.id)
    return await acknowledge(dispatcher, domain, context, unit, service, ticket, photos)
