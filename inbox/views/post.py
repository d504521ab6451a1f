"""Page "Kiriman": how the channels fare, what is parked, and what could not be sent; never anybody's words."""

from datetime import datetime, timedelta

from aiohttp import web

from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page, redirect
from inbox.words import why_resting, why_unsent
from storage.audit import AuditAction
from storage.parked import count_parked, list_parked, replay

PATH = "/kiriman"
#: How far back what could not be sent is counted.
LATELY = timedelta(days=7)
LONGEST_ID = 18  #: digits of 64 bits


async def post(request: web.Request) -> web.Response:
    """Show it."""
    now = request.app[DESK].now()
    async with request.app[DATABASE].read() as unit:
        states = await unit.channels.all()
        backlog = await unit.sending.backlog()
        unsent = await unit.sending.undelivered(now - LATELY)
        parked, count = await list_parked(unit), await count_parked(unit)
    return await page(
        request,
        "post.html",
        channels=sorted({state.channel for state in states} | set(backlog)),
        resting={s.channel: (s.since, why_resting(s.error)) for s in states if s.is_open},
        backlog=_late(backlog, now),
        parked=parked,
        count=count,
        unsent=[(channel, why_unsent(error), number) for channel, error, number in unsent],
    )


async def work_again(request: web.Request) -> web.Response:
    """Work one parked message again, or all of them."""
    form, now = await read_form(request), request.app[DESK].now()
    typed = form.get("pesan", "")
    one = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID
    if not one and form.get("semua") != "ya":
        return redirect(PATH)
    async with request.app[DATABASE].write() as unit:
        done = await replay(unit, now, [int(typed)] if one else None)
        note = {"subject": "pesan diparkir", "detail": f"{typed if one else 'semua'}: {done} dikerjakan lagi"}
        await unit.audit.note(request[OFFICER].id, AuditAction.SETTING_CHANGED, now, **note)
        await unit.commit()
    return redirect(f"{PATH}?kabar=dikerjakan_lagi")


def _late(backlog: dict[str, tuple[int, datetime]], now: datetime) -> dict[str, tuple[int, datetime]]:
    """Leave out what is only for later: its oldest is not due yet."""
    return {channel: (count, oldest) for channel, (count, oldest) in backlog.items() if oldest <= now}
