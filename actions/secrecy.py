"""Secret, anonymous or neither: what the reporter decides about the own name."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import active_ticket, own_ticket
from actions.wiring import work
from actions.wording import mention
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.ticket import Ticket, Visibility


class ActionKeepSecret(Action):
    """The reporter leaves a secret report secret."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_keep_secret"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say that it stays so; nothing changes."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, _):
            ticket = await _meant(unit, context)
        if ticket is None or ticket.visibility is not Visibility.SECRET:
            dispatcher.utter_message(response="utter_tidak_ada_tiket")
            return []
        mention(dispatcher, "utter_tetap_rahasia", ticket)
        return [SlotSet("tiket_aktif", ticket.number)]


class ActionHideName(Action):
    """The reporter hides the name, and no more than that."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_hide_name"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Make it anonymous; a secret report only by its button, or in answer to the question."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await _meant(unit, context)
            if ticket is None:
                dispatcher.utter_message(response="utter_tanpa_nama_tanpa_tiket")
                return []
            if not _opens(context, ticket):
                mention(dispatcher, "utter_tetap_rahasia", ticket)
                return [SlotSet("tiket_aktif", ticket.number)]
            was_secret = ticket.visibility is Visibility.SECRET
            ticket = await hide_name(service, context, ticket)
            keeper = service.short(ticket.agency)
        dispatcher.utter_message(
            response="utter_anonim_dari_rahasia" if was_secret else "utter_tanpa_nama",
            nomor=ticket.number,
            opd=keeper,
            ticket_id=ticket.id,
        )
        return [SlotSet("tiket_aktif", ticket.number)]


async def hide_name(service: TicketService, context: Context, ticket: Ticket) -> Ticket:
    """Hide the reporter's name; the ticket stays where it is, so an accusation stays with its keeper."""
    if ticket.visibility is Visibility.ANONYMOUS or not _opens(context, ticket):
        return ticket
    return await service.change_visibility(ticket, Visibility.ANONYMOUS, "", context.citizen, context.keys)


def _opens(context: Context, ticket: Ticket) -> bool:
    """Whether the wish reaches the ticket: a secret one is opened by its button or the word "anonim" alone."""
    chosen = bool(context.entity("nomor_tiket")) and (not context.said or "anonim" in context.remarks)
    return chosen or ticket.visibility is not Visibility.SECRET


async def _meant(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the own ticket the button names, open or closed, else the one at hand."""
    named = context.entity("nomor_tiket")
    return await (own_ticket(unit, context, named) if named else active_ticket(unit, context))
