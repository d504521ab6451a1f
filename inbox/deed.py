"""One deed of an officer as one transaction, keyed so that posting a form twice does it once."""

import hashlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER, SITE
from storage import Conflict, UnitOfWork
from storage.audit import AuditAction
from storage.cases import Cases
from storage.officer_photos import KeptPhoto
from storage.staff import Officer
from tickets.errors import TicketNotFound
from tickets.keys import TurnKeys
from tickets.service import TicketService
from tickets.ticket import Actor, ActorKind, Ticket

Form = Mapping[str, str]
TRIES = 3  #: a Conflict says that someone else wrote the same key first; the second try finds it done
KEY = "kunci"  #: the field of a form's key; every other field makes the deed what it is
PHOTOS_SENT = "foto"  #: the field with the hashes of the photos that came with a form


@dataclass(frozen=True, slots=True)
class Work:
    """What a deed works with: the verbs, the ticket in reach, the form, who acts, under which keys, the photos.

    `topics` are the topics' names by code.
    """

    unit: UnitOfWork
    service: TicketService
    ticket: Ticket
    form: Form
    actor: Actor
    keys: TurnKeys
    officer: Officer
    topics: Mapping[str, str]
    photos: tuple[KeptPhoto, ...] = ()


Deed = Callable[[Work], Awaitable[object]]


class Reach(Protocol):
    """How a request reaches the ticket it is about."""

    async def __call__(self, unit: UnitOfWork, request: web.Request, *, lock: bool) -> Ticket:
        """Return the ticket, locked where asked. Raises TicketNotFound where it is out of reach."""
        ...


async def case_in_scope(unit: UnitOfWork, request: web.Request, *, lock: bool) -> Ticket:
    """Reach the case that the address names. Raises TicketNotFound."""
    return await Cases(unit, request[OFFICER]).ticket(number_of(request), lock=lock)


def number_of(request: web.Request) -> str:
    """Return the ticket's number in the address."""
    return request.match_info["number"].upper()


async def commit(
    request: web.Request, name: str, form: Form, deed: Deed, reach: Reach = case_in_scope
) -> bool:
    """Do it in one transaction; returns whether the case is still in the officer's reach afterwards."""
    for _ in range(TRIES - 1):
        try:
            return await _once(request, name, form, deed, reach)
        except Conflict:
            continue
    return await _once(request, name, form, deed, reach)


async def _once(request: web.Request, name: str, form: Form, deed: Deed, reach: Reach) -> bool:
    officer = request[OFFICER]
    keys = TurnKeys(_turn(name, request, form))
    async with request.app[DATABASE].write() as unit:
        if await unit.tickets.has_event(keys.turn, 0):
            # The second of two clicks; the first may have moved the case out of sight.
            return await _reaches(unit, request, reach)
        ticket = await reach(unit, request, lock=True)
        service = await request.app[DESK].service(unit)
        actor, topics = Actor(ActorKind.OFFICER, officer.id), request.app[SITE].topic_names
        await deed(Work(unit, service, ticket, form, actor, keys, officer, topics))
        await unit.drafts.sent(ticket.id, officer.id, name, form.get(KEY, "")[:32], request.app[DESK].now())
        still_ours = await _reaches(unit, request, reach)
        note = {"ticket_id": ticket.id, "detail": name}
        await unit.audit.note(officer.id, AuditAction.CASE_CHANGED, request.app[DESK].now(), **note)
        await unit.commit()
        return still_ours


async def _reaches(unit: UnitOfWork, request: web.Request, reach: Reach) -> bool:
    try:
        await reach(unit, request, lock=False)
    except TicketNotFound:
        return False
    return True


def _turn(name: str, request: web.Request, form: Form) -> str:
    """Key the effects by form and content: the same again is done once, other words are another deed."""
    try:
        key = uuid.UUID(form.get(KEY, "")).hex
    except ValueError:
        key = uuid.uuid4().hex
    subject = [value.upper() for value in request.match_info.values()]
    typed = [f"{field}={form[field]}" for field in sorted(form) if field != KEY]
    content = "\x1f".join([name, *subject, *typed])
    return f"officer:{key}:{hashlib.sha256(content.encode()).hexdigest()[:16]}"
