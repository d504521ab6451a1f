"""The citizen's status text, derived from the ticket's events."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from actions.wiring import Wiring, wiring
from actions.wording import phrase
from storage import UnitOfWork
from tickets.dates import long_date, short_date
from tickets.errors import UnknownAgency
from tickets.service import TicketService, is_closed
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Ticket, TicketEvent, Vote

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
        EventKind.VERIFIED,
        EventKind.ASKED,
        EventKind.PASSED_OUTSIDE,
        EventKind.ESCALATED,
        EventKind.REPORTED_DONE,
        EventKind.CONFIRMED,
        EventKind.PRESUMED_DONE,
        EventKind.LAPSED,
        EventKind.SPAM_MARKED,
        EventKind.SPAM_CLEARED,
        EventKind.MERGED,
        EventKind.UNMERGED,
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
    named = wiring().desk.rules.preset.citizen_status.get(ticket.status, "").lower()
    ended = _ended(ticket, events)
    if ended:
        told = phrase(domain, f"utter_status_{ticket.status}_{ended}")
        return f"{named}: {told}" if named and named != told else told
    return named or phrase(domain, f"utter_status_{ticket.status}")


def _ended(ticket: Ticket, events: Sequence[TicketEvent]) -> str | None:
    """Return how a ticket came to its end, where that says more than the status does."""
    if ticket.status is TicketStatus.ARCHIVED:
        return ticket.outcome
    ended = [event for event in events if "outcome" in event.payload]
    if ticket.status is not TicketStatus.RESOLVED or not ended:
        return None
    return "presumed" if ticket.vote is Vote.SILENT else str(ended[-1].payload["outcome"])


def _line(domain: dict[str, Any], service: TicketService, event: TicketEvent) -> str:
    day = short_date(service.calendar.local(event.at).date())
    told = event.payload
    code = str(told.get("to") or told.get("agency") or "")
    happened = f"closed_{told['outcome']}" if "outcome" in told else str(event.kind)
    more = {"nama": told.get("name"), "lembaga": told.get("body")}
    if planned := told.get("planned"):
        happened, more["rencana"] = "planned", short_date(date.fromisoformat(str(planned)))
    return phrase(domain, f"utter_riwayat_{happened}", tanggal=day, opd=_short(service, code), **more)


def _short(service: TicketService, code: str) -> str:
    try:
        return service.routing.agency(code).short
    except UnknownAgency:
        return code


def _promise(domain: dict[str, Any], service: TicketService, ticket: Ticket) -> str:
    """Give the date that is waited for now: the first answer's, then that of the end."""
    if is_closed(ticket) or ticket.status is TicketStatus.AWAITING_REPORTER:
        return ""
    today = service.calendar.local(service.now()).date()
    due = ticket.completion_due if ticket.first_answered_at else ticket.first_answer_due
    if due is None:
        return ""
    what = "selesai" if ticket.first_answered_at else "jawaban"
    name = f"utter_janji_{what}_terlewat" if today > due else f"utter_janji_{what}"
    return phrase(domain, name, tanggal=long_date(due))
