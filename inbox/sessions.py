"""Who is asking: the session's cookie, and which roles a route is for."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import Enum

from aiohttp import web

from inbox.expired import sign_in_again
from inbox.keys import DATABASE, DESK, OFFICER, SITE
from storage.staff import Officer, Role

LASTS = timedelta(hours=12)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(Enum):
    """Whom a route is for; which case someone sees is decided by storage.cases alone."""

    ANYONE = frozenset[Role]()
    OFFICERS = frozenset(Role)
    ADMINS = frozenset({Role.ADMIN})


def guarded(handler: Handler, access: Access) -> Handler:
    """Let only those of `access` reach the handler; others sign in first or are refused."""

    async def guard(request: web.Request) -> web.StreamResponse:
        if access is Access.ANYONE:
            return await handler(request)
        officer = await who(request)
        if officer is None:
            return await sign_in_again(request)
        request[OFFICER] = officer
        if officer.role not in access.value:
            raise web.HTTPForbidden
        return await handler(request)

    return guard


async def who(request: web.Request) -> Officer | None:
    """Return the officer of this request's session."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    async with request.app[DATABASE].read() as unit:
        return await unit.staff.who(token, request.app[DESK].now())


async def start(request: web.Request, response: web.Response, officer: Officer) -> None:
    """Begin a session under a fresh token; whatever session there was ends."""
    async with request.app[DATABASE].write() as unit:
        await unit.staff.log_out(request.cookies.get(cookie_name(request), ""))
        token = await unit.staff.log_in(officer, request.app[DESK].now(), LASTS)
        await unit.commit()
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=request.app[SITE].secure_cookies,
        samesite="Lax",
    )


async def end(request: web.Request, response: web.Response) -> None:
    """End the session, here and in the database."""
    async with request.app[DATABASE].write() as unit:
        await unit.staff.log_out(request.cookies.get(cookie_name(request), ""))
        await unit.commit()
    secure = request.app[SITE].secure_cookies
    response.del_cookie(cookie_name(request), path="/", httponly=True, secure=secure, samesite="Lax")


def cookie_name(request: web.Request) -> str:
    """Name the session's cookie; the prefix binds it to https and this host alone."""
    return "__Host-tanggap" if request.app[SITE].secure_cookies else "tanggap_petugas"
