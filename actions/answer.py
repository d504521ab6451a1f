"""An officer spoke last: what the citizen writes then is the answer, however little it says to a program."""

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.add_information import add
from actions.context import Context
from actions.lookup import answered_ticket, pending_question
from actions.wiring import work
from tickets.ticket import Ticket, TicketUrgency

#: Seconds; a complaint that comes later is news, although it sounds like the same matter.
ANSWERED_WITHIN = 24 * 3600


async def answer_officer(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context, *, waiting: bool = False
) -> list[EventType] | None:
    """Add the message to the ticket on which an officer spoke last; None where none did.

    With `waiting` also to one where an officer's question waits, although the bot spoke since.
    """
    async with work() as (unit, service):
        ticket = await answered_ticket(unit, context)
        if ticket is None and waiting and context.said:
            ticket = await pending_question(unit, context)
        return None if ticket is None else await add(dispatcher, domain, context, unit, service, ticket)


def answers(context: Context, ticket: Ticket) -> bool:
    """Whether what sounds like a complaint or a question is the answer to the ticket's officer."""
    if not context.said or context.urgency is TicketUrgency.EMERGENCY:
        return False
    other_topic = context.metadata["topic_is_sure"] and context.metadata["topics"][0][0] != ticket.topic
    return not other_topic and context.last_outbound["age_seconds"] <= ANSWERED_WITHIN
