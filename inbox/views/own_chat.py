"""Own page "Telegram saya": linking the officer's chat to the account, and ending the link."""

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from storage.audit import AuditAction


async def own(request: web.Request) -> web.Response:
    """Show whether a chat is linked, and until when."""
    return await _show(request)


async def draw(request: web.Request) -> web.Response:
    """Draw a code, in place of the one before; it is shown this once."""
    async with request.app[DATABASE].write() as unit:
        code = await unit.officer_links.new_code(request[OFFICER].id, request.app[DESK].now())
        await unit.commit()
    return await _show(request, code=code)


async def unlink(request: web.Request) -> web.Response:
    """End the link; again changes nothing."""
    officer, now = request[OFFICER], request.app[DESK].now()
    async with request.app[DATABASE].write() as unit:
        if await unit.officer_links.unlink(officer.id):
            note = {"subject": officer.username, "detail": "chat dilepas"}
            await unit.audit.note(officer.id, AuditAction.ACCOUNT_CHANGED, now, **note)
        await unit.commit()
    return redirect("/saya/telegram?kabar=chat_dilepas")


async def _show(request: web.Request, code: str = "") -> web.Response:
    async with request.app[DATABASE].read() as unit:
        link = await unit.officer_links.of_officer(request[OFFICER].id)
    over = link is not None and not link.holds(request.app[DESK].now())
    return await page(request, "own_chat.html", link=link, over=over, code=code)
