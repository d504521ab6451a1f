"""The outbox's rows: waiting for the citizen, sent again when the channel could not deliver, and what was said last."""

from datetime import timedelta

import pytest

from bot.gateway import Gateway
from messages import Button, DeliveryReport, DeliveryStatus, Lane, Saying
from storage import Database
from storage.outbox import Queued
from storage.sending import Sent
from tests.fakes import Clock, letter

MINUTE = timedelta(minutes=1)
PAPER = Lane("paper", "desk")


class Desk:
    """One conversation with one row in the outbox, claimed for sending."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.gateway = Gateway(database, self.clock, timedelta(0))
        self.conversation = ""

    async def send(self) -> Queued:
        await self.gateway.accept([(letter("halo", external_id="1"), b"")])
        async with self.database.write() as unit:
            claimed = await unit.conversations.claim(self.clock(), MINUTE)
            assert claimed is not None
            self.conversation = claimed.id
            saying = Saying(text="Jawaban")
            await unit.outbox.put(claimed.id, saying, turn="t", n=0, author="rina", not_before=self.clock())
            self.clock.forward(seconds=1)
            [claimed_row] = await unit.sending.claim(PAPER, self.clock(), MINUTE)
            await unit.commit()
            return claimed_row.row

    async def state(self) -> DeliveryStatus:
        async with self.database.read() as unit:
            return (await unit.outbox.of_conversation(self.conversation))[0].state


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_row_that_was_leased_by_a_wrong_clock_is_sent_once_it_is_right(desk: Desk) -> None:
    desk.clock.forward(days=400)
    row = await desk.send()
    desk.clock.forward(days=-400)
    async with desk.database.write() as unit:
        [again] = await unit.sending.claim(PAPER, desk.clock(), MINUTE)
    assert again.row.id == row.id


async def test_outside_the_window_a_row_waits_for_the_citizen(desk: Desk) -> None:
    row = await desk.send()
    async with desk.database.write() as unit:
        await unit.sending.wait(row.id, "WindowClosed")
        await unit.commit()
    assert await desk.state() is DeliveryStatus.WAITING


async def test_a_citizen_who_wrote_while_we_were_sending_is_not_waited_for(desk: Desk) -> None:
    row = await desk.send()
    desk.clock.forward(seconds=1)
    await desk.gateway.accept([(letter("halo lagi", external_id="2"), b"")])
    async with desk.database.write() as unit:
        await unit.sending.wait(row.id, "WindowClosed")
        await unit.commit()
    assert await desk.state() is DeliveryStatus.PENDING


async def test_a_citizen_whose_words_were_read_while_we_were_sending_is_not_waited_for(desk: Desk) -> None:
    row = await desk.send()
    heard, came = letter("").provider_time, desk.clock() - timedelta(milliseconds=100)
    again = letter("halo lagi", external_id="2", provider_time=came)
    await desk.gateway.accept([(again, b"")], came)
    for known, state in ((heard, DeliveryStatus.PENDING), (came, DeliveryStatus.WAITING)):
        async with desk.database.write() as unit:
            await unit.sending.wait(row.id, "WindowClosed", known)
            await unit.commit()
        assert await desk.state() is state


@pytest.mark.parametrize("status", [DeliveryStatus.WAITING, DeliveryStatus.PENDING, DeliveryStatus.FAILED])
async def test_what_the_channel_took_and_could_not_deliver_is_told_apart(
    desk: Desk, status: DeliveryStatus
) -> None:
    row = await desk.send()
    async with desk.database.write() as unit:
        await unit.sending.sent([Sent(row.id, row.conversation_id, "wamid.1")], desk.clock())
        await unit.commit()
    report = DeliveryReport("paper", "desk", "wamid.1", status, desk.clock(), code="131000")
    await desk.gateway.accept([(report, b"")])
    assert await desk.state() is status


async def test_what_arrived_never_becomes_undelivered(desk: Desk) -> None:
    row = await desk.send()
    async with desk.database.write() as unit:
        await unit.sending.sent([Sent(row.id, row.conversation_id, "wamid.1")], desk.clock())
        await unit.commit()
    for status in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.PENDING):
        report = DeliveryReport("paper", "desk", "wamid.1", status, desk.clock())
        await desk.gateway.accept([(report, b"")])
    assert await desk.state() is DeliveryStatus.DELIVERED


async def test_the_failure_of_an_earlier_try_does_not_touch_the_later_one(desk: Desk) -> None:
    row = await desk.send()
    async with desk.database.write() as unit:
        await unit.sending.sent([Sent(row.id, row.conversation_id, "wamid.2")], desk.clock())
        await unit.commit()
    late = DeliveryReport(
        "paper", "desk", "wamid.1", DeliveryStatus.PENDING, desk.clock(), tracker=str(row.id)
    )
    await desk.gateway.accept([(late, b"")])
    assert await desk.state() is DeliveryStatus.SENT


async def test_what_was_said_last_is_remembered_with_its_author(desk: Desk) -> None:
    await desk.send()
    async with desk.database.read() as unit:
        said = (await unit.outbox.last([desk.conversation, "nobody"])).get(desk.conversation)
    assert said is not None
    assert (said.author, said.response, said.ticket_id) == ("rina", None, None)


async def test_the_buttons_of_the_last_turn_can_be_answered_until_something_else_is_asked(desk: Desk) -> None:
    yes, no = Button("Ya", "/ya"), Button("Tidak", "/tidak")

    async def put(turn: str, *sayings: Saying) -> tuple[Button, ...]:
        async with desk.database.write() as unit:
            for n, saying in enumerate(sayings):
                await unit.outbox.put(desk.conversation, saying, turn=turn, n=n)
            await unit.commit()
        async with desk.database.read() as unit:
            said = (await unit.outbox.last([desk.conversation])).get(desk.conversation)
            assert said is not None
            return said.choices

    await desk.send()
    asked = Saying(text="Benar?", buttons=(yes, no))
    assert await put("in:1", asked) == (yes, no)
    assert await put("in:2", asked, Saying(text="Kami tunggu.")) == (yes, no)
    assert await put("in:3", asked, Saying(text="Di mana?")) == ()
    assert await put("in:4", Saying(text="Baik.")) == ()
