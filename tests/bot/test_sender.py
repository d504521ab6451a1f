"""The sender: in order per conversation, and an error says only whether to try again."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.errors import (
    ChannelBroken,
    ChatMoved,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    Throttled,
    WindowClosed,
)
from bot.sender import Sender
from messages import DeliveryReport, DeliveryStatus, OutboundMessage
from storage import Database
from storage.wakeups import OUTBOUND
from tests.bot.post import Post
from tests.fakes import PaperChannel, letter


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.meet("budi", "siti")
    return post


async def states(post: Post, citizen: str) -> list[tuple[str, str | None]]:
    return [(row.state, row.error) for row in await post.rows(citizen)]


async def test_a_throttled_conversation_waits_as_long_as_asked_and_delays_no_other(post: Post) -> None:
    post.channel.errors.append(Throttled("slow down", timedelta(seconds=40)))
    await post.say("budi", "satu")
    await post.say("budi", "dua")
    await post.say("siti", "tiga")
    assert await post.send() == ["tiga"]
    post.clock.forward(seconds=39)
    assert await post.send() == []
    post.clock.forward(seconds=2)
    assert await post.send() == ["satu", "dua"]


async def test_a_channel_is_told_whose_words_are_an_officers(post: Post) -> None:
    async with post.database.read() as unit:
        contact = (await unit.conversations.get(post.conversations["budi"])).contact_id
    for author in ("bot", "system", "citizen", contact, "0f3c"):
        await post.say("budi", author, author=author)
    await post.send()
    assert [message.text for message in post.channel.sent if message.by_officer] == ["0f3c"]


async def test_a_blocked_citizen_is_final_and_the_officer_sees_why(post: Post) -> None:
    post.channel.errors.append(ContactStopped("blocked"))
    await post.say("budi", "satu")
    assert await post.send() == []
    assert await states(post, "budi") == [("failed", "ContactStopped")]


@pytest.mark.parametrize("error", [ConnectionFailed("reset"), TimeoutError()])
async def test_an_unreachable_channel_is_tried_again(post: Post, error: Exception) -> None:
    post.channel.errors.append(error)
    await post.say("budi", "satu")
    assert await post.send() == []
    post.clock.forward(minutes=1)
    assert await post.send() == ["satu"]


async def test_a_refused_message_does_not_hold_up_the_next(post: Post) -> None:
    post.channel.errors.append(MessageRefused("400"))
    await post.say("budi", "satu")
    await post.say("budi", "dua")
    assert await post.send() == ["dua"]


async def test_outside_the_window_the_row_waits_until_the_citizen_writes(post: Post) -> None:
    post.channel.errors.append(WindowClosed("131047"))
    await post.say("budi", "satu")
    post.clock.forward(seconds=1)
    assert await post.send() == []
    assert await states(post, "budi") == [("waiting", "WindowClosed")]
    await post.gateway.accept([(letter("halo lagi", external_id="again"), b"")])
    assert await post.send() == ["satu"]


async def test_a_moved_chat_is_followed(post: Post) -> None:
    post.channel.errors.append(ChatMoved("budi-baru"))
    await post.say("budi", "satu")
    assert await post.send() == ["satu"]
    assert post.channel.sent[-1].address.id == "budi-baru"


async def test_a_later_delivery_state_is_never_taken_back(post: Post) -> None:
    await post.say("budi", "satu")
    await post.send()
    for status in (DeliveryStatus.READ, DeliveryStatus.DELIVERED, DeliveryStatus.SENT):
        report = DeliveryReport("paper", "desk", "sent:1", status, post.clock())
        await post.gateway.accept([(report, b"")])
    assert await states(post, "budi") == [("read", None)]


async def test_a_row_being_sent_is_sent_by_nobody_else(post: Post) -> None:
    await post.say("budi", "satu")
    assert await post.claim() is not None
    assert await post.send() == []
    post.clock.forward(minutes=5)
    assert await post.send() == ["satu"]


async def test_a_broken_channel_calls_the_operator_once_and_names_the_remedy(post: Post) -> None:
    post.channel.errors += [ChannelBroken("HTTP 401, code 190")] * 3
    await post.say("budi", "rahasia warga")
    with capture_logs() as logs:
        for _ in range(4):
            await post.send()
            post.clock.forward(minutes=5)
    [alarm] = [entry for entry in logs if entry["log_level"] == "error"]
    assert alarm["event"] == "channel_broken"
    assert alarm["channel"] == "paper"
    assert alarm["error"] == "HTTP 401, code 190"
    assert alarm["remedy"]
    assert "rahasia warga" not in str(logs)
    assert await states(post, "budi") == [("sent", None)]


async def test_the_operator_is_called_again_when_it_breaks_again(post: Post) -> None:
    with capture_logs() as logs:
        for n in range(2):
            post.channel.errors.append(ChannelBroken())
            await post.say("budi", str(n))
            await post.send()
            post.clock.forward(minutes=5)
            await post.send()
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["channel_broken"] * 2


async def test_an_error_nobody_foresaw_is_tried_again(post: Post) -> None:
    post.channel.errors.append(ZeroDivisionError("rahasia"))
    await post.say("budi", "satu")
    assert await post.send() == []
    [(state, error)] = await states(post, "budi")
    assert state == "pending"
    assert (error or "").startswith("ZeroDivisionError at ")
    post.clock.forward(minutes=1)
    assert await post.send() == ["satu"]


async def test_an_error_nobody_foresaw_holds_a_conversation_up_for_twenty_attempts_only(post: Post) -> None:
    post.channel.errors += [ZeroDivisionError()] * 20
    await post.say("budi", "satu")
    await post.say("budi", "dua")
    for _ in range(19):
        assert await post.send() == []
        post.clock.forward(minutes=6)
    assert await post.send() == ["dua"]
    [first, second] = await states(post, "budi")
    assert first[0] == "failed"
    assert (first[1] or "").startswith("ZeroDivisionError at ")
    assert second == ("sent", None)


async def test_a_fault_after_a_long_outage_is_not_yet_the_end(post: Post) -> None:
    post.channel.errors += [*[ConnectionFailed()] * 30, ZeroDivisionError()]
    await post.say("budi", "satu")
    for _ in range(31):
        assert await post.send() == []
        post.clock.forward(minutes=6)
    assert await post.send() == ["satu"]


async def test_a_row_of_a_channel_that_is_off_waits(post: Post) -> None:
    await post.say("budi", "satu")
    off = Sender(post.database, {}, post.clock)
    for _ in range(30):
        await off.step()
        post.clock.forward(minutes=6)
    assert await states(post, "budi") == [("pending", None)]
    assert await post.send() == ["satu"]


async def test_a_stopped_sender_finishes_its_send_and_returns(post: Post) -> None:
    class Slow(PaperChannel):
        async def send(self, message: OutboundMessage) -> str:
            sender.stop()
            await asyncio.sleep(0.05)
            return await super().send(message)

    await post.say("budi", "satu")
    await post.say("budi", "dua")
    sender = Sender(post.database, {"paper": Slow()}, post.clock)
    await asyncio.wait_for(sender.run(), 2)
    assert [state for state, _ in await states(post, "budi")] == ["sent", "pending"]


async def test_an_idle_sender_returns_as_soon_as_it_is_rung(post: Post) -> None:
    running = asyncio.create_task(post.sender.run())
    await asyncio.sleep(0.05)
    post.sender.stop()
    await post.database.wakeups.notify(OUTBOUND)
    await asyncio.wait_for(running, 0.5)
