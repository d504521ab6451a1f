"""Who is asking: the session's cookie, and which roles a route is for."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import Enum

from aiohttp import web

from inbox.device import browser_words, remember_browser
from inbox.expired import sign_in_again
from inbox.keys import DATABASE, DESK, OFFICER, SESSION, SITE
from inbox.pages import redirect
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.staff import Officer, Role
from storage.staff_sessions import Session
from storage.wakeups import officer_topic

LASTS = timedelta(hours=12)
PENDING_LASTS = timedelta(minutes=10)  #: between password and code
SEEN_AGAIN = timedelta(minutes=2)  #: "last seen" is noted no more often
#: The installation's fact that lists the roles which must have a second factor.
CODE_ROLES = "code_roles"
SETUP = "/keamanan"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(Enum):
    """Whom a route is for; which case someone sees is decided by storage.cases alone."""

    ANYONE = frozenset[Role]()
    STAFF = frozenset(Role)
    #: Staff, and even those who have yet to set up the second factor their role needs.
    NEWCOMERS = tuple(Role)
    READERS = frozenset({Role.OFFICER, Role.HEAD, Role.TRIAGE, Role.SUPERVISOR})
    WORKERS = frozenset({Role.OFFICER, Role.HEAD, Role.TRIAGE})
    REVIEWERS = frozenset({Role.HEAD, Role.TRIAGE})
    DISPATCHERS = frozenset({Role.TRIAGE})
    OVERSEERS = frozenset({Role.HEAD, Role.TRIAGE, Role.SUPERVISOR})
    AUDITORS = frozenset({Role.ADMIN, Role.SUPERVISOR})
    ADMINS = frozenset({Role.ADMIN})
    WRITERS = frozenset({Role.OFFICER, Role.HEAD, Role.TRIAGE, Role.ADMIN})
    TRAINERS = frozenset({Role.TRAINER})


def guarded(handler: Handler, access: Access) -> Handler:
    """Let only those of `access` reach the handler; others sign in first, set up their code, or are refused."""

    async def guard(request: web.Request) -> web.StreamResponse:
        if access is Access.ANYONE:
            return await handler(request)
        officer = await who(request)
        if officer is None:
            return await sign_in_again(request)
        request[OFFICER] = officer
        if officer.role not in access.value:
            raise web.HTTPForbidden
        if access is not Access.NEWCOMERS and await _lacks_code(request, officer):
            return redirect(SETUP)
        return await handler(request)

    return guard


async def who(request: web.Request) -> Officer | None:
    """Return the officer of this request's session; a session waiting for its code is nobody's yet."""
    session = await session_of(request)
    if session is None or session.pending:
        return None
    request[SESSION] = session
    now = request.app[DESK].now()
    if now - session.seen_at > SEEN_AGAIN:
        await _note_seen(request, session, now)
    async with request.app[DATABASE].read() as unit:
        return await unit.staff.get(session.officer_id)


async def session_of(request: web.Request) -> Session | None:
    """Return this request's session, pending ones too."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    async with request.app[DATABASE].read() as unit:
        return await unit.sessions.find(token, request.app[DESK].now())


async def start(
    request: web.Request, unit: UnitOfWork, response: web.Response, officer: Officer, *, pending: bool = False
) -> None:
    """Begin a session under a fresh token within `unit`; whatever session there was ends."""
    now, lasts = request.app[DESK].now(), PENDING_LASTS if pending else LASTS
    await unit.sessions.close(request.cookies.get(cookie_name(request), ""))
    device = browser_words(request)
    token = await unit.sessions.open(officer.id, now, lasts, device, pending=pending)
    if not pending:
        await unit.audit.note(officer.id, AuditAction.SIGNED_IN, now, detail=device)
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        secure=request.app[SITE].secure_cookies,
        samesite="Lax",
    )
    if not pending:
        remember_browser(request, response, officer.username)


async def end(request: web.Request, response: web.Response) -> None:
    """End the session, here and in the database."""
    session = await session_of(request)
    async with request.app[DATABASE].write() as unit:
        await unit.sessions.close(request.cookies.get(cookie_name(request), ""))
        if session and not session.pending:
            await unit.audit.note(session.officer_id, AuditAction.SIGNED_OUT, request.app[DESK].now())
        await unit.commit()
    forget_cookie(request, response)


def forget_cookie(request: web.Request, response: web.Response) -> None:
    """Take the session's cookie from the browser."""
    secure = request.app[SITE].secure_cookies
    response.del_cookie(cookie_name(request), path="/", httponly=True, secure=secure, samesite="Lax")


async def end_all(unit: UnitOfWork, officer_id: str, *, but: str = "") -> int:
    """End an officer's sessions, and what they still listen to, with the commit; returns how many."""
    unit.ring_topic(listeners(officer_id))
    return await unit.sessions.end_all(officer_id, but=but)


def listeners(officer_id: str) -> str:
    """Return the topic on which an officer's open pages learn that their session may be over."""
    return officer_topic(officer_id)


async def code_roles(unit: UnitOfWork) -> frozenset[Role]:
    """Return the roles that must have a second factor."""
    kept = (await unit.facts.installation(CODE_ROLES) or "").split()
    return frozenset(role for role in Role if role in kept)


def cookie_name(request: web.Request) -> str:
    """Name the session's cookie; the prefix binds it to https and this host alone."""
    return "__Host-tanggap" if request.app[SITE].secure_cookies else "tanggap_petugas"


async def _lacks_code(request: web.Request, officer: Officer) -> bool:
    async with request.app[DATABASE].read() as unit:
        if officer.role not in await code_roles(unit):
            return False
        factor = await unit.second_factors.get(officer.id)
        return factor is None or not factor.confirmed


async def _note_seen(request: web.Request, session: Session, now: datetime) -> None:
    async with request.app[DATABASE].write() as unit:
        await unit.sessions.seen(session.id, now)
        await unit.commit()
