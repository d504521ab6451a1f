"""What an officer can choose from on a case: receivers, helpers, bodies outside."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.staff import Officer, Role
from tickets.roads import Road
from tickets.routing import Agency, Routing
from tickets.terms import Terms
from tickets.ticket import Ticket, TicketEvent
from tickets.verbs.disposition import transfers
from tickets.verbs.intake import ROADS

Choices = dict[str, str]


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who may get the case, by code: whoever the topic and the place call for first.

    `only_triage` says that agencies have passed it on too often to go on by themselves.
    """

    suggested: Choices
    others: Choices
    only_triage: bool = False

    def __contains__(self, code: object) -> bool:
        """Whether this agency may get it."""
        return code in self.suggested or code in self.others


def leads(officer: Officer, ticket: Ticket) -> bool:
    """Whether this officer decides about the case: its lead agency's, or triage."""
    return officer.role is Role.TRIAGE or ticket.agency in officer.agencies


def receivers(
    officer: Officer, ticket: Ticket, events: Sequence[TicketEvent], routing: Routing, terms: Terms
) -> Receivers:
    """Return who may get the case from this officer; bodies outside have no inbox."""
    possible = {a.code: a.name for a in inside(routing) if a.code != ticket.agency}
    decides = officer.role is Role.TRIAGE
    if not decides and transfers(events) >= terms.most_transfers:
        triage = routing.triage
        return Receivers({triage: possible[triage]} if triage in possible else {}, {}, only_triage=True)
    likely = [code for code in owners(ticket, routing, terms) if code in possible]
    suggested = {code: possible[code] for code in likely}
    return Receivers(suggested, {code: name for code, name in possible.items() if code not in suggested})


def road_of(ticket: Ticket, terms: Terms) -> Road | None:
    """Return whose road it is, by the region's table, where the case is about one that stands there."""
    return terms.road(ticket.place, ticket.area_code) if ticket.topic == ROADS and ticket.place else None


def owners(ticket: Ticket, routing: Routing, terms: Terms) -> list[str]:
    """Return who is responsible: by the road, then by topic and place, for the topic it has and those next."""
    road = road_of(ticket, terms)
    found = (
        routing.responsible_agency(topic, sure=True, sensitivity=ticket.sensitivity, area=ticket.area_code)
        for topic in (ticket.topic, *ticket.candidates)
    )
    codes = [*([road.answers] if road else []), *(agency.code for agency in found)]
    return list(dict.fromkeys(codes))


def helpers(ticket: Ticket, routing: Routing) -> Choices:
    """Return whom the case's officers may ask for help."""
    return {a.code: a.name for a in inside(routing) if a.code != ticket.agency}


def inside(routing: Routing) -> list[Agency]:
    """Return the agencies of this government."""
    return [agency for agency in routing.agencies.values() if not agency.outside]


def outside(routing: Routing) -> list[Agency]:
    """Return the bodies outside that the routing knows."""
    return [agency for agency in routing.agencies.values() if agency.outside]
