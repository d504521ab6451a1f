"""What other agencies ask of this officer's: a question shows no more than itself, number, topic and place."""

import uuid
from collections.abc import Awaitable, Callable

from aiohttp import web

from inbox.clock_words import ClockLine, help_words
from inbox.deed import Deed, Form, Work
from inbox.doing import done, gone
from inbox.forms import FormError, NotNow, read_form, words_of
from inbox.keys import DATABASE, DESK, OFFICER
from inbox.looks import look
from inbox.pages import page, redirect
from inbox.refusals import refusal
from storage import UnitOfWork
from storage.audit import AuditAction
from storage.help_requests import Asked, asked, open_requests
from tickets.errors import TicketError, TicketNotFound
from tickets.routing import Routing
from tickets.ticket import Ticket

Read = Callable[[UnitOfWork], Awaitable[tuple[tuple[Asked, ClockLine, Routing], str]]]

__all__ = ["answer", "open_requests", "request_page", "requests"]


async def requests(request: web.Request) -> web.StreamResponse:
    """List what waits for an answer of this officer's agencies."""
    desk = request.app[DESK]
    async with request.app[DATABASE].read() as unit:
        waiting = await open_requests(unit, request[OFFICER])
        routing, calendar = await desk.routing(unit), await desk.calendar(unit)
    lines = [(one, help_words(one.request, calendar, desk.now())) for one in waiting]
    return await page(request, "requests.html", lines=lines, agency=_short(routing))


async def request_page(request: web.Request) -> web.StreamResponse:
    """Show one request. Raises TicketNotFound where it is for others."""
    return await _show(request)


async def answer(request: web.Request) -> web.StreamResponse:
    """Answer it; whoever asked sees the answer, the reporter does not."""
    form = await read_form(request)
    try:
        await done(request, "jawab", form, _answer(request), _reach)
    except TicketNotFound:
        return await gone(request, form)
    except FormError as problem:
        return await _show(request, str(problem), form, problem.status)
    except TicketError as error:
        return await _show(request, refusal(error), form, 409)
    return redirect(f"/permintaan/{_id(request)}?kabar=dijawab")


def _answer(request: web.Request) -> Deed:
    async def deed(work: Work) -> None:
        wanted = (await asked(work.unit, work.officer, _id(request))).request
        words = words_of(work.form, "isi")
        if wanted.answered_at is not None:
            raise NotNow("Permintaan ini sudah dijawab. Tambahan dapat disampaikan lewat OPD yang meminta.")
        await work.service.give_help(work.ticket, wanted, words, work.actor, work.keys)

    return deed


async def _reach(unit: UnitOfWork, request: web.Request, *, lock: bool) -> Ticket:
    """Reach the ticket a request is about, by the request alone. Raises TicketNotFound."""
    found = await asked(unit, request[OFFICER], _id(request))
    return await unit.tickets.get(found.request.ticket_id, lock=lock)


async def _show(
    request: web.Request, error: str = "", typed: Form | None = None, status: int = 200
) -> web.Response:
    found, line, routing = await look(request, AuditAction.CASE_OPENED, _read(request), subject="permintaan")
    return await page(
        request,
        "request.html",
        status=status,
        asked=found,
        line=line,
        error=error,
        typed=(typed or {}).get("isi", ""),
        key=uuid.uuid4().hex,
        agency=_short(routing),
    )


def _read(request: web.Request) -> Read:
    async def read(unit: UnitOfWork) -> tuple[tuple[Asked, ClockLine, Routing], str]:
        desk = request.app[DESK]
        found = await asked(unit, request[OFFICER], _id(request))
        line = help_words(found.request, await desk.calendar(unit), desk.now())
        return (found, line, await desk.routing(unit)), found.request.ticket_id

    return read


def _id(request: web.Request) -> str:
    return request.match_info["request_id"]


def _short(routing: Routing) -> Callable[[str], str]:
    return lambda code: routing.agency_or_code(code).short
