"""Calls to the officer: a strip on every page, gone once they are marked as seen."""

from aiohttp import web

from inbox.expired import own_page
from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import redirect
from storage.calls import Calls


async def see(request: web.Request) -> web.Response:
    """Mark an own call as seen; again changes nothing."""
    back = own_page((await read_form(request)).get("kembali", "/"))
    async with request.app[DATABASE].write() as unit:
        await Calls(unit).see(int(request.match_info["call_id"]), request[OFFICER], request.app[DESK].now())
        await unit.commit()
    return redirect(back)
