"""Keeping a lease while work goes on that may last longer than it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from bot.fault import name_fault
from storage.ending import end

log = structlog.get_logger(__name__)

BEATS = 3  #: in a lease: two may fail before it ends


@asynccontextmanager
async def heartbeat(lease: timedelta, extend: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    """Extend a lease every third of it for as long as the context lasts.

    `extend` says whether the lease is still ours; once it is not, nothing more is extended, and the fence at the
    end of the work finds out.
    """
    beating = asyncio.create_task(_beat(lease.total_seconds() / BEATS, extend))
    try:
        yield
    finally:
        await end(beating)


async def _beat(pause: float, extend: Callable[[], Awaitable[bool]]) -> None:
    ours = True
    while ours:
        await asyncio.sleep(pause)
        try:
            ours = await extend()
        except Exception as error:  # noqa: BLE001 - the database is away; it may be back before the lease ends
            log.warning("heartbeat_missed", error=name_fault(error))
