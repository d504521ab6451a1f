"""Accounts: who has one, and invitations to new ones."""

from datetime import timedelta

from aiohttp import web

from inbox.forms import FormError, read_form
from inbox.keys import DATABASE, DESK, OFFICER, SITE
from inbox.pages import page, redirect
from inbox.sessions import CODE_ROLES, code_roles
from storage.audit import AuditAction
from storage.staff import Role
from tickets.routing import Routing

INVITATION_LASTS = timedelta(days=3)
OF_NO_AGENCY = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.TRAINER})


async def accounts(request: web.Request) -> web.Response:
    """List the accounts."""
    return await _show(request)


async def invite(request: web.Request) -> web.Response:
    """Make a one-time link; it is shown this once and kept nowhere."""
    form, desk = await read_form(request), request.app[DESK]
    try:
        async with request.app[DATABASE].write() as unit:
            role, agency = chosen(form.get("peran", ""), form.get("opd", ""), await desk.routing(unit))
            token = await unit.staff.invite(role, agency, desk.now(), INVITATION_LASTS)
            note = {"subject": "undangan", "detail": f"{role} {agency or ''}".strip()}
            await unit.audit.note(request[OFFICER].id, AuditAction.ACCOUNT_CHANGED, desk.now(), **note)
            await unit.commit()
    except FormError as problem:
        return await _show(request, status=422, error=str(problem))
    return await _show(request, link=f"{request.app[SITE].address(request)}/undangan/{token}")


async def require_codes(request: web.Request) -> web.Response:
    """Set which roles must have a code app; who lacks it sets it up before anything else."""
    fields, now = await request.post(), request.app[DESK].now()
    kept = " ".join(role for role in Role if role in fields.getall("peran", []))
    async with request.app[DATABASE].write() as unit:
        await unit.facts.note_installation(CODE_ROLES, kept)
        note = {"subject": "wajib kode masuk", "detail": kept or "tidak ada"}
        await unit.audit.note(request[OFFICER].id, AuditAction.SETTING_CHANGED, now, **note)
        await unit.commit()
    return redirect("/akun?kabar=tersimpan")


def chosen(role: str, agency: str, routing: Routing) -> tuple[Role, str | None]:
    """Check a role with its agency. Raises FormError."""
    if role not in set(Role):
        raise FormError("Pilih perannya.")
    if role in OF_NO_AGENCY:
        return Role(role), None
    if agency not in agencies_of(routing):
        raise FormError("Pilih OPD-nya.")
    return Role(role), agency


def agencies_of(routing: Routing) -> dict[str, str]:
    """Return the agencies that may have officers, by code."""
    return {a.code: a.name for a in routing.agencies.values() if not a.outside}


async def _show(request: web.Request, *, status: int = 200, link: str = "", error: str = "") -> web.Response:
    async with request.app[DATABASE].read() as unit:
        people = await unit.staff.everyone()
        closed = await unit.staff.everyone(disabled=True)
        coded, required = await unit.second_factors.owners(), await code_roles(unit)
        routing = await request.app[DESK].routing(unit)
    values = {"people": people, "closed": closed, "coded": coded, "required": required}
    return await page(
        request, "staff.html", status=status, link=link, error=error, agencies=agencies_of(routing), **values
    )
