"""Webhooks are kept as they came and acknowledged; the reader journals them, each once and in order."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.background import Background
from bot.channels.errors import UnreadablePayload
from bot.gateway import Gateway
from bot.reader import Reader
from bot.settle import Settling
from messages import InboundEvent
from storage import Cipher, Conflict, Database, UnitOfWork
from storage.conversations import Conversation
from storage.database import open_database
from storage.tables import inbound_messages
from storage.wakeups import UNOPENED
from tests.conftest import KEY
from tests.fakes import Clock, PaperChannel, letter

STAMP = {"stamp": "true"}
SOON = 20.0  #: seconds


class Postcards(PaperChannel):
    """Each line of a body is "citizen: words"; a body that begins with "!" breaks reading, in one way or another."""

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        if body == b"!payload":
            raise UnreadablePayload
        if body == b"!bug":
            raise KeyError("nothing of what the citizen wrote")
        return [self._card(line) for line in body.splitlines()]

    @staticmethod
    def _card(line: bytes) -> tuple[InboundEvent, bytes]:
        citizen, _, words = line.decode().partition(": ")
        more: Mapping[str, object] = {"group_id": object()} if words == "mustahil" else {}
        return letter(words, external_id=f"message:{line.decode()}", citizen=citizen, **more), line


class Post:
    """A gateway and a reader over a database of theirs."""

    def __init__(self, database: Database, settling: Settling | None = None) -> None:
        self.database, self.clock, self.channel = database, Clock(), Postcards()
        settling = settling or Settling(timedelta(0))
        self.gateway = Gateway(database, self.clock, settling)
        channels = {self.channel.name: self.channel}
        self.reader = Reader(database, self.gateway, channels, settling, Background())

    async def receive(self, *bodies: bytes) -> None:
        for body in bodies:
            await self.gateway.receive(self.channel, body, STAMP)

    async def read(self) -> None:
        async with asyncio.timeout(SOON):
            while await self.reader.step():
                pass

    async def unread(self) -> list[bytes]:
        async with self.database.write() as unit:
            return [each.body for each in await unit.unopened.take([self.channel.name], 1000)]

    async def states(self) -> dict[str, int]:
        async with self.database.read() as unit:
            return await unit.journal.counts()

    async def told(self) -> list[str]:
        """Return what is in the journal, in each conversation's order."""
        m = inbound_messages.c
        query = select(m.text).where(m.text != "").order_by(m.conversation_id, m.sequence)
        async with self.database.read() as unit:
            return list((await unit.connection.execute(query)).scalars())


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


async def claim(unit: UnitOfWork, clock: Clock) -> Conversation:
    talk = await unit.conversations.claim(clock(), timedelta(minutes=1))
    assert talk is not None
    return talk


async def test_a_body_is_kept_unread_until_the_reader_comes(post: Post) -> None:
    with post.database.wakeups.listen(UNOPENED) as bell:
        await post.receive(b"budi: satu")
        assert await bell.wait(0)
    assert (await post.unread(), await post.states()) == ([b"budi: satu"], {})
    await post.read()
    assert (await post.unread(), await post.told()) == ([], ["satu"])


