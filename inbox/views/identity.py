"""Behind the identity wall: who reported a case, and which cases somebody reported."""

from aiohttp import web

from inbox.forms import read_form
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.pages import page
from storage.identity import (
    MOST_SEARCHES,
    SHORTEST_REASON,
    Identities,
    MayNotReveal,
    ReasonMissing,
    TooManySearches,
)
from tickets.ticket import Ticket

NO_REASON = f"Tulis alasannya, paling sedikit {SHORTEST_REASON} huruf. Alasan ini dicatat."
NOTHING_TYPED = "Tulis nama lengkap atau nomor telepon yang dicari."
TOO_MANY = f"Sudah {MOST_SEARCHES} pencarian dalam satu jam. Coba lagi nanti."
LONGEST_SEARCH = 120


async def reveal(request: web.Request) -> web.Response:
    """Show name and number this once; the reason is noted. Raises TicketNotFound, and 403 for who never may."""
    form, number = await read_form(request), request.match_info["number"].upper()
    reason = form.get("alasan", "")
    try:
        async with request.app[DATABASE].write() as unit:
            person = await Identities(unit, request[OFFICER]).reveal(number, reason, request.app[DESK].now())
            await unit.commit()
    except MayNotReveal:
        raise web.HTTPForbidden from None
    except ReasonMissing:
        values = {"number": number, "person": None, "reason": reason, "error": NO_REASON}
        return await page(request, "identity.html", status=422, **values)
    return await page(request, "identity.html", number=number, person=person, reason=reason, error="")


async def search(request: web.Request) -> web.Response:
    """Show the form."""
    return await _show(request)


async def find(request: web.Request) -> web.Response:
    """Show the cases of whoever has exactly this name or number; what was typed never stands in an address."""
    typed = (await read_form(request)).get("cari", "")[:LONGEST_SEARCH]
    if not typed:
        return await _show(request, status=422, error=NOTHING_TYPED)
    try:
        async with request.app[DATABASE].write() as unit:
            found = await Identities(unit, request[OFFICER]).find(typed, request.app[DESK].now())
            routing = await request.app[DESK].routing(unit)
            await unit.commit()
    except TooManySearches:
        return await _show(request, status=429, error=TOO_MANY, typed=typed)
    names = {code: agency.short for code, agency in routing.agencies.items()}
    return await _show(request, typed=typed, found=found, names=names)


async def _show(
    request: web.Request,
    *,
    status: int = 200,
    error: str = "",
    typed: str = "",
    found: list[Ticket] | None = None,
    names: dict[str, str] | None = None,
) -> web.Response:
    values = {"error": error, "typed": typed, "found": found, "names": names or {}}
    return await page(request, "identity_search.html", status=status, **values)
