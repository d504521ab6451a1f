"""Bodies that nobody has read yet: kept, taken in their order by one reader at a time, and forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from storage import Cipher, Database, unopened
from storage.database import open_database
from storage.errors import is_outage
from storage.unopened_tables import unopened_bodies
from tests.conftest import KEY
from tests.fakes import Clock

NOW = Clock()()
SOON = 20.0  #: seconds


async def keep(database: Database, *bodies: bytes, channel: str = "paper") -> None:
    async with database.write() as unit:
        await unit.unopened.keep(
            [(channel, NOW + timedelta(seconds=n), body) for n, body in enumerate(bodies)]
        )
        await unit.commit()


async def taken(database: Database, most: int = 10, channel: str = "paper") -> list[bytes]:
    """Take some and leave them where they are."""
    async with database.write() as unit:
        return [each.body for each in await unit.unopened.take([channel], most)]


async def test_bodies_are_taken_in_the_order_they_came_each_with_its_moment(database: Database) -> None:
    await keep(database, b"satu", b"dua", b"tiga")
    async with database.write() as unit:
        first = await unit.unopened.take(["paper"], 2)
    assert [(each.channel, each.body, each.received_at) for each in first] == [
        ("paper", b"satu", NOW),
        ("paper", b"dua", NOW + timedelta(seconds=1)),
    ]


async def test_what_was_forgotten_is_gone_and_what_was_rolled_back_is_there(database: Database) -> None:
    await keep(database, b"satu", b"dua")
    async with database.write() as unit:
        [first] = await unit.unopened.take(["paper"], 1)
        await unit.unopened.forget([first.id])
    assert await taken(database) == [b"satu", b"dua"], "the reader died before its commit"
    async with database.write() as unit:
        await unit.unopened.forget([first.id])
        await unit.commit()
    assert await taken(database) == [b"dua"]


async def test_bodies_of_a_channel_that_is_off_wait_for_it(database: Database) -> None:
    await keep(database, b"satu", channel="telegram")
    await keep(database, b"dua")
    assert await taken(database) == [b"dua"]
    assert await taken(database, channel="telegram") == [b"satu"]


async def test_large_bodies_are_taken_a_few_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unopened, "MOST_BYTES", 2_000)
    await keep(database, b"a" * 5_000, b"b", b"c" * 900, b"d" * 900, b"e" * 900)
    assert await taken(database) == [b"a" * 5_000]
    async with database.write() as unit:
        [first] = await unit.unopened.take(["paper"], 1)
        await unit.unopened.forget([first.id])
        await unit.commit()
    assert [body[:1] for body in await taken(database)] == [b"b", b"c", b"d", b"e"]


async def test_a_body_lies_sealed_and_under_another_key_it_is_left(database: Database) -> None:
    await keep(database, b"nomor 628123")
    async with database.write() as unit:
        [sealed] = (await unit.connection.execute(select(unopened_bodies.c.body_sealed))).scalars()
        assert b"628123" not in sealed
        other = unopened.UnopenedBodies(unit.connection, Cipher(b"x" * 32))
        with capture_logs() as logs:
            assert await other.take(["paper"], 10) == []
    assert [entry["event"] for entry in logs] == ["body_of_another_key"]
    assert await taken(database) == [b"nomor 628123"]


@pytest.fixture
async def offices(postgres_url: str) -> AsyncIterator[list[Database]]:
    """Two processes on one database."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_database(postgres_url, Cipher(KEY))) for _ in range(2)]


async def test_while_one_reads_nobody_else_does(offices: list[Database]) -> None:
    here, there = offices
    await keep(here, b"satu", b"dua")
    async with here.write() as unit:
        [first] = await unit.unopened.take(["paper"], 1)
        assert await taken(there) == []
        await unit.unopened.forget([first.id])
        await unit.commit()
    assert await taken(there) == [b"dua"]


async def test_a_reader_that_stands_still_is_overtaken_and_nothing_of_it_stays(
    offices: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = offices
    monkeypatch.setattr(unopened, "IDLE", "500ms")
    await keep(here, b"satu")
    with pytest.raises(DBAPIError, match="connection is closed") as ended:
        await _stand_still_until_overtaken(here, there)
    assert is_outage(ended.value)
    assert await taken(here) == [b"satu"], "its next connection is whole again"
    async with here.read() as unit:
        assert (
            await unit.connection.execute(text("SHOW idle_in_transaction_session_timeout"))
        ).scalar() == "0"


async def _stand_still_until_overtaken(here: Database, there: Database) -> None:
    async with here.write() as unit:
        [first] = await unit.unopened.take(["paper"], 1)
        await unit.unopened.forget([first.id])
        async with asyncio.timeout(SOON):
            while await taken(there) != [b"satu"]:
                await asyncio.sleep(0.1)
        await unit.commit()
