"""Finding the ticket a message is about."""

from actions.context import Context
from storage import UnitOfWork
from tickets.status import CLOSED
from tickets.ticket import Ticket, Visibility

#: More open tickets than this are not looked through; a person never has them.
OWN_LIMIT = 50


async def own_tickets(unit: UnitOfWork, context: Context, *, only_open: bool = False) -> list[Ticket]:
    """Return the asker's tickets, the latest first, locked: an officer may be closing one at this moment."""
    return await unit.tickets.of_reporter(context.contact_id, only_open=only_open, limit=OWN_LIMIT, lock=True)


async def active_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the open ticket the dialogue is about, else the asker's latest open one.

    A number in the message or the button means that ticket and no other.
    """
    named = context.entity("nomor_tiket")
    if named:
        ticket = await own_ticket(unit, context, named)
        return None if ticket is None or ticket.status in CLOSED else ticket
    mine = await own_tickets(unit, context, only_open=True)
    about = (ticket for ticket in mine if ticket.number == context.slot("tiket_aktif"))
    return next(about, next(iter(mine), None))


async def answered_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the asker's open ticket on which an officer spoke last: what follows is the answer to it."""
    answered = context.answered_ticket_id()
    if answered is None or context.entity("nomor_tiket"):
        return None
    mine = await own_tickets(unit, context, only_open=True)
    return next((ticket for ticket in mine if ticket.id == answered), None)


async def meant_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the open ticket this message belongs to: an officer's who spoke last, else the dialogue's."""
    return await answered_ticket(unit, context) or await active_ticket(unit, context)


def may_hold(ticket: Ticket, context: Context) -> bool:
    """Whether the ticket may take the message: a sensitive one may accuse its officers, unless it is secret."""
    return not context.sensitive or ticket.visibility is Visibility.SECRET


async def own_ticket(unit: UnitOfWork, context: Context, number: str) -> Ticket | None:
    """Return the asker's ticket of that number, open or closed."""
    mine = await own_tickets(unit, context)
    return next((ticket for ticket in mine if ticket.number == number), None)
