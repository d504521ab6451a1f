"""Which forms a case has for an officer as it stands, and what they offer."""

from inbox.aids import TopicName, offered
from inbox.choices import helpers, leads, outside, receivers, road_of
from inbox.words import MATTERS, OUTCOMES
from storage import UnitOfWork
from storage.case_parts import Case
from storage.similar import Similar
from storage.staff import Officer
from storage.workload import colleagues
from tickets.routing import Routing
from tickets.status import ARROWS, WAITING, EventKind
from tickets.terms import TOP_LEVEL, Terms
from tickets.ticket import Outcome, Ticket, TicketKind, Visibility

#: Form -> the event it needs to be possible in the case's status.
NEEDS = {
    "tangani": EventKind.CLAIMED,
    "mulai": EventKind.STARTED,
    "balas": EventKind.REPLIED,
    "tanya": EventKind.ASKED,
    "verifikasi": EventKind.VERIFIED,
    "alihkan": EventKind.TRANSFERRED,
    "minta": EventKind.HELP_ASKED,
    "luar": EventKind.PASSED_OUTSIDE,
    "naikkan": EventKind.ESCALATED,
    "topik": EventKind.TOPIC_CHANGED,
    "urgensi": EventKind.URGENCY_CHANGED,
    "rahasiakan": EventKind.TRANSFERRED,
    "gabung": EventKind.MERGED,
    "pisah": EventKind.UNMERGED,
    "pecah": EventKind.SPLIT,
    "perpanjang": EventKind.EXTENDED,
    "tutup": EventKind.REPORTED_DONE,
    "buka": EventKind.REOPENED,
    "bukan": EventKind.SPAM_MARKED,
    "proses": EventKind.SPAM_CLEARED,
}


async def forms(
    unit: UnitOfWork, officer: Officer, found: Case, routing: Routing, terms: Terms
) -> dict[str, object]:
    """Return the names of the forms that can be done (`can`), and what their fields offer."""
    ticket = found.ticket
    led = leads(officer, ticket)
    can = possible(ticket)
    if any(event.kind is EventKind.EXTENDED for event in found.events):
        can -= {"perpanjang"}
    return {
        "can": can if led else frozenset[str](),
        "leads": led,
        "team": await colleagues(unit, ticket.agency) if led else [],
        "receivers": receivers(officer, ticket, found.events, routing, terms),
        "helpers": helpers(ticket, routing),
        "bodies": outside(routing),
        "road": road_of(ticket, terms),
        "extension_days": terms.extension_days,
        "outcomes": OUTCOMES,
        "matters": MATTERS,
    }


async def writing_aids(
    unit: UnitOfWork, officer: Officer, found: Case, routing: Routing, topic: TopicName
) -> dict[str, object]:
    """Return what helps to write a reply: canned ones, filled, and earlier answers to complaints like this."""
    ticket = found.ticket
    if not leads(officer, ticket) or "balas" not in possible(ticket):
        return {"canned": [], "earlier": []}
    words = " ".join(spoken.message.text for spoken in found.spoken[:1])
    return {
        "canned": await offered(unit, officer, ticket, routing, topic),
        "earlier": await Similar(unit, officer).answers(ticket, words) if words else [],
    }


def possible(ticket: Ticket) -> frozenset[str]:
    """Return the names of the forms that the case allows as it stands."""
    can = {form for form, event in NEEDS.items() if ticket.status in ARROWS[event]}
    if ticket.visibility is Visibility.SECRET:
        can -= {"minta", "gabung", "rahasiakan"}
    if ticket.kind is not TicketKind.INFORMATION_REQUEST or ticket.first_answered_at:
        can.discard("perpanjang")
    if ticket.level >= TOP_LEVEL:
        can.discard("naikkan")
    if ticket.status in WAITING:
        can.discard("luar")
    can.discard("buka" if ticket.outcome is Outcome.SPAM else "proses")
    return frozenset(can)
