"""One deed of an officer as one transaction, keyed so that posting a form twice does it once."""

import hashlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from storage import Conflict, UnitOfWork
from storage.audit import AuditAction
from storage.cases import Cases
from tickets.errors import TicketNotFound
from tickets.keys import TurnKeys
from tickets.service import TicketService
from tickets.ticket import Actor, ActorKind, Ticket

Form = Mapping[str, str]
TRIES = 3  #: a Conflict says that someone else wrote the same key first; the second try finds it done
TYPED = ("isi", "alasan", "opd", "hasil")  #: the fields that make a deed what it is


@dataclass(frozen=True, slots=True)
class Work:
    """What a deed works with: the verbs, the ticket in scope, the form, who acts, and under which keys."""

    unit: UnitOfWork
    service: TicketService
    ticket: Ticket
    form: Form
    actor: Actor
    keys: TurnKeys


Deed = Callable[[Work], Awaitable[object]]


async def commit(request: web.Request, name: str, form: Form, deed: Deed) -> bool:
    """Do it in one transaction; returns whether the case is still in the officer's scope afterwards."""
    return await commit_on(request, request.match_info["number"], name, form, deed)


async def commit_on(request: web.Request, number: str, name: str, form: Form, deed: Deed) -> bool:
    """Do it to the ticket of that number."""
    for _ in range(TRIES - 1):
        try:
            return await _once(request, number.upper(), name, form, deed)
        except Conflict:
            continue
    return await _once(request, number.upper(), name, form, deed)


async def _once(request: web.Request, number: str, name: str, form: Form, deed: Deed) -> bool:
    officer = request[OFFICER]
    keys = TurnKeys(_turn(name, number, form))
    async with request.app[DATABASE].write() as unit:
        cases = Cases(unit, officer)
        if await unit.tickets.has_event(keys.turn, 0):
            # The second of two clicks; the first may have moved the case out of sight.
            return await _sees(cases, number)
        ticket = await cases.ticket(number, lock=True)
        service = await request.app[DESK].service(unit)
        await deed(Work(unit, service, ticket, form, Actor(ActorKind.OFFICER, officer.id), keys))
        still_ours = await _sees(cases, number)
        note = {"ticket_id": ticket.id, "detail": name}
        await unit.audit.note(officer.id, AuditAction.CASE_CHANGED, request.app[DESK].now(), **note)
        await unit.commit()
        return still_ours


async def _sees(cases: Cases, number: str) -> bool:
    try:
        await cases.ticket(number)
    except TicketNotFound:
        return False
    return True


def _turn(name: str, number: str, form: Form) -> str:
    """Key the effects by form and content: the same again is done once, other words are another deed."""
    try:
        key = uuid.UUID(form.get("kunci", "")).hex
    except ValueError:
        key = uuid.uuid4().hex
    content = "\x1f".join([name, number, *(form.get(field, "") for field in TYPED)])
    return f"officer:{key}:{hashlib.sha256(content.encode()).hexdigest()[:16]}"
