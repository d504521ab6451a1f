"""The one-time link by which an officer makes an account."""

from aiohttp import web

from inbox.accounts import AccountError, check_account, hash_password
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK
from inbox.pages import page, redirect
from storage import Conflict
from storage.audit import AuditAction
from storage.staff import Invitation

TAKEN = "Nama pengguna itu sudah dipakai. Pilih yang lain."


async def form(request: web.Request) -> web.Response:
    """Show the form. Raises 404 where the link is unknown, used or over."""
    return await page(request, "invitation.html", invitation=await _invitation(request))


async def accept(request: web.Request) -> web.Response:
    """Make the account and use the link up, both or neither. Raises 404."""
    invitation, fields = await _invitation(request), await read_form(request)
    username, name = fields.get("pengguna", ""), fields.get("nama", "")
    try:
        await _create(request, invitation, username, name, fields.get("sandi", ""))
    except (AccountError, Conflict) as problem:
        error = TAKEN if isinstance(problem, Conflict) else str(problem)
        typed = {"invitation": invitation, "error": error, "username": username, "name": name}
        return await page(request, "invitation.html", status=422, **typed)
    return redirect("/masuk?kabar=akun_siap")


async def _create(
    request: web.Request, invitation: Invitation, username: str, name: str, password: str
) -> None:
    check_account(username, name, password)
    hashed = await hash_password(password)
    now = request.app[DESK].now()
    async with request.app[DATABASE].write() as unit:
        if not await unit.staff.use_invitation(request.match_info["token"], now):
            raise web.HTTPNotFound
        made = await unit.staff.add(username, name, hashed, invitation.role, invitation.agency, now)
        note = {"subject": made.username, "detail": f"dibuat: {made.role} {made.agency or ''}".strip()}
        await unit.audit.note(made.id, AuditAction.ACCOUNT_CHANGED, now, **note)
        await unit.commit()


async def _invitation(request: web.Request) -> Invitation:
    async with request.app[DATABASE].read() as unit:
        invitation = await unit.staff.invitation(request.match_info["token"], request.app[DESK].now())
    if invitation is None:
        raise web.HTTPNotFound
    return invitation
