"""A reply looked at before it is sent, with what is known of its case."""

from storage.hidden_names import names_to_hide
from storage.staff import Officer
from storage.unit_of_work import UnitOfWork
from tickets.reply_lint import Facts, Remark, lint
from tickets.ticket import Ticket


async def remarks(
    unit: UnitOfWork, officer: Officer, ticket: Ticket, text: str, *, needs_place: bool = True
) -> list[Remark]:
    """Return what to say about a reply before it is sent; the reporter's name is opened for this and kept nowhere."""
    reporters = {one.reporter_id for one in (ticket, *await unit.tickets.joined_to(ticket.id))}
    sealed = [await unit.contacts.sealed_name(reporter) for reporter in sorted(reporters)]
    names = tuple(name for each in sealed for name in names_to_hide(unit.cipher, each))
    facts = Facts(names=names, public=(officer.name,), place=needs_place)
    return lint(text, facts)