async def test_bodies_that_come_together_are_all_kept_in_one_commit(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    commit = UnitOfWork.commit

    async def count(unit: UnitOfWork) -> None:
        nonlocal commits
        commits += 1
        await commit(unit)

    monkeypatch.setattr(UnitOfWork, "commit", count)
    await asyncio.gather(*(post.receive(f"budi: {n}".encode()) for n in range(30)))
    assert commits == 1
    await post.read()
    assert await post.told() == [str(n) for n in range(30)]


async def test_where_the_database_fails_no_body_is_acknowledged(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("no space left on device"))

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", fail)
        with pytest.raises(OperationalError):
            await post.receive(b"budi: satu")
    assert await post.unread() == []


async def test_one_body_delivered_fifty_times_is_one_message(post: Post) -> None:
    await asyncio.gather(*(post.receive(b"budi: satu") for _ in range(50)))
    await post.read()
    await post.receive(b"budi: satu")
    await post.read()
    assert (await post.states(), await post.unread()) == ({"pending": 1}, [])


async def test_a_reader_that_dies_before_its_commit_leaves_all_as_it_was(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    await post.receive(b"budi: satu", b"budi: dua")
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", fail)
        with pytest.raises(OperationalError):
            await post.reader.step()
    assert (len(await post.unread()), await post.states()) == (2, {})
    await post.read()
    assert await post.told() == ["satu", "dua"]


async def test_a_message_came_when_its_body_came_not_when_it_was_read(database: Database) -> None:
    post = Post(database, Settling(timedelta(seconds=2), words=timedelta(seconds=3)))
    came = post.clock()
    await post.receive(b"budi: pak")
    post.clock.forward(seconds=2)
    await post.receive(b"budi: jalan rusak")
    post.clock.forward(minutes=5)
    await post.read()
    m = inbound_messages.c
    async with database.read() as unit:
        rows = (
            await unit.connection.execute(select(m.received_at, m.ready_at, m.group_id).order_by(m.id))
        ).all()
    assert [row.received_at - came for row in rows] == [timedelta(), timedelta(seconds=2)]
    assert {row.ready_at - came for row in rows} == {timedelta(seconds=5)}, "one burst, as if read at once"
    assert len({row.group_id for row in rows}) == 1


async def test_bubbles_that_were_ready_before_the_next_came_are_no_burst(database: Database) -> None:
    post = Post(database, Settling(timedelta(seconds=2), words=timedelta(seconds=3)))
    await post.receive(b"budi: pak")
    post.clock.forward(seconds=4)
    await post.receive(b"budi: jalan rusak")
    await post.read()
    async with database.read() as unit:
        groups = (await unit.connection.execute(select(inbound_messages.c.group_id))).scalars().all()
    assert len(set(groups)) == 2


@pytest.mark.parametrize("poison", [b"!payload", b"!bug"])
async def test_a_body_that_cannot_be_read_is_kept_once_and_holds_up_nobody(post: Post, poison: bytes) -> None:
    await post.receive(poison, b"budi: satu", poison)
    await post.read()
    assert await post.states() == {"unreadable": 1, "pending": 1}
    assert await post.unread() == []
    m = inbound_messages.c
    async with post.database.read() as unit:
        reason = (await unit.connection.execute(select(m.error).where(m.error.is_not(None)))).scalar_one()
    assert reason in {"UnreadablePayload", "KeyError"}


async def test_a_message_that_cannot_be_stored_loses_no_other(post: Post) -> None:
    await post.receive(b"budi: satu", b"sari: mustahil\nsari: dua", b"budi: tiga")
    await post.read()
    assert await post.states() == {"unreadable": 1, "pending": 3}
    assert await post.unread() == []


async def test_a_body_that_breaks_the_journal_is_kept_raw_and_holds_up_nobody(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = Settling.settle

    async def sometimes(self: Settling, unit: Any, message: Any, *more: Any) -> Any:
        if message.text == "racun":
            raise RuntimeError("nothing of what the citizen wrote")
        return await settle(self, unit, message, *more)

    monkeypatch.setattr(Settling, "settle", sometimes)
    await post.receive(b"budi: satu", b"sari: racun", b"budi: dua")
    await post.read()
    assert (await post.states(), await post.unread()) == ({"unreadable": 1, "pending": 2}, [])
    assert await post.told() == ["satu", "dua"]


async def test_two_who_write_of_one_citizen_at_once_lose_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_all, races = UnitOfWork.commit, 1

    async def race(unit: UnitOfWork) -> None:
        nonlocal races
        if races:
            races -= 1
            raise Conflict
        await add_all(unit)

    await post.receive(b"budi: satu", b"sari: dua")
    monkeypatch.setattr(UnitOfWork, "commit", race)
    await post.read()
    assert (await post.states(), await post.unread()) == ({"pending": 2}, [])


async def test_courtesies_follow_the_commit(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    await post.receive(b"budi: satu\nsari: dua")
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", fail)
        with pytest.raises(OperationalError):
            await post.reader.step()
    assert post.channel.acknowledged == []
    await post.read()
    assert len(post.channel.acknowledged) == 2


# SQLite has one writer: there a turn's commit holds everybody up, for as long as it writes.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_held_conversation_leaves_its_bodies_and_nobody_elses(post: Post) -> None:
    await post.receive(b"budi: satu")
    await post.read()
    async with post.database.write() as turn:
        await claim(turn, post.clock)
        await post.receive(b"budi: dua", b"sari: empat\nbudi: tiga", b"tono: lima")
        await post.reader.step()
        assert await post.unread() == [b"budi: dua", b"sari: empat\nbudi: tiga"]
        assert sorted(await post.told()) == ["empat", "lima", "satu"]
        await turn.commit()
    await post.read()
    assert await post.unread() == []
    told = await post.told()
    assert [each for each in told if each in {"satu", "dua", "tiga"}] == ["satu", "dua", "tiga"]
    assert sorted(told) == ["dua", "empat", "lima", "satu", "tiga"]


@pytest.fixture
async def offices(postgres_url: str) -> AsyncIterator[list[Post]]:
    """Two processes on one database."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(open_database(postgres_url, Cipher(KEY))) for _ in range(2)]
        yield [Post(each) for each in opened]


async def test_two_readers_at_once_bring_everything_once_and_in_order(offices: list[Post]) -> None:
    here, there = offices
    names = ("budi", "sari", "tono")
    running = [asyncio.create_task(post.reader.run()) for post in offices]
    for n in range(40):
        await asyncio.gather(
            *(post.receive(*(f"{each}: {each} {n}".encode() for each in names)) for post in offices)
        )
    async with asyncio.timeout(SOON):
        while await here.unread() or await there.states() != {"pending": 120}:
            await asyncio.sleep(0.05)
    for post in offices:
        post.reader.stop()
    await asyncio.gather(*running)
    told = await here.told()
    for each in names:
        assert [words for words in told if words.startswith(each)] == [f"{each} {n}" for n in range(40)]


async def test_while_one_reads_the_other_leaves_it_alone(offices: list[Post]) -> None:
    here, there = offices
    await here.receive(b"budi: satu")
    async with here.database.write() as unit:
        assert len(await unit.unopened.take(["paper"], 10)) == 1
        assert not await there.reader.step()
    assert await there.reader.step()
    assert await there.told() == ["satu"]
