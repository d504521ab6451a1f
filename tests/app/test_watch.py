"""Live pages of one process hear what another wrote, with and without Redis."""

from collections.abc import AsyncIterator

import pytest

from app.watch import Watch
from messages import Saying
from storage import Cipher, Database, LocalWakeups, UnitOfWork
from storage.database import open_database
from storage.wakeups import Bell, conversation_topic
from tests.fakes import Clock, PlainTexts, letter


class Hearing(LocalWakeups):
    """Wake-ups whose Redis works, or does not."""

    def __init__(self) -> None:
        super().__init__()
        self.hears_others = False


@pytest.fixture
async def writer(postgres_url: str, cipher: Cipher) -> AsyncIterator[Database]:
    async with open_database(postgres_url, cipher, texts=PlainTexts()) as opened:
        yield opened


@pytest.fixture
async def pages(postgres_url: str, cipher: Cipher) -> AsyncIterator[Database]:
    """The process that has the live pages."""
    async with open_database(postgres_url, cipher, wakeups=Hearing()) as opened:
        yield opened


async def conversation_of(unit: UnitOfWork, citizen: str) -> str:
    message, now = letter("halo", citizen=citizen), Clock()()
    known = await unit.contacts.remember(message.address, None, now)
    return await unit.conversations.find_or_open(known, "paper", "desk", "", now)


async def answer(database: Database, citizen: str, turn: str) -> str:
    async with database.write() as unit:
        conversation = await conversation_of(unit, citizen)
        await unit.outbox.put(conversation, Saying(text="Ya."), turn=turn, n=0)
        await unit.commit()
    return conversation


async def rang(bell: Bell) -> bool:
    return await bell.wait(0)


async def test_a_page_hears_of_its_own_conversation_and_of_no_other(
    writer: Database, pages: Database
) -> None:
    mine, other = await answer(writer, "budi", "in:1"), await answer(writer, "siti", "in:2")
    watch = Watch(pages)
    with (
        pages.wakeups.listen(conversation_topic(mine)) as my_bell,
        pages.wakeups.listen(conversation_topic(other)) as other_bell,
    ):
        await watch.step()
        assert (await rang(my_bell), await rang(other_bell)) == (True, True), "at first every page looks"
        await watch.step()
        assert (await rang(my_bell), await rang(other_bell)) == (False, False)
        await answer(writer, "budi", "in:3")
        await watch.step()
        assert (await rang(my_bell), await rang(other_bell)) == (True, False)


async def test_what_was_written_while_redis_came_back_is_heard_once_more(
    writer: Database, pages: Database
) -> None:
    mine = await answer(writer, "budi", "in:1")
    watch, wakeups = Watch(pages), pages.wakeups
    with wakeups.listen(conversation_topic(mine)) as bell:
        await watch.step()
        await rang(bell)
        await answer(writer, "budi", "in:2")
        wakeups.hears_others = True  # type: ignore[misc]
        await watch.step()
        assert await rang(bell)
        await answer(writer, "budi", "in:3")
        await watch.step()
        assert not await rang(bell), "Redis tells it now"


async def test_a_visitor_without_a_conversation_hears_that_something_was_written(
    writer: Database, pages: Database
) -> None:
    watch = Watch(pages)
    with pages.wakeups.listen("visitor:abc") as bell:
        await watch.step()
        await rang(bell)
        await answer(writer, "budi", "in:1")
        await watch.step()
        assert await rang(bell)


async def test_a_sqlite_file_has_one_process_that_hears_itself(sqlite_url: str, cipher: Cipher) -> None:
    async with open_database(sqlite_url, cipher) as database:
        with database.wakeups.listen("conversation:x") as bell:
            await Watch(database).step()
            assert not await rang(bell)
