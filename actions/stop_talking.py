"""A program seems to be writing: one last sentence, and a person looks at it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import may_hold, meant_ticket
from actions.open_complaint import unread
from actions.wiring import work
from actions.wording import mention


class ActionStopTalking(Action):
    """Show the message to the officers of the ticket at hand, else to triage, and say that the bot stops."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_stop_talking"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say it once; the worker keeps silent from then on."""
        del domain
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await meant_ticket(unit, context)
            if ticket is None or not may_hold(ticket, context):
                ticket = await service.open_ticket(unread(context, context.message_ids), context.keys)
            for message_id in context.message_ids:
                await unit.tickets.link_message(ticket.id, message_id)
            unit.ring(ticket.agency)
        mention(dispatcher, "utter_berhenti_dulu", ticket)
        return [SlotSet("tiket_aktif", ticket.number)]
