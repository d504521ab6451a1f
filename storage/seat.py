"""A seat that one process at a time can have, such as the one of who polls Telegram.

It is PostgreSQL's advisory lock on a session of its own: whoever dies gives it back with the connection, without a
lease to run out or a clock to agree on. A SQLite file has one process, which has every seat.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Never

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.ending import end

log = structlog.get_logger(__name__)

PAUSE = 1.0  #: seconds between two tries for the seat, and between two looks whether we still have it
PATIENCE = 3.0  #: seconds a look may take before the seat counts as lost
#: A machine that vanished is noticed after about 8 s; without these the system waits for two hours.
KEEPALIVE = {"tcp_keepalives_idle": 4, "tcp_keepalives_interval": 2, "tcp_keepalives_count": 2}

Question = Callable[[], Awaitable[object]]


@asynccontextmanager
async def seat(database: Database, name: str) -> AsyncIterator[Question]:
    """Wait for the seat of that name and have it for as long as the context lasts.

    Yields a question to ask now and then: it raises where the session, and with it the seat, is lost.
    """
    if database.is_sqlite:
        yield _sure
        return
    async with database.aside() as connection:
        try:
            await _sit(connection, zlib.crc32(f"seat:{name}".encode()))
            yield lambda: connection.execute(text("SELECT 1"))
        finally:
            # Back in the pool the session would keep the seat.
            await connection.invalidate()


async def work_seated(database: Database, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> Never:
    """Do `work` whenever we have the seat, for ever; it is cancelled where the seat is lost and begun anew later."""
    while True:
        try:
            async with seat(database, name) as question:
                log.info("seat_taken", seat=name)
                await _until_lost(question, work)
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.warning("seat_out_of_reach", seat=name, error=type(error).__name__)
            await asyncio.sleep(PAUSE)


async def _until_lost(question: Question, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    working = asyncio.create_task(work())
    try:
        while not (await asyncio.wait([working], timeout=PAUSE))[0]:
            async with asyncio.timeout(PATIENCE):
                await question()
        await working
    finally:
        await end(working)


async def _sit(connection: AsyncConnection, number: int) -> None:
    for variable, seconds in KEEPALIVE.items():
        await connection.execute(text(f"SET {variable} = {seconds}"))
    lock = text("SELECT pg_try_advisory_lock(:number)")
    while True:
        # Tried for, not waited for: a session that waits in a statement holds up vacuums and index builds.
        if (await connection.execute(lock, {"number": number})).scalar():
            return
        await asyncio.sleep(PAUSE)


async def _sure() -> None:
    """Nobody else can have it."""
