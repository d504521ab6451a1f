"""The sender: in order per conversation, and an error says only whether to try again."""

from datetime import timedelta

import pytest

from bot.channels.errors import (
    ChatMoved,
    ConnectionFailed,
    ContactStopped,
    MessageRefused,
    Throttled,
    WindowClosed,
)
from bot.gateway import Gateway
from bot.sender import Sender
from messages import DeliveryReport, DeliveryStatus, Saying
from storage import Database
from tests.fakes import Clock, PaperChannel, letter


class Post:
    """A database with two conversations, and a sender."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.channel = PaperChannel()
        self.gateway = Gateway(database, self.clock, timedelta(0))
        self.sender = Sender(database, {"paper": self.channel}, self.clock)
        self.conversations: dict[str, str] = {}

    async def meet(self, *citizens: str) -> None:
        for n, citizen in enumerate(citizens):
            message = letter("halo", external_id=f"hello:{citizen}:{n}", citizen=citizen)
            await self.gateway.accept([(message, b"")])
        async with self.database.write() as unit:
            for _ in citizens:
                claimed = await unit.conversations.claim(self.clock(), timedelta(hours=1))
                assert claimed is not None
                address = await unit.contacts.address(claimed.address_id)
                self.conversations[address.id] = claimed.id
            await unit.commit()

    async def say(self, citizen: str, text: str) -> None:
        async with self.database.write() as unit:
            key = f"t:{citizen}:{text}"
            saying = Saying(text=text)
            moment = self.clock()
            await unit.outbox.put(self.conversations[citizen], saying, turn=key, n=0, not_before=moment)
            await unit.commit()

    async def send(self) -> list[str]:
        before = len(self.channel.sent)
        while await self.sender.step():
            pass
        return [message.text for message in self.channel.sent[before:]]

    async def states(self, citizen: str) -> list[tuple[str, str | None]]:
        async with self.database.read() as unit:
            rows = await unit.outbox.of_conversation(self.conversations[citizen])
            return [(row.state, row.error) for row in rows]


@pytest.fixture
async def post(database: Database) -> Post:
    post = Post(database)
    await post.meet("budi", "siti")
    return post


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


async def test_a_blocked_citizen_is_final_and_the_officer_sees_why(post: Post) -> None:
    post.channel.errors.append(ContactStopped("blocked"))
    await post.say("budi", "satu")
    assert await post.send() == []
    assert await post.states("budi") == [("failed", "ContactStopped")]


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
    assert await post.send() == []
    assert await post.states("budi") == [("waiting", "WindowClosed")]
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
    assert await post.states("budi") == [("read", None)]


async def test_a_row_being_sent_is_sent_by_nobody_else(post: Post) -> None:
    await post.say("budi", "satu")
    assert await post.sender._claim() is not None
    assert await post.send() == []
    post.clock.forward(minutes=5)
    assert await post.send() == ["satu"]
