"""Who else has the case open, and who is writing."""

from collections.abc import Sequence

from aiohttp import web

from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER
from storage.cases import Cases
from storage.presence import Present
from storage.wakeups import conversation_topic

MOST_NAMES = 4
YES = "1"


async def here(request: web.Request) -> web.Response:
    """Note that this officer has the case open (`menulis`: is writing; `pergi`: has left); tell who else has.

    Raises TicketNotFound.
    """
    form, officer, now = await read_form(request), request[OFFICER], request.app[DESK].now()
    async with request.app[DATABASE].write() as unit:
        ticket = await Cases(unit, officer).ticket(request.match_info["number"].upper())
        if form.get("pergi") == YES:
            news = await unit.presence.leave(ticket.id, officer.id)
        else:
            writing = form.get("menulis") == YES
            news = await unit.presence.note(ticket.id, officer.id, now, writing=writing)
        if news:
            unit.ring_topic(conversation_topic(ticket.conversation_id))
        others = await unit.presence.others(ticket.id, officer.id, now)
        await unit.commit()
    return web.json_response({"hadir": told(others)})


def told(others: Sequence[Present]) -> list[str]:
    """Say it, those who write first."""
    lines = [f"{one.name} sedang {'membalas' if one.writing else 'membuka'} aduan ini." for one in others]
    more = len(lines) - MOST_NAMES
    return [*lines[:MOST_NAMES], f"… dan {more} petugas lain."] if more > 0 else lines
