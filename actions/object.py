"""The reporter objects to being taken for a prank; against "cannot" and "not ours" stands a vote (actions/vote.py)."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.check_status import tell_status
from actions.context import Context
from actions.vote import named_ticket
from actions.wiring import work
from tickets.ticket import Outcome


class ActionObject(Action):
    """Let somebody else look at what was put aside."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_object"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take the ticket up again; the service tells the reporter who has it now."""
        context = Context.of(tracker, self.name())
        async with work() as (unit, service):
            ticket = await named_ticket(dispatcher, unit, context)
            if ticket is None:
                return []
            ticket = await service.common_case(ticket)
            if ticket.outcome is not Outcome.SPAM:
                return await tell_status(dispatcher, domain, unit, service, ticket)
            if context.said:
                await unit.tickets.link_message(ticket.id, context.message_id)
            await service.clear_spam(ticket, context.said, context.citizen, context.keys)
        return [SlotSet("tiket_aktif", ticket.number)]
