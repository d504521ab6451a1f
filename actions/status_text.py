"""The citizen's status text, derived from the ticket's events."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from actions.wiring import Wiring, wiring
from actions.wording import phrase
from storage import UnitOfWork
from tickets.dates import LANGUAGE, short_date
from tickets.errors import UnknownAgency
from tickets.place_wait import may_wait, place_wait
from tickets.service import TicketService, is_closed
from tickets.status import UNTOUCHED, EventKind, TicketStatus
from tickets.ticket import Ticket, TicketEvent, Vote
from tickets.timing import RESTARTS

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
        EventKind.EXTENDED,
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
#: What the first reporter of a common case did is no business of those who joined it.
OTHERS_OWN = frozenset({EventKind.OPENED, EventKind.INFORMATION_ADDED})
LAST_EVENTS = 6
LIST_LIMIT = 10


def status_params(
    domain: dict[str, Any],
    house: Wiring,
    service: TicketService,
    ticket: Ticket,
    case: Ticket,
    events: Sequence[TicketEvent],
) -> dict[str, Any]:
    """Return the parameters of `utter_status`; a joined ticket (its `case` is another) has its case's future.

    `events` are those of `story()`.
    """
    told = [event for event in events if event.kind in TOLD][-LAST_EVENTS:]
    return {
        "nomor": ticket.number,
        "ticket_id": ticket.id,
        "nama_topik": house.topic(ticket.topic).title,
        "tempat": ticket.place or phrase(domain, "utter_tempat_belum_ada"),
        "riwayat": "\n".join(_line(domain, service, event) for event in told),
        "status": standing(domain, case, events),
        "janji": _awaited(domain, service, case, events) or promise(domain, service, case),
    }


#: The last of these says whether there is a plan: a new start, another agency or a reopening ends an old one.
#: Nothing is planned before the opening, and a joined ticket's may come after the common case's plan.
BEGINNINGS = RESTARTS - {EventKind.OPENED} | {EventKind.STARTED, EventKind.TRANSFERRED}


async def story(unit: UnitOfWork, ticket: Ticket, case: Ticket) -> list[TicketEvent]:
    """Return what happened, as one line of time: a joined ticket's own beginning, then the common case's deeds."""
    own = list(await unit.tickets.events(ticket.id))
    if case.id == ticket.id:
        return own
    common = [e for e in await unit.tickets.events(case.id) if e.kind not in OTHERS_OWN]
    return sorted(
        [e for e in own if e.kind in {EventKind.OPENED, EventKind.MERGED}] + common, key=lambda e: e.at
    )


async def list_params(domain: dict[str, Any], unit: UnitOfWork, tickets: Sequence[Ticket]) -> dict[str, Any]:
    """Return the parameters of `utter_daftar_tiket`."""
    lines = [
        phrase(
            domain,
            "utter_baris_tiket",
            nomor=ticket.number,
            nama_topik=wiring().topic(ticket.topic).title,
            status=await status_words(domain, unit, ticket),
        )
        for ticket in tickets[:LIST_LIMIT]
    ]
    return {"daftar": "\n".join(lines)}


async def status_words(domain: dict[str, Any], unit: UnitOfWork, ticket: Ticket) -> str:
    """Say where a ticket stands; a joined one stands where its case does."""
    case = await unit.tickets.get(ticket.parent_id) if ticket.parent_id else ticket
    return standing(domain, case, await unit.tickets.events(case.id))


def standing(domain: dict[str, Any], ticket: Ticket, events: Sequence[TicketEvent]) -> str:
    """Say where a case stands; a closed one by its outcome, since not every closed matter is settled.

    The preset's own name comes before the plain words, and the day it is planned for before both.
    """
    begun = [event for event in events if event.kind in BEGINNINGS]
    planned = begun[-1].payload.get("planned") if begun else None
    if ticket.status is TicketStatus.IN_PROGRESS and planned:
        day = short_date(date.fromisoformat(str(planned)), wiring().language)
        return phrase(domain, "utter_status_dijadwalkan", rencana=day)
    if body := _outside(ticket, events):
        return phrase(domain, "utter_status_di_luar", lembaga=body)
    if place_until(ticket, events):
        return phrase(domain, "utter_status_menunggu_letak")
    named = _named(ticket)
    ended = _ended(ticket, events)
    if ended:
        told = phrase(domain, f"utter_status_{ticket.status}_{ended}")
        return f"{named}: {told}" if named and named != told else told
    return named or phrase(domain, f"utter_status_{ticket.status}")


def _outside(ticket: Ticket, events: Sequence[TicketEvent]) -> str | None:
    """Return the body outside that has it now: nothing of ours came after it was passed on."""
    ours = [
        event for event in events if event.kind in BEGINNINGS | {EventKind.PASSED_OUTSIDE, EventKind.REPLIED}
    ]
    if not ours or ticket.status is not TicketStatus.IN_PROGRESS:
        return None
    return str(ours[-1].payload["body"]) if ours[-1].kind is EventKind.PASSED_OUTSIDE else None


def _named(ticket: Ticket) -> str:
    """Return the preset's name of the status, which is Indonesian: another language has its own words."""
    rules = wiring().desk.rules
    return rules.preset.citizen_status.get(ticket.status, "").lower() if rules.language == LANGUAGE else ""


