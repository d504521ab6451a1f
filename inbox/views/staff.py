"""Accounts: who has one, and invitations to new ones."""

from datetime import timedelta

from aiohttp import web

from inbox.forms import FormError, read_form
from inbox.keys import DATABASE, DESK, SITE
from inbox.pages import page
from storage.staff import Role
from tickets.routing import Routing

INVITATION_LASTS = timedelta(days=3)


async def accounts(request: web.Request) -> web.Response:
    """List the accounts."""
    return await _show(request)


async def invite(request: web.Request) -> web.Response:
    """Make a one-time link; it is shown this once and kept nowhere."""
    form, desk = await read_form(request), request.app[DESK]
    try:
        async with request.app[DATABASE].write() as unit:
            role, agency = _chosen(form.get("peran", ""), form.get("opd", ""), await desk.routing(unit))
            token = await unit.staff.invite(role, agency, desk.now(), INVITATION_LASTS)
            await unit.commit()
    except FormError as problem:
        return await _show(request, status=422, error=str(problem))
    return await _show(request, link=f"{request.app[SITE].address(request)}/undangan/{token}")


def _chosen(role: str, agency: str, routing: Routing) -> tuple[Role, str | None]:
    if role not in set(Role):
        raise FormError("Pilih perannya.")
    if role == Role.ADMIN:
        return Role.ADMIN, None
    if agency not in _agencies(routing):
        raise FormError("Pilih OPD-nya.")
    return Role(role), agency


def _agencies(routing: Routing) -> dict[str, str]:
    return {a.code: a.name for a in routing.agencies.values() if not a.outside}


async def _show(request: web.Request, *, status: int = 200, link: str = "", error: str = "") -> web.Response:
    async with request.app[DATABASE].read() as unit:
        people = await unit.staff.everyone()
        routing = await request.app[DESK].routing(unit)
    values = {"people": people, "agencies": _agencies(routing), "link": link, "error": error}
    return await page(request, "staff.html", status=status, **values)
