"""What helps an officer write on one case: canned replies filled in."""

from collections.abc import Callable
from dataclasses import dataclass

from storage import UnitOfWork
from storage.staff import Officer
from tickets.canned import fill
from tickets.routing import Routing
from tickets.ticket import Ticket

#: Topics' titles on screen by name, as `Site.topic` gives them.
TopicName = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A canned reply as the case's form offers it; what has no value stays to be seen: ‹tanggal›."""

    id: str
    title: str
    text: str


async def offered(
    unit: UnitOfWork, officer: Officer, ticket: Ticket, routing: Routing, topic: TopicName
) -> list[Offered]:
    """Return the canned replies of the ticket's agency (if it is one of the officer's) and the common ones, filled."""
    own = [code for code in officer.agencies if code == ticket.agency]
    values = {
        "nomor": ticket.number,
        "tempat": ticket.place or "",
        "topik": topic(ticket.topic),
        "opd": routing.agency_or_code(ticket.agency).short,
        "petugas": officer.name,
    }
    return [Offered(each.id, each.title, fill(each.text, values)) for each in await unit.canned.of(own)]
