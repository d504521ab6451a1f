"""An officer takes a conversation over at the very moment the bot answers in it: afterwards the bot is silent.

A hundred races on each database; `make bench-races` runs a thousand. Worker, sender and inbox are the real ones.
"""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.gateway import Gateway
from bot.sender import Sender
from bot.worker import Limits, Worker
from messages import Address, DeliveryStatus, InboundMessage, Lane, MessageKind, OutboundMessage
from storage.tables import outbox
from tests.bot.test_worker import Echo
from tests.fakes import PaperChannel
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.status import EventKind
from tickets.ticket import Ticket, TicketUrgency

pytestmark = pytest.mark.asyncio
RACES, MANY_RACES = 100, 1000
SLOWEST = 0.02  #: seconds that a step of either side may take


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On both databases: one has a single writer, the other locks rows."""
    return database_url


class Pondering(Echo):
    """A bot that needs a moment for its answer."""

    async def speak(self, *arguments: Any) -> str:
        await asyncio.sleep(random.uniform(0, SLOWEST))
        return await super().speak(*arguments)


class SlowPaper(PaperChannel):
    """A channel that takes a moment, and notes when each message was out."""

    def __init__(self) -> None:
        super().__init__()
        self.out: dict[str, list[float]] = {}

    async def send(self, message: OutboundMessage) -> str:
        await asyncio.sleep(random.uniform(0, SLOWEST))
        self.out.setdefault(message.address.id, []).append(asyncio.get_running_loop().time())
        return await super().send(message)


class Arena:
    """A town with its bot and its post."""

    def __init__(self, town: Town, browser: Browser) -> None:
        self.town, self.browser = town, browser
        self.paper = SlowPaper()
        self.worker = Worker(town.database, Pondering(), town.now, Limits(max_attempts=3, timeout=30))  # type: ignore[arg-type]
        self.sender = Sender(town.database, {"paper": self.paper}, town.now)
        self.gateway = Gateway(town.database, town.now, timedelta(0))

    async def write(self, citizen: str, text: str) -> None:
        address = Address("paper", "layanan", citizen)
        moment = self.town.now()
        message = InboundMessage(address, f"{citizen}:{text}", MessageKind.TEXT, moment, text)
        await self.gateway.accept([(message, b"")])

    async def work(self) -> None:
        while await self.worker.turn():
            pass

    async def post(self, done: asyncio.Event) -> None:
        while await self.sender.step() or not done.is_set():
            await asyncio.sleep(0.001)

    async def race(self, number: int) -> str:
        citizen = f"pelomba-{number}"
        ticket = await self.town.complain(channel="paper", citizen=citizen)
        await self.write(citizen, "halo bot")
        done = asyncio.Event()
        post = asyncio.create_task(self.post(done))
        _, taken_at = await asyncio.gather(self.work(), self.take(ticket))
        await self.write(citizen, "masih di situ?")
        await self.work()
        done.set()
        await post
        out = self.paper.out.get(citizen, [])
        assert [moment for moment in out if moment > taken_at] == []
        return await self.outcome(ticket, out)

    async def take(self, ticket: Ticket) -> float:
        await asyncio.sleep(random.uniform(0, 3 * SLOWEST))
        response = await self.browser.post(f"/aduan/{ticket.number}/ambil")
        moment = asyncio.get_running_loop().time()
        assert response.headers["Location"].endswith("kabar=diambil")
        return moment

    async def outcome(self, ticket: Ticket, out: list[float]) -> str:
        async with self.town.database.read() as unit:
            rows = await unit.outbox.of_conversation(ticket.conversation_id)
            events = [e.kind for e in await unit.tickets.events(ticket.id)]
        assert events.count(EventKind.HAND_OFF_STARTED) == 1
        assert {row.state for row in rows} <= {DeliveryStatus.SENT, DeliveryStatus.FAILED}
        assert len([row for row in rows if row.state is DeliveryStatus.SENT]) == len(out)
        return "said before" if out else "given up" if rows else "not said"


async def test_no_word_of_the_bot_follows_a_takeover(
    town: Town, new_browser: NewBrowser, pytestconfig: pytest.Config
) -> None:
    random.seed(4)
    arena = Arena(town, await new_browser("joko"))
    races = MANY_RACES if pytestconfig.getoption("--long") else RACES
    outcomes = Counter([await arena.race(number) for number in range(races)])
    print(f"{races} races, no word of the bot after a takeover: {dict(outcomes)}")
    assert outcomes["said before"]
    assert outcomes["given up"] + outcomes["not said"]


async def test_the_words_that_were_given_up_stay_on_the_page(town: Town, new_browser: NewBrowser) -> None:
    arena = Arena(town, joko := await new_browser("joko"))
    ticket = await town.complain(channel="paper", citizen="satu")
    await arena.write("satu", "halo bot")
    await arena.work()
    await joko.post(f"/aduan/{ticket.number}/ambil")
    async with town.database.read() as unit:
        (row,) = await unit.outbox.of_conversation(ticket.conversation_id)
    assert (row.state, row.error) == (DeliveryStatus.FAILED, "TakenOver")


async def test_words_about_an_emergency_are_sent_all_the_same(town: Town, new_browser: NewBrowser) -> None:
    arena = Arena(town, joko := await new_browser("joko"))
    ticket = await town.complain(channel="paper", citizen="satu", urgency=TicketUrgency.EMERGENCY)
    await arena.write("satu", "halo bot")
    await arena.work()
    async with town.database.write() as unit:
        (row,) = await unit.outbox.of_conversation(ticket.conversation_id)
        told = update(outbox).where(outbox.c.id == row.id).values(ticket_id=ticket.id)
        await unit.connection.execute(told)
        await unit.commit()
    await joko.post(f"/aduan/{ticket.number}/ambil")
    await arena.sender.step()
    assert [message.text for message in arena.paper.sent] == ["halo bot"]


async def test_while_a_word_is_on_its_way_the_takeover_waits_and_then_says_so(
    town: Town, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.doing.PATIENCE", 1)
    arena = Arena(town, joko := await new_browser("joko"))
    ticket = await town.complain(channel="paper", citizen="satu")
    await arena.write("satu", "halo bot")
    await arena.work()
    async with town.database.write() as unit:
        assert await unit.sending.claim(Lane("paper", "desk"), town.now(), timedelta(minutes=1))
        await unit.commit()
    response = await joko.post(f"/aduan/{ticket.number}/ambil")
    assert response.status == 409
    assert "Bot sedang mengirim pesan terakhirnya" in await response.text()
