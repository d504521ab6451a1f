"""The channels' pace: per chat, for all chats together, and shared by any number of senders."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.channels.telegram import CHAT, GROUP, WHOLE, Telegram
from bot.channels.whatsapp import PAIR, WhatsApp
from bot.sender import Sender
from messages import Address, DeliveryStatus, Lane, OutboundFile, OutboundMessage, Rate
from storage import Database
from storage.channel_states import AHEAD
from tests.bot.post import Post
from tests.fakes import letter

MINUTE = timedelta(minutes=1)
BOT = Lane("paper", "desk", whole=WHOLE)


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.meet("budi", "siti")
    return post


async def test_a_chat_hears_one_message_a_second_and_delays_no_other(post: Post) -> None:
    post.channel.chat = CHAT
    await post.say("budi", "satu", "dua", "tiga")
    await post.say("siti", "halo")
    assert sorted(await post.send()) == ["halo", "satu"]
    post.clock.forward(seconds=0.99)
    assert await post.send() == []
    post.clock.forward(seconds=0.01)
    assert await post.send() == ["dua"]
    post.clock.forward(seconds=1)
    assert await post.send() == ["tiga"]


async def test_a_burst_runs_ahead_of_the_pace_as_far_as_the_channel_lets_it(post: Post) -> None:
    post.channel.chat = Rate(timedelta(seconds=6), burst=5)
    await post.say("budi", *map(str, range(7)))
    assert len(await post.send()) == 5
    post.clock.forward(seconds=5.9)
    assert await post.send() == []
    post.clock.forward(seconds=0.1)
    assert await post.send() == ["5"]
    assert await post.send() == []


async def test_two_threads_of_a_chat_share_its_pace(post: Post) -> None:
    post.channel.chat = GROUP
    thread = replace(letter("di grup", external_id="grup", citizen="siti"), thread="9")
    await post.gateway.accept([(thread, b"")])
    async with post.database.write() as unit:
        claimed = await unit.conversations.claim(post.clock(), MINUTE)
        await unit.commit()
    assert claimed is not None
    post.conversations["grup"] = claimed.id
    await post.say("siti", "satu")
    await post.say("grup", "dua")
    other = Sender(post.database, {"paper": post.channel}, post.clock)
    await asyncio.gather(post.sender.step(), other.step(), return_exceptions=True)
    assert await post.send() == []
    assert len(post.channel.sent) == 1
    post.clock.forward(seconds=3)
    assert len(await post.send()) == 1


@pytest.mark.parametrize("most", [1, 8])
async def test_all_chats_together_keep_the_bots_pace_whoever_sends(post: Post, most: int) -> None:
    turns: list[datetime] = []
    while True:
        async with post.database.write() as unit:
            taken = (await unit.channels.turns(BOT, post.clock(), most))[:most]
            if not taken:
                break
            await unit.channels.take(BOT, taken, post.clock(), MINUTE)
            await unit.commit()
        turns += [turn.at for turn in taken]
    gaps = {later - earlier for earlier, later in pairwise(turns)}
    assert gaps == {WHOLE.every}
    assert turns[-1] - post.clock() <= AHEAD
    post.clock.forward(seconds=10)
    async with post.database.write() as unit:
        [fresh] = await unit.channels.turns(BOT, post.clock(), 1)
    assert fresh.at == post.clock()


async def test_a_clock_set_back_holds_nobody_up(post: Post) -> None:
    post.channel.chat = CHAT
    await post.say("budi", "satu")
    post.clock.forward(hours=1)
    assert await post.send() == ["satu"]
    post.clock.forward(hours=-1)
    await post.say("budi", "dua")
    assert await post.send() == ["dua"]


async def test_what_was_said_by_a_clock_that_ran_ahead_keeps_its_place(post: Post) -> None:
    post.clock.moment = datetime.now(UTC)
    await post.meet("budi")
    post.clock.forward(hours=1)
    await post.say("budi", "satu")
    post.clock.forward(hours=-1)
    await post.say("budi", "dua")
    assert await post.send() == ["satu", "dua"]


async def test_who_just_wrote_does_not_wait_behind_a_long_backlog(post: Post) -> None:
    crowd = [f"warga {n}" for n in range(20)]
    await post.meet(*crowd)
    for citizen in crowd:
        await post.say(citizen, f"siaran untuk {citizen}")
    post.clock.forward(seconds=1)
    await post.say("siti", "jawaban")
    for _ in range(2):
        await post.sender.step()
    texts = [message.text for message in post.channel.sent]
    assert "jawaban" in texts
    assert "siaran untuk warga 0" in texts


async def test_the_newest_first_still_keeps_each_conversations_order(post: Post) -> None:
    await post.say("budi", *"abc")
    await post.say("siti", *"xyz")
    texts = await post.send()
    assert [text for text in texts if text in "abc"] == [*"abc"]
    assert [text for text in texts if text in "xyz"] == [*"xyz"]


async def test_a_row_behind_one_that_waits_for_the_citizen_waits_with_it(post: Post) -> None:
    await post.say("budi", "satu")
    [first] = await post.rows("budi")
    async with post.database.write() as unit:
        await unit.sending.wait(first.id, "WindowClosed")
        await unit.commit()
    await post.say("budi", "dua")
    assert await post.send() == []
    assert [row.state for row in await post.rows("budi")] == [DeliveryStatus.WAITING, DeliveryStatus.PENDING]
    post.clock.forward(seconds=1)
    await post.write("budi")
    assert await post.send() == ["satu", "dua"]


async def test_what_waits_only_since_a_clock_ran_ahead_is_sent_once_it_is_right(post: Post) -> None:
    await post.say("budi", "satu")
    post.clock.forward(days=400)
    async with post.database.write() as unit:
        [claimed] = await unit.sending.claim(post.channel.lane, post.clock(), timedelta(seconds=90))
        await unit.sending.wait(claimed.row.id, "WindowClosed")
        await unit.commit()
    post.clock.forward(days=-400)
    assert await post.send() == []
    async with post.database.write() as unit:
        assert await unit.sending.adopt(post.clock()) == 1
        await unit.commit()
    assert await post.send() == ["satu"]


async def test_a_row_of_the_release_before_gets_its_channel(post: Post) -> None:
    await post.say("budi", "satu")
    async with post.database.write() as unit:
        await unit.connection.exec_driver_sql("UPDATE outbox SET channel = ''")
        await unit.commit()
    assert await post.send() == []
    async with post.database.write() as unit:
        assert await unit.sending.adopt(post.clock()) == 1
        await unit.commit()
    assert await post.send() == ["satu"]


def test_telegram_groups_get_twenty_a_minute_and_whatsapp_counts_every_part() -> None:
    telegram = Telegram("7000001:token-uji-token-uji-token")
    whatsapp = WhatsApp("token", "1", "rahasia", "janji")
    private = OutboundMessage(Address("telegram", "7000001", "8100001"), "Baik.")
    group = replace(private, address=Address("telegram", "7000001", "-100777"))
    assert telegram.spends(private) == CHAT.every
    assert telegram.spends(group) * 20 == MINUTE
    photo = OutboundFile(path=__file__, mime="image/jpeg", name="foto.jpg")  # type: ignore[arg-type]
    several = replace(private, files=(photo, photo), text="a" * 2000)
    assert whatsapp.spends(private) == PAIR.every
    assert whatsapp.spends(several) == PAIR.every * 3
