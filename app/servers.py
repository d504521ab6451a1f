"""The web servers and the loops of one process, started together and stopped together."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from app.compression import compress
from app.house import House
from app.memory import keep_what_was_built
from app.monitor import build_monitor
from app.roles import Part
from bot.fault import name_fault
from bot.loop import Loop
from storage.wakeups import Wakeups

log = structlog.get_logger(__name__)

Alongside = Callable[[House], Coroutine[Any, Any, None]]
Apps = Sequence[tuple[web.Application, int]]

GRACE_SECONDS = 15.0  #: for the turn and the sends under way when we are told to stop
CANCEL_SECONDS = 2.0
REQUEST_SECONDS = 2.0  #: for the requests under way, beside the grace
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  #: seconds before a loop that ended starts again


async def serve(house: House, parts: Iterable[Part], alongside: Alongside | None = None) -> None:
    """Do what the parts do until SIGTERM or SIGINT; what is under way is finished or comes again.

    `alongside` runs beside it, such as the demo's replay.
    """
    parts = list(parts)
    stopping = told_to_stop()
    apps = [each for part in parts for each in part.apps]
    async with _monitored(house), listening(apps, house.settings.host) as close:
        keep_what_was_built()
        keep = partial(_supervise, stopping)
        # What two roles of one process share runs once.
        loops = list(dict.fromkeys(loop for part in parts for loop in part.loops))
        for loop in loops:
            loop.measures = house.monitoring.metrics
        working = [keep(type(loop).__name__.lower(), loop.run) for loop in loops]
        hears = [keep(each.name, each.run, once=each.once) for part in parts for each in part.hears]
        if alongside is not None:
            hears.append(_try("alongside", alongside(house)))
        finish = partial(_finish, house.database.wakeups, loops, close)
        await _until_stopped(stopping, working, hears, finish)


def told_to_stop() -> asyncio.Event:
    """Return what SIGTERM and SIGINT set."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _finish(wakeups: Wakeups, loops: Iterable[Loop], close: Callable[[], Awaitable[None]]) -> None:
    """Let nothing new in, ask the loops to end after what they are at, and wake those that are idle."""
    for loop in loops:
        loop.stop()
        await wakeups.notify(loop.topic)
    await close()


@asynccontextmanager
async def listening(apps: Apps, host: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Listen for as long as the context is open; yields what closes all at once before its end."""
    runners: list[web.AppRunner] = []

    async def close() -> None:
        open_ones, runners[:] = list(runners), []
        await asyncio.gather(*(runner.cleanup() for runner in open_ones))

    try:
        for app, port in apps:
            app.middlewares.insert(0, compress)
            # Access logs would name one-time links and case numbers.
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=REQUEST_SECONDS)
            runners.append(runner)
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
        yield close
    finally:
        await close()


@asynccontextmanager
async def _monitored(house: House) -> AsyncIterator[None]:
    """Answer monitors until the end, where it can be done: the product works all the same without."""
    monitoring, port = house.monitoring, house.settings.monitor_port
    app = build_monitor(monitoring.metrics, monitoring.pulse)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(listening([(app, port)] if port else [], house.settings.host))
        except OSError as error:
            log.error("not_monitored", port=port, error=name_fault(error), remedy="MONITOR_PORT")  # noqa: TRY400
        yield


async def _supervise(
    stopping: asyncio.Event, name: str, loop: Callable[[], Coroutine[Any, Any, None]], *, once: bool = False
) -> None:
    """Run a loop again whenever it ends before we stop: nobody else would notice that it is gone.

    With `once` its work is done when it returns.
    """
    pause = FIRST_PAUSE
    while not stopping.is_set():
        started = time.monotonic()
        try:
            await loop()
            fault = "returned"
        except Exception as error:  # noqa: BLE001 - whatever ended it, it is needed
            fault = name_fault(error)
        if fault == "returned" and (once or stopping.is_set()):
            return
        log.error("loop_ended", loop=name, error=fault)
        if time.monotonic() - started > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stopping.wait()
        pause = min(pause * 2, LONGEST_PAUSE)


async def _try(name: str, work: Coroutine[Any, Any, None]) -> None:
    """Do what is not to be done twice; a fault is named, and the rest goes on."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - it runs beside the product, which does not need it
        log.error("loop_ended", loop=name, error=name_fault(error))  # noqa: TRY400 - a traceback may quote


async def _until_stopped(
    stopping: asyncio.Event,
    working: Iterable[Coroutine[Any, Any, None]],
    hearing: Iterable[Coroutine[Any, Any, None]],
    finish: Callable[[], Coroutine[Any, Any, None]],
    grace: float = GRACE_SECONDS,
) -> None:
    """Run all until told to stop; `hearing` ends at once, `working` may finish what `finish` asks it to."""
    at_work = [asyncio.create_task(one) for one in working]
    at_ear = [asyncio.create_task(one) for one in hearing]
    await stopping.wait()
    for task in at_ear:
        task.cancel()
    finishing = asyncio.create_task(finish())
    _, late = await asyncio.wait([*at_work, finishing], timeout=grace)
    if late:
        log.warning(
            "cut_short", loops=len(late), consequence="what they were at is done again at the next start"
        )
    for task in late:
        task.cancel()
    await asyncio.wait([*at_work, *at_ear, finishing], timeout=CANCEL_SECONDS)
