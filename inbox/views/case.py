"""One case: its story, and what an officer can do."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from inbox.dates import promise
from inbox.keys import DATABASE, DESK, OFFICER, SITE
from inbox.looks import look
from inbox.pages import page
from inbox.sessions import Access
from inbox.timeline import timeline
from inbox.words import OUTCOMES
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.case_parts import Case
from storage.cases import Cases
from storage.conversations import OFFICER as HELD_BY_OFFICERS
from storage.conversations import Conversation
from storage.identity import may_reveal
from tickets.calendar import WorkingCalendar
from tickets.routing import Routing
from tickets.service import is_closed

#: WhatsApp takes free words only this long after the citizen last wrote (Meta, customer service window).
WINDOW = timedelta(hours=24)
CHANNEL_WITH_WINDOW = "whatsapp"


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that could not be done: which, why, and what was typed."""

    deed: str
    error: str
    typed: Mapping[str, str] = field(default_factory=dict)


async def case(request: web.Request) -> web.Response:
    """Show one case. Raises TicketNotFound where it is not in scope."""
    return await _render(
        request, await look(request, AuditAction.CASE_OPENED, lambda unit: _read(request, unit))
    )


async def show(request: web.Request, refused: Refused | None = None, status: int = 200) -> web.Response:
    """Render the case, with what was refused beside its form. Raises TicketNotFound."""
    async with request.app[DATABASE].read() as unit:
        values, _ = await _read(request, unit)
    return await _render(request, values, refused, status)


def held(conversation: Conversation) -> bool:
    """Whether officers, of any agency, have the conversation."""
    return conversation.owner == HELD_BY_OFFICERS


async def _read(request: web.Request, unit: UnitOfWork) -> tuple[dict[str, object], str]:
    desk, cases = request.app[DESK], Cases(unit, request[OFFICER])
    found = await cases.case(request.match_info["number"].upper())
    routing, calendar = await desk.routing(unit), await desk.calendar(unit)
    values = _values(request, found, routing, calendar, desk.now())
    return values | {"counts": await cases.counts()}, found.ticket.id


async def _render(
    request: web.Request, values: dict[str, object], refused: Refused | None = None, status: int = 200
) -> web.Response:
    may_work = request[OFFICER].role in Access.WORKERS.value
    return await page(request, "case.html", status=status, refused=refused, may_work=may_work, **values)


def _values(
    request: web.Request, found: Case, routing: Routing, calendar: WorkingCalendar, now: datetime
) -> dict[str, object]:
    ticket, conversation = found.ticket, found.conversation

    def agency(code: str) -> str:
        return routing.agencies[code].short if code in routing.agencies else code

    return {
        "ticket": ticket,
        "case": found,
        "closed": is_closed(ticket),
        "entries": timeline(found, agency, request.app[SITE].topic),
        "promise": promise(ticket, calendar, now),
        "agency": agency,
        "receivers": receivers(routing, ticket.agency),
        "outcomes": OUTCOMES,
        "key": uuid.uuid4().hex,
        "held_here": held(conversation) and conversation.owner_ticket_id == ticket.id,
        "held_elsewhere": held(conversation) and conversation.owner_agency != ticket.agency,
        "may_reveal": may_reveal(request[OFFICER], ticket),
        "window": window(conversation, now),
    }


def receivers(routing: Routing, current: str) -> dict[str, str]:
    """Return who may get the case: agencies of this government, by code; bodies outside have no inbox."""
    return {a.code: a.name for a in routing.agencies.values() if not a.outside and a.code != current}


def window(conversation: Conversation, now: datetime) -> str:
    """Say how long a channel with a reply window still takes an answer; empty for others."""
    if conversation.channel != CHANNEL_WITH_WINDOW or conversation.last_inbound_at is None:
        return ""
    left = conversation.last_inbound_at + WINDOW - now
    if left <= timedelta():
        return (
            "Pelapor terakhir menulis lebih dari 24 jam lalu. WhatsApp menahan balasan Anda; "
            "pesannya menunggu di sini dan terkirim begitu pelapor menulis lagi."
        )
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return f"WhatsApp masih menerima balasan {hours} jam {minutes} menit lagi."
