"""Finding the ticket a message is about."""

from actions.context import Context
from storage import UnitOfWork
from tickets.errors import TicketNotFound
from tickets.status import CLOSED
from tickets.ticket import Ticket

#: More open tickets than this are not looked through; a person never has them.
OWN_LIMIT = 50


async def own_tickets(unit: UnitOfWork, context: Context, *, only_open: bool = False) -> list[Ticket]:
    """Return the asker's tickets, the latest first."""
    return await unit.tickets.of_reporter(context.contact_id, only_open=only_open, limit=OWN_LIMIT)


async def active_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the open ticket the dialogue is about, else the asker's latest open one."""
    number = context.slot("tiket_aktif")
    if number:
        try:
            ticket = await unit.tickets.by_number(number)
        except TicketNotFound:
            ticket = None
        if ticket and ticket.status not in CLOSED and ticket.reporter_id == context.contact_id:
            return ticket
    return next(iter(await own_tickets(unit, context, only_open=True)), None)