def _ended(ticket: Ticket, events: Sequence[TicketEvent]) -> str | None:
    """Return how a ticket came to its end, where that says more than the status does."""
    if ticket.status is TicketStatus.ARCHIVED:
        return ticket.outcome
    ended = [event for event in events if "outcome" in event.payload]
    if ticket.status is not TicketStatus.RESOLVED or not ended:
        return None
    return "presumed" if ticket.vote is Vote.SILENT else str(ended[-1].payload["outcome"])


def _line(domain: dict[str, Any], service: TicketService, event: TicketEvent) -> str:
    day = short_date(service.calendar.local(event.at).date(), service.language)
    told = event.payload
    code = str(told.get("to") or told.get("agency") or "")
    happened = f"closed_{told['outcome']}" if "outcome" in told else str(event.kind)
    more = {"nama": told.get("name"), "lembaga": told.get("body")}
    if planned := told.get("planned"):
        happened, more["rencana"] = "planned", short_date(date.fromisoformat(str(planned)), service.language)
    return phrase(domain, f"utter_riwayat_{happened}", tanggal=day, opd=_short(service, code), **more)


def _short(service: TicketService, code: str) -> str:
    try:
        return service.routing.agency(code).short
    except UnknownAgency:
        return code


def place_until(ticket: Ticket, events: Sequence[TicketEvent]) -> datetime | None:
    """Return until when its place is waited for, of which the reporter was reminded."""
    wait = place_wait(events) if ticket.status in UNTOUCHED and may_wait(ticket) else None
    return wait.until if wait else None


def _awaited(
    domain: dict[str, Any], service: TicketService, ticket: Ticket, events: Sequence[TicketEvent]
) -> str:
    """Say until when the place is waited for: meanwhile no promise of ours runs."""
    until = place_until(ticket, events)
    return phrase(domain, "utter_janji_letak", tanggal=_day(service, until)) if until else ""


def _day(service: TicketService, moment: datetime) -> str:
    return service.day(service.calendar.local(moment).date())


def promise(domain: dict[str, Any], service: TicketService, ticket: Ticket) -> str:
    """Give the date that is waited for now: the first answer's, then that of the end."""
    if is_closed(ticket) or ticket.status is TicketStatus.AWAITING_REPORTER:
        return ""
    today = service.calendar.local(service.now()).date()
    due = ticket.completion_due if ticket.first_answered_at else ticket.first_answer_due
    if due is None:
        return ""
    what = "selesai" if ticket.first_answered_at else "jawaban"
    name = f"utter_janji_{what}_terlewat" if today > due else f"utter_janji_{what}"
    return phrase(domain, name, tanggal=service.day(due))
