"""One to five stars, and what the reporter says to them in the next message."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import case_of
from actions.vote import named_ticket, say
from actions.wiring import work
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.status import TicketStatus
from tickets.ticket import Ticket
from tickets.verbs.closing import STARS

RATEABLE = frozenset({TicketStatus.AWAITING_REPORTER, TicketStatus.RESOLVED})


class ActionRate(Action):
    """Keep the stars."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_rate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Keep them; words typed beside them are the note."""
        del domain
        context = Context.of(tracker, self.name())
        stars = context.entity("nilai") or ""
        async with work() as (unit, service):
            ticket = await named_ticket(dispatcher, unit, context)
            if ticket is None:
                return []
            if stars not in map(str, STARS) or not await _may_rate(unit, ticket):
                say(dispatcher, "utter_nilai_tidak_dicatat", ticket)
                return []
            note = context.said.strip().removeprefix(stars).strip(" ,.-")
            await _keep(unit, service, context, ticket, int(stars), note)
        say(dispatcher, "utter_catatan_dicatat" if note else "utter_nilai_dicatat", ticket, nilai=stars)
        return [SlotSet("tiket_aktif", ticket.number)]


class ActionNoteRating(Action):
    """Keep what is said to the stars."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_note_rating"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Rate once more, with the words as the reason."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await named_ticket(dispatcher, unit, context)
            if ticket is None:
                return []
            if ticket.rating is None or not context.said or not await _may_rate(unit, ticket):
                say(dispatcher, "utter_nilai_tidak_dicatat", ticket)
                return []
            await _keep(unit, service, context, ticket, ticket.rating, context.said)
        say(dispatcher, "utter_catatan_dicatat", ticket)
        return [SlotSet("tiket_aktif", ticket.number)]


async def _may_rate(unit: UnitOfWork, ticket: Ticket) -> bool:
    return (await case_of(unit, ticket)).status in RATEABLE


async def _keep(
    unit: UnitOfWork, service: TicketService, context: Context, ticket: Ticket, stars: int, note: str
) -> None:
    if note:
        await unit.tickets.link_message(ticket.id, context.message_id)
    await service.rate(ticket, stars, context.citizen, context.keys, note)
