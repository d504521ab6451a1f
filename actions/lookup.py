"""Finding the ticket a message is about."""

from actions.context import Context
from storage import UnitOfWork
from tickets.status import CLOSED, TicketStatus
from tickets.ticket import Outcome, Ticket, Visibility

#: More open tickets than this are not looked through; a person never has them.
OWN_LIMIT = 50
#: What an officer tells without waiting for an answer; a question that still waits goes before it.
NOTICES = frozenset(
    {"utter_tiket_dialihkan", "utter_diteruskan_ke_luar", "utter_mulai_dikerjakan", "utter_dijadwalkan"}
)


async def own_tickets(unit: UnitOfWork, context: Context, *, only_open: bool = False) -> list[Ticket]:
    """Return the asker's tickets, the latest first, locked: an officer may be closing one at this moment."""
    return await unit.tickets.of_reporter(context.contact_id, only_open=only_open, limit=OWN_LIMIT, lock=True)


async def living_tickets(unit: UnitOfWork, context: Context) -> list[Ticket]:
    """Return the asker's tickets on which something may still come: open, or joined to an open case."""
    mine = await own_tickets(unit, context)
    return [ticket for ticket in mine if (await case_of(unit, ticket)).status not in CLOSED]


async def case_of(unit: UnitOfWork, ticket: Ticket) -> Ticket:
    """Return the common case of a joined ticket, else the ticket itself."""
    return await unit.tickets.get(ticket.parent_id, lock=True) if ticket.parent_id else ticket


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
    """Return the asker's ticket on which an officer spoke last: what follows is the answer to it.

    A joined ticket counts while its case is open, and one that was archived for want of the answer.
    """
    answered = context.answered_ticket_id()
    if answered is None or context.entity("nomor_tiket"):
        return None
    if context.last_outbound["response"] in NOTICES and (waiting := await pending_question(unit, context)):
        return waiting
    mine = await own_tickets(unit, context)
    ticket = next((ticket for ticket in mine if ticket.id == answered), None)
    return ticket if ticket and await _takes_answers(unit, ticket) else None


async def pending_question(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the asker's latest ticket on which an officer's question waits; none while the bot asks for a place."""
    if (context.tracker.active_loop or {}).get("name") or context.entity("nomor_tiket"):
        return None
    for ticket in await living_tickets(unit, context):
        if (await case_of(unit, ticket)).status is TicketStatus.NEEDS_INFO:
            return ticket
    return None


async def meant_ticket(unit: UnitOfWork, context: Context) -> Ticket | None:
    """Return the ticket this message belongs to: an officer's who spoke last or asked, else the dialogue's.

    Last comes one that was joined to an open case.
    """
    ticket = await answered_ticket(unit, context) or await pending_question(unit, context)
    if ticket is not None:
        return ticket
    living, named = await living_tickets(unit, context), context.entity("nomor_tiket")
    about = next((t for t in living if t.number == (named or context.slot("tiket_aktif"))), None)
    still_open = next((t for t in living if t.status not in CLOSED), None)
    return about if about or named else still_open or next(iter(living), None)


async def _takes_answers(unit: UnitOfWork, ticket: Ticket) -> bool:
    return is_lapsed(ticket) or (await case_of(unit, ticket)).status not in CLOSED


def is_lapsed(ticket: Ticket) -> bool:
    """Whether it was archived because an answer never came; the answer opens it again."""
    return ticket.status is TicketStatus.ARCHIVED and ticket.outcome is Outcome.NO_DATA


def may_hold(ticket: Ticket, context: Context) -> bool:
    """Whether the ticket may take the message: a sensitive one may accuse its officers, unless it is secret.

    One whose reporter only hides the name stays with the keeper of such matters, too.
    """
    kept = ticket.visibility is Visibility.SECRET or bool(ticket.sensitivity)
    return kept or not context.sensitive


async def fitting_tickets(unit: UnitOfWork, context: Context) -> list[Ticket]:
    """Return the asker's living tickets that may take the message."""
    return [ticket for ticket in await living_tickets(unit, context) if may_hold(ticket, context)]


async def own_ticket(unit: UnitOfWork, context: Context, number: str) -> Ticket | None:
    """Return the asker's ticket of that number, open or closed."""
    mine = await own_tickets(unit, context)
    return next((ticket for ticket in mine if ticket.number == number), None)
