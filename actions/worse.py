"""What is added to a report may make it more urgent; of danger we speak as we do when it is new."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import may_hold, meant_ticket
from actions.receipt import FIRE_TOPIC, danger_numbers, say_numbers
from actions.wiring import wiring
from storage import UnitOfWork
from tickets.status import CLOSED
from tickets.ticket import Ticket, TicketUrgency

#: Seconds since our last words; a cry for help that comes later is about something new.
WITHIN = 24 * 3600
#: From here on words of danger may add to a report of their topic, and from here on to any (bot/doubt.py).
PERHAPS, SURELY = 0.2, 1.0


async def worsened_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the open report that words of danger add to; none where they tell a place or a matter of their own."""
    own = context.parts or context.place() or context.last_outbound.get("age_seconds", WITHIN) >= WITHIN
    if own or not context.said or context.urgency is not TicketUrgency.EMERGENCY:
        return None
    ticket = await meant_ticket(unit, context)
    if ticket is None or ticket.status in CLOSED or not may_hold(ticket, context):
        return None
    other = context.metadata["topic_is_sure"] and context.metadata["topics"][0][0] != ticket.topic
    return ticket if context.metadata["adds"] >= (SURELY if other else PERHAPS) else None


def say_urgency(
    dispatcher: CollectingDispatcher, domain: dict[str, Any], context: Context, ticket: Ticket
) -> bool:
    """Say the numbers to call that the words ask for; whether somebody is in danger."""
    if not context.said or context.urgency is TicketUrgency.ORDINARY:
        return False
    if context.urgency is TicketUrgency.IMPORTANT:
        say_numbers(dispatcher, domain, wiring(), ticket)
        return False
    fire = FIRE_TOPIC in {ticket.topic, context.metadata["topics"][0][0]}
    numbers = danger_numbers(domain, wiring(), fire=fire)
    dispatcher.utter_message(response="utter_darurat", nomor_darurat=numbers, ticket_id=ticket.id)
    return True
