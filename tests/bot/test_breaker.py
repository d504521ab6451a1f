"""The breaker: a channel nobody can reach rests, is tried once at a time, and loses nothing meanwhile."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.errors import ChannelBroken, ConnectionFailed, MessageRefused, Throttled
from bot.sender import ABREAST, Sender
from messages import Address, OutboundMessage
from storage import Cipher, Database
from storage.channel_states import OPENS_AFTER, ChannelState
from storage.database import open_database
from tests.bot.post import Post
from tests.fakes import PaperChannel, PlainTexts, letter

CROWD = [f"warga {n}" for n in range(12)]


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.meet(*CROWD)
    for citizen in CROWD:
        await post.say(citizen, f"untuk {citizen}")
    return post


async def state(post: Post) -> ChannelState:
    async with post.database.read() as unit:
        return await unit.channels.get(post.channel.lane)


async def attempts(post: Post) -> list[int]:
    return [(await post.rows(citizen))[0].attempts for citizen in CROWD]


@pytest.mark.parametrize(
    "error", [ConnectionFailed("reset"), TimeoutError(), ChannelBroken("190"), Throttled("flood")]
)
async def test_five_failures_in_a_row_rest_the_channel_and_nothing_is_lost(
    post: Post, error: Exception
) -> None:
    post.channel.errors += [error] * 7
    assert await post.send() == []
    assert sum(await attempts(post)) == OPENS_AFTER
    assert (await state(post)).is_open
    post.clock.forward(seconds=2)
    assert await post.send() == []
    assert sum(await attempts(post)) == OPENS_AFTER + 1, "one probe at a time"
    post.clock.forward(seconds=3.9)
    assert await post.send() == []
    post.clock.forward(seconds=0.1)
    assert await post.send() == []
    assert sum(await attempts(post)) == OPENS_AFTER + 2
    post.clock.forward(minutes=6)
    assert sorted(await post.send()) == sorted(f"untuk {citizen}" for citizen in CROWD)
    assert not (await state(post)).is_open


async def test_the_state_says_what_is_wrong_and_since_when(post: Post) -> None:
    began = post.clock()
    post.channel.errors += [ChannelBroken("HTTP 401, code 190")] * 20
    await post.send()
    post.clock.forward(seconds=30)
    await post.send()
    found = await state(post)
    assert (found.error, found.since) == ("ChannelBroken HTTP 401, code 190", began)
    async with post.database.read() as unit:
        assert [each.channel for each in await unit.channels.all()] == ["paper"]


async def test_one_sick_chat_rests_nobody(post: Post) -> None:
    class Sick(PaperChannel):
        async def send(self, message: OutboundMessage) -> str:
            if message.address.id == CROWD[0]:
                raise ConnectionFailed
            return await super().send(message)

    post.sender = Sender(post.database, {"paper": Sick()}, post.clock)
    for _ in range(8):
        await post.send()
        post.clock.forward(minutes=5)
    assert not (await state(post)).is_open
    assert [row.state for row in await post.rows(CROWD[1])] == ["sent"]


async def test_a_refused_message_shows_that_the_channel_works(post: Post) -> None:
    post.channel.errors += [*[ConnectionFailed()] * 4, MessageRefused(), *[ConnectionFailed()] * 4]
    assert len(await post.send()) == 3
    assert not (await state(post)).is_open


@pytest.mark.parametrize("seconds", [1, 7, 344])
async def test_a_limit_of_the_whole_channel_is_honoured_to_the_moment(post: Post, seconds: int) -> None:
    post.channel.errors.append(Throttled("130429", timedelta(seconds=seconds), everywhere=True))
    assert await post.send() == []
    assert sum(await attempts(post)) == 1
    post.clock.forward(seconds=seconds - 0.001)
    assert await post.send() == []
    post.clock.forward(seconds=0.001)
    assert len(await post.send()) == len(CROWD)


@pytest.mark.parametrize("seconds", [1, 7, 344])
async def test_a_limit_of_one_chat_is_honoured_to_the_moment_and_by_that_chat_only(
    post: Post, seconds: int
) -> None:
    post.channel.errors.append(Throttled("131056", timedelta(seconds=seconds), everywhere=False))
    assert len(await post.send()) == len(CROWD) - 1
    post.clock.forward(seconds=seconds - 0.001)
    assert await post.send() == []
    post.clock.forward(seconds=0.001)
    assert len(await post.send()) == 1


async def test_another_process_knows_that_the_channel_rests(
    database_url: str, cipher: Cipher, post: Post
) -> None:
    post.channel.errors += [ConnectionFailed()] * OPENS_AFTER
    await post.send()
    if not post.database.is_sqlite:
        async with open_database(database_url, cipher, texts=PlainTexts()) as other:
            assert not await Sender(other, {"paper": post.channel}, post.clock).step()
    assert not await Sender(post.database, {"paper": post.channel}, post.clock).step()


async def test_a_clock_set_back_lets_a_resting_channel_be_tried(post: Post) -> None:
    post.channel.errors += [ConnectionFailed()] * OPENS_AFTER
    await post.send()
    post.clock.forward(days=-1)
    async with post.database.read() as unit:
        found = await unit.channels.get(post.channel.lane)
        assert found.turns(timedelta(), post.clock(), 1) == [post.clock()]


async def test_a_probe_whose_process_died_is_followed_by_another(post: Post) -> None:
    post.channel.errors += [ConnectionFailed()] * OPENS_AFTER
    await post.send()
    post.clock.forward(seconds=2)
    assert await post.claim() is not None
    assert await post.claim() is None
    post.clock.forward(seconds=91)
    assert len(await post.send()) == len(CROWD)


async def test_a_channel_that_answers_nothing_holds_up_no_other(database: Database) -> None:
    class Deaf(PaperChannel):
        name = "card"

        async def send(self, message: OutboundMessage) -> str:
            await super().send(message)
            return await asyncio.Event().wait() and ""

    post, deaf = Post(database), Deaf()
    post.sender = Sender(database, {"card": deaf, "paper": post.channel}, post.clock)
    cards = [Address("card", "desk", citizen) for citizen in CROWD]
    for n, address in enumerate(cards):
        message = replace(letter("halo", external_id=f"card:{n}"), address=address)
        await post.gateway.accept([(message, b"")])
    await post.meet("budi")
    for citizen in (*CROWD, "budi"):
        await post.say(citizen, "kabar")
    running = [asyncio.create_task(post.sender.run()) for _ in range(2)]
    async with asyncio.timeout(60):
        while not post.channel.sent or len(deaf.sent) < ABREAST:
            await asyncio.sleep(0.01)
    assert [message.address.id for message in post.channel.sent] == ["budi"]
    assert len(deaf.sent) == ABREAST
    for task in (*running, *post.sender._under_way):
        task.cancel()
