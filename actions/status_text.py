"""The citizen's status text, derived from the ticket's events."""

from collections.abc import Sequence
from typing import Any

from actions.wiring import Wiring, wiring
from actions.wording import long_date, phrase, short_date
from storage import UnitOfWork
from tickets.errors import UnknownAgency
from tickets.service import TicketService, is_closed
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Ticket, TicketEvent

#: Events a citizen is told; the others are the officers' own.
TOLD = frozenset(
    {
        EventKind.OPENED,
        EventKind.ASSIGNED,
        EventKind.TRANSFERRED,
        EventKind.STARTED,
        EventKind.REPLIED,
        EventKind.INFORMATION_ADDED,
        EventKind.CLOSED,
        EventKind.NOT_OURS,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
    }
)
LAST_EVENTS = 6
LIST_LIMIT = 10


def status_params(
    domain: dict[str, Any],
    house: Wiring,
    service: TicketService,
    ticket: Ticket,
    events: Sequence[TicketEvent],
) -> dict[str, Any]:
    """Return the parameters of `utter_status`."""
    told = [event for event in events if event.kind in TOLD][-LAST_EVENTS:]
    return {
        "nomor": ticket.number,
        "ticket_id": ticket.id,
        "nama_topik": house.topic(ticket.topic).title,
        "tempat": ticket.place or phrase(domain, "utter_tempat_belum_ada"),
        "riwayat": "\n".join(_line(domain, service, event) for event in told),
        "status": status_words(domain, ticket, events),
        "janji": _promise(domain, service, ticket),
    }


async def list_params(domain: dict[str, Any], unit: UnitOfWork, tickets: Sequence[Ticket]) -> dict[str, Any]:
    """Return the parameters of `utter_daftar_tiket`."""
    lines = [
        phrase(
            domain,
            "utter_baris_tiket",
            nomor=ticket.number,
            nama_topik=wiring().topic(ticket.topic).title,
            status=status_words(domain, ticket, await unit.tickets.events(ticket.id)),
        )
        for ticket in tickets[:LIST_LIMIT]
    ]
    return {"daftar": "\n".join(lines)}


def status_words(domain: dict[str, Any], ticket: Ticket, events: Sequence[TicketEvent]) -> str:
    """Say where a ticket stands; a closed one by its outcome, since not every closed matter is settled.

    The preset's own name comes before the plain words.
    """
    closed = [event for event in events if event.kind is EventKind.CLOSED]
    named = wiring().desk.rules.preset.citizen_status.get(ticket.status, "").lower()
    if ticket.status is TicketStatus.RESOLVED and closed:
        told = phrase(domain, f"utter_status_resolved_{closed[-1].payload['outcome']}")
        return f"{named}: {told}" if named and named != told else told
    if named:
        return named
    return phrase(domain, f"utter_status_{ticket.status}")


def _line(domain: dict[str, Any], service: TicketService, event: TicketEvent) -> str:
    day = short_date(service.calendar.local(event.at).date())
    code = str(event.payload.get("to") or event.payload.get("agency") or "")
    happened = f"closed_{event.payload['outcome']}" if event.kind is EventKind.CLOSED else event.kind
    return phrase(domain, f"utter_riwayat_{happened}", tanggal=day, opd=_short(service, code))


def _short(service: TicketService, code: str) -> str:
    try:
        return service.routing.agency(code).short
    except UnknownAgency:
        return code


def _promise(domain: dict[str, Any], service: TicketService, ticket: Ticket) -> str:
    if ticket.first_answered_at:
        day = service.calendar.local(ticket.first_answered_at).date()
        return phrase(domain, "utter_sudah_dijawab", tanggal=long_date(day))
    if is_closed(ticket):
        return ""
    late = service.calendar.local(service.now()).date() > ticket.first_answer_due
    name = "utter_janji_terlewat" if late else "utter_janji"
    return phrase(domain, name, tanggal=long_date(ticket.first_answer_due))
