"""A send that nobody knows the end of: settled by the channel's own report where it tells, sent again where not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.errors import ConnectionFailed
from messages import Address, DeliveryReport, DeliveryStatus
from storage import Cipher, Database
from storage.database import open_database
from storage.sending import Sent
from tests.bot.post import Post
from tests.fakes import PlainTexts

SETTLES = timedelta(seconds=60)
LOST = ConnectionFailed("ServerDisconnectedError", unknown=True)


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    post.channel.settles = SETTLES
    await post.meet("budi")
    await post.say("budi", "satu")
    return post


async def report(post: Post, status: DeliveryStatus, code: str | None = None) -> None:
    [row] = await post.rows("budi")
    told = DeliveryReport("paper", "desk", "wamid.1", status, post.clock(), code, tracker=str(row.id))
    await post.gateway.accept([(told, b"")])


async def keep_body(post: Post) -> None:
    async with post.database.write() as unit:
        await unit.unopened.keep([("paper", post.clock(), b"a report, perhaps")])
        await unit.commit()


async def read_bodies(post: Post) -> None:
    async with post.database.write() as unit:
        await unit.unopened.forget([body.id for body in await unit.unopened.take(["paper"], 9)])
        await unit.commit()


@pytest.mark.parametrize("error", [LOST, TimeoutError()])
async def test_it_is_not_sent_again_before_the_channel_could_tell(post: Post, error: Exception) -> None:
    post.channel.errors.append(error)
    assert await post.send() == []
    post.clock.forward(seconds=59.9)
    assert await post.send() == []
    post.clock.forward(seconds=0.1)
    assert await post.send() == ["satu"]


async def test_it_is_not_sent_again_while_what_webhooks_brought_is_unread(post: Post) -> None:
    post.channel.errors.append(LOST)
    await post.send()
    post.clock.forward(seconds=58)
    await keep_body(post)
    post.clock.forward(seconds=2)
    assert await post.send() == []
    await post.say("budi", "dua")
    await read_bodies(post)
    assert await post.send() == ["satu", "dua"]


async def test_a_body_from_before_the_try_holds_nothing_up(post: Post) -> None:
    await keep_body(post)
    post.clock.forward(seconds=1)
    post.channel.errors.append(LOST)
    await post.send()
    post.clock.forward(minutes=1)
    assert await post.send() == ["satu"]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=-1), timedelta(days=400)])
async def test_a_clock_that_jumps_lets_nothing_unread_be_sent_again(post: Post, ahead: timedelta) -> None:
    assert await post.claim() is not None  # sent, and not marked yet
    if ahead < timedelta():
        post.clock.moment += ahead
        await keep_body(post)
    else:
        await keep_body(post)
        post.clock.moment += ahead
    post.clock.forward(minutes=2)
    assert await post.send() == []
    await read_bodies(post)
    assert await post.send() == ["satu"]


async def test_a_report_by_tracker_settles_it_without_another_send(post: Post) -> None:
    post.channel.errors.append(LOST)
    await post.send()
    post.clock.forward(seconds=30)
    await report(post, DeliveryStatus.DELIVERED)
    post.clock.forward(minutes=10)
    assert await post.send() == []
    assert [(row.state, row.error) for row in await post.rows("budi")] == [(DeliveryStatus.DELIVERED, None)]


async def test_a_moment_tells_of_what_was_sent_to_that_person_until_then(post: Post) -> None:
    await post.meet("siti")
    await post.say("siti", "lain")
    await post.send()
    moment = post.clock()
    post.clock.forward(seconds=5)
    await post.say("budi", "dua")
    await post.send()
    person = Address("paper", "desk", "budi")
    read = DeliveryReport("paper", "desk", "", DeliveryStatus.READ, moment, up_to=person)
    await post.gateway.accept([(read, b""), (replace(read, up_to=Address("paper", "lain", "siti")), b"")])
    states = [row.state for who in ("budi", "siti") for row in await post.rows(who)]
    assert states == [DeliveryStatus.READ, DeliveryStatus.SENT, DeliveryStatus.SENT]


async def test_a_moment_settles_nothing_that_is_not_surely_sent(post: Post) -> None:
    post.channel.errors.append(LOST)
    await post.send()
    person = Address("paper", "desk", "budi")
    read = DeliveryReport("paper", "desk", "", DeliveryStatus.READ, post.clock(), up_to=person)
    await post.gateway.accept([(read, b"")])
    assert [row.state for row in await post.rows("budi")] == [DeliveryStatus.PENDING]


async def test_a_report_of_failure_reaches_the_officers_without_another_send(post: Post) -> None:
    post.channel.errors.append(LOST)
    await post.send()
    await report(post, DeliveryStatus.FAILED, "131026")
    post.clock.forward(minutes=10)
    assert await post.send() == []
    assert [(row.state, row.error) for row in await post.rows("budi")] == [(DeliveryStatus.FAILED, "131026")]


async def test_what_surely_never_left_is_not_waited_for(post: Post) -> None:
    post.channel.errors.append(ConnectionFailed("ClientConnectorError"))
    await post.send()
    post.clock.forward(seconds=2)
    assert await post.send() == ["satu"]


async def test_a_channel_that_never_tells_is_sent_to_again_at_once(post: Post) -> None:
    post.channel.settles = None
    post.channel.errors.append(LOST)
    await post.send()
    post.clock.forward(seconds=2)
    assert await post.send() == ["satu"]


async def test_a_sender_killed_before_marking_leaves_time_for_the_report(post: Post) -> None:
    assert await post.claim() is not None
    if post.database.is_sqlite:  # the next start finds the lease of a process that is gone
        async with post.database.write() as unit:
            await unit.sending.release_all()
            await unit.commit()
    post.clock.forward(seconds=59)
    assert await post.send() == []
    await report(post, DeliveryStatus.SENT)
    post.clock.forward(minutes=3)
    assert await post.send() == []
    [row] = await post.rows("budi")
    assert row.state is DeliveryStatus.SENT


async def test_a_sender_killed_before_marking_is_followed_by_another_send_where_nobody_tells(
    post: Post,
) -> None:
    assert await post.claim() is not None
    post.clock.forward(seconds=91)
    assert await post.send() == ["satu"]


async def test_a_restart_on_sqlite_waits_for_the_report_too(sqlite_url: str, cipher: Cipher) -> None:
    async with open_database(sqlite_url, cipher, texts=PlainTexts()) as database:
        post = Post(database)
        await post.meet("budi")
        await post.say("budi", "satu")
        assert await post.claim() is not None
    async with open_database(sqlite_url, cipher, texts=PlainTexts()) as database:
        again = Post(database)
        again.clock.moment, again.channel.settles = post.clock.moment, SETTLES
        again.clock.forward(seconds=5)
        assert await again.send() == []
        again.clock.forward(seconds=56)
        assert await again.send() == ["satu"]


async def test_a_sender_that_stood_still_undoes_nobody_elses_send(post: Post) -> None:
    slept = await post.claim()
    post.clock.forward(seconds=91)
    other = await post.claim()
    assert slept is not None
    assert other is not None
    async with post.database.write() as unit:
        await unit.sending.retry(slept.row, post.clock(), "TimeoutError")
        await unit.sending.fail(slept.row, "TimeoutError")
        await unit.commit()
    assert await post.send() == [], "the other still has it"
    [row] = await post.rows("budi")
    assert (row.state, row.error) == (DeliveryStatus.PENDING, None)


async def test_a_failure_reported_before_the_answer_came_is_not_taken_for_sent(post: Post) -> None:
    parcel = await post.claim()
    assert parcel is not None
    await report(post, DeliveryStatus.PENDING, "131000")
    async with post.database.write() as unit:
        await unit.sending.sent([Sent(parcel.row.id, parcel.row.conversation_id, "wamid.1")], post.clock())
        await unit.commit()
    post.clock.forward(minutes=2)
    assert await post.send() == ["satu"]
