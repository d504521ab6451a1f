"""Words not sent yet are kept for the officer who typed them."""

import re

from aiohttp import web

from inbox.forms import LONGEST_TEXT, read_form
from inbox.keys import DATABASE, DESK, OFFICER
from storage.cases import Cases

FIELD = re.compile(r"[a-z-]{2,19}\.[a-z_]{2,19}")
KEY = re.compile(r"[0-9a-f]{32}")
NUMBER = re.compile(r"[0-9]{1,8}")


async def save(request: web.Request) -> web.Response:
    """Keep the words of one field, `kolom`, as the `urut`-th save of the form `kunci`.

    Raises TicketNotFound, 400 for what our own page would not send, 413 for more words than a message takes.
    """
    form, officer = await read_form(request), request[OFFICER]
    field, key, n = (form.get(name, "") for name in ("kolom", "kunci", "urut"))
    if not (FIELD.fullmatch(field) and KEY.fullmatch(key) and NUMBER.fullmatch(n)):
        raise web.HTTPBadRequest
    text = form.get("isi", "")
    if len(text) > LONGEST_TEXT:
        raise web.HTTPRequestEntityTooLarge(LONGEST_TEXT, len(text))
    async with request.app[DATABASE].write() as unit:
        ticket = await Cases(unit, officer).ticket(request.match_info["number"].upper())
        now = request.app[DESK].now()
        await unit.drafts.save(ticket.id, officer.id, field, text, now, form_key=key, n=int(n))
        await unit.commit()
    return web.Response(status=204)
