"""A seat: one process at a time has it, and whoever dies gives it back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from storage import Cipher, Database
from storage.database import open_database
from storage.seat import seat, work_seated

SOON = 20.0  #: seconds; some two, where the machine is not busy with other tests


@pytest.fixture
async def offices(postgres_url: str, cipher: Cipher) -> AsyncIterator[list[Database]]:
    """Two processes on one database."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_database(postgres_url, cipher)) for _ in range(2)]


class Work:
    """Goes on until it is cancelled."""

    def __init__(self) -> None:
        self.going = asyncio.Event()
        self.starts = 0

    async def __call__(self) -> None:
        self.starts += 1
        self.going.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.going.clear()


async def test_one_of_two_has_the_seat_and_the_other_gets_it_afterwards(offices: list[Database]) -> None:
    here, there = offices
    waiting = asyncio.Event()

    async def sit_there() -> None:
        async with seat(there, "telegram"):
            waiting.set()

    async with seat(here, "telegram") as still_ours:
        other = asyncio.create_task(sit_there())
        await asyncio.sleep(0.5)
        await still_ours()
        assert not waiting.is_set()
    await asyncio.wait_for(other, SOON)


async def test_two_seats_are_not_in_each_others_way(offices: list[Database]) -> None:
    async with seat(offices[0], "telegram"), asyncio.timeout(SOON), seat(offices[1], "prepare"):
        pass


async def test_a_lost_session_ends_the_work_and_another_takes_over(offices: list[Database]) -> None:
    works = [Work(), Work()]
    first = asyncio.create_task(work_seated(offices[0], "telegram", works[0]))
    await asyncio.wait_for(works[0].going.wait(), SOON)
    second = asyncio.create_task(work_seated(offices[1], "telegram", works[1]))
    await _kill_who_sits(offices[1])
    # Until its next look, a second later, the first does not know; Telegram refuses one of two meanwhile.
    async with asyncio.timeout(SOON):
        while works[0].starts + works[1].starts < 2 or works[0].going.is_set() == works[1].going.is_set():
            await asyncio.sleep(0.05)
    for task in (first, second):
        task.cancel()
    await asyncio.wait([first, second])


async def _kill_who_sits(database: Database) -> None:
    killed = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    killed += " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    async with database.aside() as connection:
        assert (await connection.execute(text(killed))).all()


async def test_the_one_process_of_a_sqlite_file_has_every_seat(sqlite_url: str, cipher: Cipher) -> None:
    async with open_database(sqlite_url, cipher) as database, seat(database, "telegram") as still_ours:
        await still_ours()
