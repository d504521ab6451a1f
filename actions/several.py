"""The tickets of one message with several matters: which they are, and which of them still lack a place.

Two slots remember them, each at most five numbers: `bagian` those of the receipt in its order, so that "nomor 2" means
something; `tiket_lokasi` those whose place is being asked for. What became of them is always read from the database.
"""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list

from actions.context import Context
from actions.lookup import is_lapsed, own_tickets
from actions.wiring import wiring
from storage import UnitOfWork
from tickets.status import CLOSED, TicketStatus
from tickets.ticket import Ticket


def listed(parts: Sequence[object]) -> str:
    """Return "1, 2, dan 3", in the language of the texts."""
    return str(format_list([str(part) for part in parts], locale=wiring().language))


async def parts_of_receipt(unit: UnitOfWork, context: Context) -> list[tuple[int, Ticket]]:
    """Return the tickets of the last receipt that are still open, each with its number on it."""
    return await _named(unit, context, context.slot("bagian"))


async def placeless_parts(unit: UnitOfWork, context: Context) -> list[tuple[int, Ticket]]:
    """Return those of them that officers need a place for and that have none."""
    return [(n, one) for n, one in await parts_of_receipt(unit, context) if lacks_place(one)]


async def asked_about(unit: UnitOfWork, context: Context) -> list[Ticket]:
    """Return the tickets the form asks about as several; none where it asks about one."""
    mine = {ticket.number: ticket for ticket in await own_tickets(unit, context)}
    asked = [mine[number] for number in context.slot("tiket_lokasi") or () if number in mine]
    return [ticket for ticket in asked if ticket.status not in CLOSED or is_lapsed(ticket)]


def lacks_place(ticket: Ticket) -> bool:
    """Whether officers need to know where it is and nobody said it."""
    waits = ticket.status not in CLOSED | {TicketStatus.AWAITING_REPORTER}
    return waits and not ticket.place and wiring().topic(ticket.topic).place


def could_be_one(one: Ticket, other: Ticket) -> bool:
    """Whether two reports may be one matter after all: of one topic, or of one agency."""
    return one.topic == other.topic or one.agency == other.agency


def remember(calon: dict[str, Any], number: str, other: str, most: int) -> dict[str, Any]:
    """Return the offers to join with one more, the oldest forgotten."""
    kept = [item for item in calon.items() if item[0] != number][1 - most :]
    return dict([*kept, (number, other)])


async def _named(
    unit: UnitOfWork, context: Context, numbers: Sequence[str] | None
) -> list[tuple[int, Ticket]]:
    if not numbers:
        return []
    mine = {ticket.number: ticket for ticket in await own_tickets(unit, context)}
    found = [(n, mine[number]) for n, number in enumerate(numbers, start=1) if number in mine]
    return [(n, ticket) for n, ticket in found if ticket.status not in CLOSED]
