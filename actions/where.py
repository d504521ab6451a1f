"""The bot's question for a place outlives a day: what answers the reminder, or comes after the archive."""

from datetime import timedelta

from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.lookup import is_lapsed, own_tickets
from actions.wiring import wiring
from storage import UnitOfWork
from tickets.service import TicketService
from tickets.ticket import Ticket

#: Said by the passing of time: what comes next says where it is, or opens the report again all the same.
QUESTIONS = frozenset({"utter_ingatkan_lokasi", "utter_diarsipkan_tanpa_lokasi"})
#: A place that comes later is no answer any more, but a matter of its own.
STILL_MEANT = timedelta(days=30)


def asked_where(context: Context) -> bool:
    """Whether the last that was said asks where a report is, a day or more after it was made."""
    return context.last_outbound.get("response") in QUESTIONS and context.answered_ticket_id() is not None


async def placeless(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the asker's ticket that was archived for want of its place: the dialogue's, else the latest."""
    since = wiring().desk.now() - STILL_MEANT
    mine = [
        t
        for t in await own_tickets(unit, context)
        if archived_for_place(t) and (t.closed_at or since) > since
    ]
    about = (ticket for ticket in mine if ticket.number == context.slot("tiket_aktif"))
    return next(about, next(iter(mine), None))


def archived_for_place(ticket: Ticket) -> bool:
    """Whether it was archived, and its place would open it again."""
    return is_lapsed(ticket) and not ticket.place and wiring().topic(ticket.topic).place


async def take_up(
    dispatcher: CollectingDispatcher, context: Context, service: TicketService, ticket: Ticket
) -> Ticket:
    """Add the message; a ticket archived for want of its place is opened again first, and that is said."""
    if not is_lapsed(ticket):
        return await service.add_information(ticket, context.message_ids, context.citizen, context.keys)
    ticket = await service.resume(ticket, context.message_ids, context.citizen, context.keys)
    dispatcher.utter_message(response="utter_tiket_dibuka_lagi", nomor=ticket.number, ticket_id=ticket.id)
    return ticket
