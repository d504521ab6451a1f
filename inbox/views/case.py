"""One case: its story, and what an officer can do."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from aiohttp import web

from inbox.case_forms import forms, writing_aids
from inbox.clock_words import clock_lines, help_words
from inbox.dates import clock
from inbox.evidence_list import shown
from inbox.keys import DESK, OFFICER, SITE
from inbox.looks import look
from inbox.pages import page
from inbox.sessions import Access
from inbox.timeline import timeline
from inbox.undo import undoable
from inbox.views.beside import beside, seen
from inbox.words import CHANNELS, LEVELS
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.case_parts import Case
from storage.cases import Cases
from storage.conversations import OFFICER as HELD_BY_OFFICERS
from storage.conversations import Conversation
from storage.family import family
from storage.identity import may_reveal
from storage.staff import Role
from tickets.help import HelpRequest
from tickets.routing import Routing
from tickets.service import is_closed
from tickets.status import EventKind
from tickets.terms import Terms

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that could not be done: which, why, what was typed, and what would let it through.

    `again`: to send it once more; `private`: to say that the words are meant so.
    """

    deed: str
    error: str
    typed: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    private: bool = False


async def case(request: web.Request) -> web.Response:
    """Show one case. Raises TicketNotFound where it is not in scope."""
    values, ticket_id = await look(request, AuditAction.CASE_OPENED, lambda unit: _found(request, unit))
    await seen(request, ticket_id, values)
    return await _render(request, values)


async def show(request: web.Request, refused: Refused | None = None, status: int = 200) -> web.Response:
    """Render the case, with what was refused beside its form. Raises TicketNotFound."""
    values, _ = await look(request, AuditAction.CASE_OPENED, lambda unit: _found(request, unit))
    return await _render(request, values, refused, status)


async def _read(request: web.Request, unit: UnitOfWork) -> tuple[Values, str]:
    desk, officer, cases = request.app[DESK], request[OFFICER], Cases(unit, request[OFFICER])
    found = await _named(unit, await cases.case(request.match_info["number"].upper()))
    routing, terms = await desk.routing(unit), await desk.terms(unit)
    values = {
        **await _told(request, unit, found, routing, terms),
        **await forms(unit, officer, found, routing, terms),
        **await writing_aids(unit, officer, found, routing, request.app[SITE].topic),
        **await beside(request, unit, found),
        "family": await family(unit, officer, found.ticket),
        "counts": await cases.counts(),
        **await _evidence(request, unit, found),
    }
    return values, found.ticket.id


async def _evidence(request: web.Request, unit: UnitOfWork, found: Case) -> Values:
    desk, officer = request.app[DESK], request[OFFICER]
    when = clock(desk.now(), desk.rules.timezone)
    photos = [(each, found.ticket.number) for each in await unit.evidence.of_ticket(found.ticket.id)]
    items = await shown(unit, officer, photos, lambda moment: when(moment).exact)
    return {"evidence": items, "photo_ids": {item.sha256: item.id for item in items}}


async def _found(request: web.Request, unit: UnitOfWork) -> tuple[tuple[Values, str], str]:
    values, ticket_id = await _read(request, unit)
    return (values, ticket_id), ticket_id


async def _render(
    request: web.Request, values: Values, refused: Refused | None = None, status: int = 200
) -> web.Response:
    may_work = request[OFFICER].role in Access.WORKERS.value and bool(values["leads"])
    return await page(request, "case.html", status=status, refused=refused, may_work=may_work, **values)


async def _named(unit: UnitOfWork, found: Case) -> Case:
    """Add the names of those to whom the case was given."""
    given = {str(e.payload.get("officer", "")) for e in found.events if e.kind is EventKind.CLAIMED}
    missing = (given | {found.ticket.claimed_by or ""}) - found.names.keys() - {""}
    return replace(found, names={**found.names, **await unit.staff.names(missing)}) if missing else found


async def _told(
    request: web.Request, unit: UnitOfWork, found: Case, routing: Routing, terms: Terms
) -> Values:
    """Return what the page tells."""
    ticket, conversation, desk = found.ticket, found.conversation, request.app[DESK]
    officer, now, calendar = request[OFFICER], desk.now(), await desk.calendar(unit)
    held_here = _held(conversation) and conversation.owner_ticket_id == ticket.id
    asked: list[HelpRequest] = await unit.tickets.help_of(ticket.id)
    return {
        "ticket": ticket,
        "case": found,
        "closed": is_closed(ticket),
        "entries": timeline(found, _short(routing), request.app[SITE].topic),
        "clocks": clock_lines(ticket, found.events, terms, calendar, now),
        "helps": [(one, help_words(one, calendar, now)) for one in asked],
        "followup": await unit.tickets.followup(ticket.id),
        "agency": _short(routing),
        "key": uuid.uuid4().hex,
        "undo": undoable(found.events, officer.id, now, terms.undo),
        "undo_seconds": round(terms.undo.total_seconds()),
        "rung": terms.superior(ticket.agency, ticket.level) or LEVELS[ticket.level],
        "today": calendar.local(now).date(),
        "held_here": held_here,
        "held_elsewhere": _held(conversation) and conversation.owner_agency != ticket.agency,
        "may_reveal": may_reveal(officer, ticket),
        "window": window(conversation, request.app[SITE].reply_hours, now),
        "may_verify": officer.role is Role.TRIAGE,
        "may_review": officer.role in Access.REVIEWERS.value,
    }


def _held(conversation: Conversation) -> bool:
    return conversation.owner == HELD_BY_OFFICERS


def _short(routing: Routing) -> Callable[[str], str]:
    return lambda code: routing.agency_or_code(code).short


def window(conversation: Conversation, reply_hours: Mapping[str, int], now: datetime) -> str:
    """Say how long a channel with a reply window still takes an answer; empty for others."""
    hours = reply_hours.get(conversation.channel)
    if hours is None or conversation.last_inbound_at is None:
        return ""
    channel = CHANNELS[conversation.channel]
    left = conversation.last_inbound_at + timedelta(hours=hours) - now
    if left <= timedelta():
        return (
            f"Pelapor terakhir menulis lebih dari {hours} jam lalu. {channel} menahan balasan Anda; "
            "pesannya menunggu di sini dan terkirim begitu pelapor menulis lagi. Bila mendesak, jangan menunggu: "
            "minta kepala OPD membuka nomor pelapor (dicatat), lalu telepon."
        )
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return f"{channel} masih menerima balasan {hours} jam {minutes} menit lagi."
