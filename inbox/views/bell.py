"""The bell: tells an open page that there is something to fetch, and nothing else."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from aiohttp import web

from inbox.keys import DATABASE, DESK, OFFICER, STREAMS
from inbox.sessions import listeners, who
from storage.cases import Cases
from storage.staff import Role
from storage.wakeups import Bell, agency_topic, conversation_topic

HEARTBEAT = 20.0  #: seconds; proxies close what is silent for a minute
LIFETIME = 600.0  #: seconds; then the browser comes again, and its session is looked at anew
GATHERING = 0.3  #: seconds in which further rings become one


async def stream(request: web.Request) -> web.StreamResponse:
    """Ring when the officer's queue or the open case changes. Raises TicketNotFound."""
    topics = await _topics(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    page_closed = suppress(ConnectionResetError)
    with request.app[DATABASE].wakeups.listen(*topics) as bell, _noted(request.app), page_closed:
        await response.prepare(request)
        await _ring(request, response, bell)
    return response


@contextmanager
def _noted(app: web.Application) -> Iterator[None]:
    """Let the app end this stream when it shuts down."""
    task = cast("asyncio.Task[object]", asyncio.current_task())
    app[STREAMS].add(task)
    try:
        yield
    finally:
        app[STREAMS].discard(task)


async def _ring(request: web.Request, response: web.StreamResponse, bell: Bell) -> None:
    await response.write(b"retry: 3000\n\n")
    loop = asyncio.get_running_loop()
    end = loop.time() + LIFETIME
    while loop.time() < end:
        rang = await bell.wait(HEARTBEAT)
        if rang and await who(request) != request[OFFICER]:
            return  # signed out, closed, or of another role since
        await response.write(b"event: ubah\ndata:\n\n" if rang else b":\n\n")
        if rang:
            await asyncio.sleep(GATHERING)


async def _topics(request: web.Request) -> list[str]:
    officer, number = request[OFFICER], request.query.get("aduan")
    async with request.app[DATABASE].read() as unit:
        routing = await request.app[DESK].routing(unit)
        topics = (
            [conversation_topic((await Cases(unit, officer).ticket(number)).conversation_id)]
            if number
            else []
        )
    topics.append(listeners(officer.id))
    match officer.role:
        case Role.TRIAGE | Role.SUPERVISOR:
            return topics + [agency_topic(code) for code in routing.agencies]
        case Role.OFFICER | Role.HEAD:
            return topics + [agency_topic(code) for code in officer.agencies]
        case _:
            return topics
