"""Every fault of every channel through the sender: nothing lost, never too soon, and officers see failures."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientTimeout

from bot.channels.base import Channel
from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from bot.channels.whatsapp import WhatsApp
from bot.gateway import Gateway
from bot.sender import Sender
from inbox.words import delivery
from messages import Address, DeliveryStatus, InboundMessage, MessageKind, Saying
from simulators.graph import GraphSimulator
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator
from storage import Cipher, Database
from storage.database import open_database
from storage.outbox import Queued
from tests.fakes import Clock, PlainTexts

TOKEN = "7000001:token-uji-token-uji-token"
CHAT, PHONE, PSID = "8100001", "6281200000017", "7100000000000017"
WAITING, FAILED = DeliveryStatus.WAITING, DeliveryStatus.FAILED
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty migrated database once, to be copied."""
    path = tmp_path_factory.mktemp("basis") / "kosong.db"

    async def make() -> None:
        async with open_database(f"sqlite:///{path}", Cipher(b"k" * 32)):
            pass

    asyncio.run(make())
    return path


class Line:
    """One channel with its sender and what citizens wrote on it."""

    def __init__(self, database: Database, channel: Channel, now: Callable[[], datetime]) -> None:
        self.database, self.channel, self.now = database, channel, now
        self.gateway = Gateway(database, now, timedelta(0))
        self.sender = Sender(database, {channel.name: channel}, now)
        self._conversations: dict[str, str] = {}

    async def hear(self, citizen: str, external_id: str = "message:1") -> None:
        address = Address(self.channel.name, self.channel.scope, citizen)
        message = InboundMessage(address, f"{external_id}:{citizen}", MessageKind.TEXT, self.now(), "Halo")
        await self.gateway.accept([(message, b"")])
        if citizen not in self._conversations:
            async with self.database.write() as unit:
                claimed = await unit.conversations.claim(self.now(), timedelta(minutes=9))
                await unit.commit()
            assert claimed is not None
            self._conversations[citizen] = claimed.id

    async def say(self, citizen: str, *texts: str) -> None:
        async with self.database.write() as unit:
            for text in texts:
                conversation = self._conversations[citizen]
                key = f"{citizen}:{text}"
                await unit.outbox.put(conversation, Saying(text=text), turn=key, n=0, not_before=self.now())
            await unit.commit()

    async def send(self) -> None:
        while await self.sender.step():
            pass

    async def row(self, citizen: str) -> Queued:
        async with self.database.read() as unit:
            return (await unit.outbox.of_conversation(self._conversations[citizen]))[0]


@pytest.fixture
async def database(template: Path, tmp_path: Path, cipher: Cipher) -> AsyncIterator[Database]:
    shutil.copy(template, tmp_path / "tanggap.db")
    async with open_database(f"sqlite:///{tmp_path / 'tanggap.db'}", cipher, texts=PlainTexts()) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@asynccontextmanager
async def telegram(database: Database, now: Callable[[], datetime]) -> AsyncIterator[Any]:
    async with TelegramSimulator(TOKEN, seconds_per_message=0) as simulator:
        simulator.citizen(int(CHAT)).text("/start")
        channel = Telegram(TOKEN, None, simulator.api_base_url)
        await channel.open()
        line = Line(database, channel, now)
        await line.hear(CHAT)
        yield simulator, line
        await channel.close()


@asynccontextmanager
async def whatsapp(database: Database, clock: Clock) -> AsyncIterator[Any]:
    async with GraphSimulator(now=clock) as graph:
        graph.citizen(PHONE).text("Halo")
        channel = WhatsApp(
            graph.token, graph.phone_number_id, "rahasia", "janji", graph.api_base_url, now=clock
        )
        await channel.open()
        line = Line(database, channel, clock)
        await line.hear(PHONE)
        yield graph, line
        await channel.close()


@asynccontextmanager
async def messenger(database: Database, clock: Clock) -> AsyncIterator[Any]:
    async with MessengerSimulator(now=clock) as page:
        page.citizen(PSID).text("Halo")
        channel = Messenger(page.token, page.page_id, "rahasia", "janji", page.api_base_url, now=clock)
        await channel.open()
        line = Line(database, channel, clock)
        await line.hear(PSID)
        yield page, line
        await channel.close()


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        *[((429, refusal(429, "Too Many Requests", retry_after=n)), n) for n in (1, 7, 344)],
        ((500, refusal(500, "Internal Server Error")), 2),
        ((502, "<html>Bad Gateway</html>"), 2),
        ((200, {"ok": True}, 5.0), 2),
        ((200, "", 0.0, True), 2),
        ((401, refusal(401, "Unauthorized")), 2),
        ((404, refusal(404, "Not Found")), 2),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_telegram_is_sent_to_again_when_it_may_and_never_sooner(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, fault: tuple[Any, ...], seconds: int
) -> None:
    monkeypatch.setattr("bot.channels.telegram_request.READ_TIMEOUT", 0.3)
    async with telegram(database, clock) as (simulator, line):
        status, body, after, cut = (*fault, 0, False)[:4] if len(fault) < 4 else fault
        simulator.fail_next("sendMessage", status, body, after, cut=cut)
        await line.say(CHAT, "Baik.")
        await line.send()
        clock.forward(seconds=seconds - 0.001)
        await line.send()
        assert simulator.sent(int(CHAT)) == []
        clock.forward(seconds=0.001)
        await line.send()
        assert [message["text"] for message in simulator.sent(int(CHAT))] == ["Baik."]
        assert (await line.row(CHAT)).state is DeliveryStatus.SENT


@pytest.mark.parametrize(
    "refused",
    [
        refusal(403, "Forbidden: bot was blocked by the user"),
        refusal(403, "Forbidden: user is deactivated"),
        refusal(403, "Forbidden: bot was kicked from the group chat"),
        refusal(400, "Bad Request: chat not found"),
    ],
    ids=lambda value: str(value["description"]),
)
async def test_what_telegram_never_takes_is_seen_by_the_officers_at_once(
    database: Database, clock: Clock, refused: dict[str, Any]
) -> None:
    async with telegram(database, clock) as (simulator, line):
        simulator.fail_next("sendMessage", refused["error_code"], refused)
        await line.say(CHAT, "Baik.", "Ada lagi.")
        await line.send()
        row = await line.row(CHAT)
        assert row.state is FAILED
        assert delivery(row.state, row.error).startswith("gagal: ")
        assert "kode" not in delivery(row.state, row.error)
        clock.forward(seconds=1)
        await line.send()
        assert [message["text"] for message in simulator.sent(int(CHAT))] == ["Ada lagi."]


async def test_a_group_that_migrated_is_written_to_under_its_new_id(database: Database, clock: Clock) -> None:
    async with telegram(database, clock) as (simulator, line):
        simulator.citizen(8100500)
        body = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=8100500)
        simulator.fail_next("sendMessage", 400, body)
        await line.say(CHAT, "Baik.")
        await line.send()
        assert [message["text"] for message in simulator.sent(8100500)] == ["Baik."]


CODES = {
    **dict.fromkeys([4, 80007, 130429, 131048], 4),  # no Retry-After: 4^X seconds
    131056: 4,
    **dict.fromkeys([2, 131000, 131016, 131057], 2),
    **dict.fromkeys([0, 3, 10, 33, 190, 200, 250, 299, 368, 131005, 131031, 131042, 133010], 2),
}
ON_THE_WAY = [
    {"page": "<html>Bad Gateway</html>", "status": 502},
    {"cut": True},
    {"after": 5.0},
]


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        *[({"code": code}, seconds) for code, seconds in CODES.items()],
        *[({"code": 130429, "status": 429, "retry_after": n}, n) for n in (1, 7, 344)],
        ({"code": 131056, "retry_after": 30}, 30),
        *[(fault, 60) for fault in ON_THE_WAY],
    ],
    ids=lambda value: str(value)[:40],
)
async def test_whatsapp_is_sent_to_again_when_it_may_and_never_sooner(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any], seconds: int
) -> None:
    monkeypatch.setattr("bot.channels.graph_client._TIMEOUT", ClientTimeout(total=0.5))
    async with whatsapp(database, clock) as (graph, line):
        graph.fail_next(**fault)
        await line.say(PHONE, "Baik.")
        await line.send()
        clock.forward(seconds=seconds - 0.001)
        await line.send()
        assert graph.sent(PHONE) == []
        clock.forward(seconds=0.001)
        await line.send()
        assert [sent.text for sent in graph.sent(PHONE)] == ["Baik."]
        assert (await line.row(PHONE)).state is DeliveryStatus.SENT


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (131026, FAILED),
        (131050, FAILED),
        (131051, FAILED),
        (131062, FAILED),
        (100, FAILED),
        (131047, WAITING),
    ],
)
@pytest.mark.parametrize("by_webhook", [False, True], ids=["at once", "by webhook"])
async def test_what_whatsapp_never_takes_is_seen_by_the_officers_at_once(
    database: Database, clock: Clock, code: int, state: DeliveryStatus, *, by_webhook: bool
) -> None:
    async with whatsapp(database, clock) as (graph, line):
        graph.fail_next(code, by_webhook=by_webhook)
        clock.forward(seconds=1)
        await line.say(PHONE, "Baik.")
        await line.send()
        if by_webhook:
            await line.gateway.accept(line.channel.read(graph.webhooks.bodies[-1]))
        row = await line.row(PHONE)
        assert row.state is state
        assert delivery(row.state, row.error).startswith(("gagal: ", "menunggu: "))
        if state is WAITING:
            clock.forward(seconds=1)
            graph.citizen(PHONE).text("Halo lagi")
            await line.hear(PHONE, "message:2")
            await line.send()
            assert graph.sent(PHONE)[-1].text == "Baik."
            assert (await line.row(PHONE)).state is DeliveryStatus.SENT


async def test_a_lost_answer_of_whatsapp_is_settled_by_its_status_and_nothing_sent_twice(
    database: Database, clock: Clock
) -> None:
    async with whatsapp(database, clock) as (graph, line):
        graph.fail_next(hang_up=True)
        await line.say(PHONE, "Baik.")
        await line.send()
        assert (await line.row(PHONE)).state is DeliveryStatus.PENDING
        clock.forward(seconds=30)
        for body in list(graph.webhooks.bodies)[1:]:
            await line.gateway.accept(line.channel.read(body))
        assert (await line.row(PHONE)).state is DeliveryStatus.READ
        clock.forward(minutes=10)
        await line.send()
        assert len(graph.sent(PHONE)) == 1


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        *[({"code": code}, 4) for code in (4, 32, 613, 80006)],
        *[({"code": code}, 2) for code in (2, 1200, 0, 10, 190, 200, 230, 368)],
        *[({"code": 613, "status": 429, "retry_after": n}, n) for n in (1, 7, 344)],
        # Meta tells code 1 of messages that it sent, too.
        ({"code": 1}, 60),
        *[(fault, 60) for fault in ON_THE_WAY],
    ],
    ids=lambda value: str(value)[:40],
)
async def test_messenger_is_sent_to_again_when_it_may_and_never_sooner(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any], seconds: int
) -> None:
    monkeypatch.setattr("bot.channels.graph_client._TIMEOUT", ClientTimeout(total=0.5))
    async with messenger(database, clock) as (page, line):
        page.fail_next(**fault)
        await line.say(PSID, "Baik.")
        await line.send()
        clock.forward(seconds=seconds - 0.001)
        await line.send()
        assert page.sent(PSID) == []
        clock.forward(seconds=0.001)
        await line.send()
        assert [sent.text for sent in page.sent(PSID)] == ["Baik."]
        assert (await line.row(PSID)).state is DeliveryStatus.SENT


@pytest.mark.parametrize(
    ("code", "subcode", "state"),
    [
        (551, 1545041, FAILED),
        (10, 2018108, FAILED),
        (100, 2018001, FAILED),
        (100, None, FAILED),
        (10, 2018278, WAITING),
    ],
)
async def test_what_messenger_never_takes_is_seen_by_the_officers_at_once(
    database: Database, clock: Clock, code: int, subcode: int | None, state: DeliveryStatus
) -> None:
    async with messenger(database, clock) as (page, line):
        page.fail_next(code, subcode=subcode)
        clock.forward(seconds=1)
        await line.say(PSID, "Baik.")
        await line.send()
        row = await line.row(PSID)
        assert row.state is state
        assert delivery(row.state, row.error).startswith(("gagal: ", "menunggu: "))
        if state is WAITING:
            clock.forward(seconds=1)
            await line.hear(PSID, "message:2")
            await line.send()
            assert page.sent(PSID)[-1].text == "Baik."
            assert (await line.row(PSID)).state is DeliveryStatus.SENT


@pytest.mark.parametrize("parts", [1, 3])
async def test_a_lost_answer_of_messenger_is_settled_by_its_echo_and_nothing_sent_twice(
    database: Database, clock: Clock, parts: int
) -> None:
    async with messenger(database, clock) as (page, line):
        await line.say(PSID, "x" * 2000 * parts)
        for _ in range(parts - 1):
            page.fail_next(by_webhook=True)
        page.fail_next(hang_up=True)
        await line.send()
        assert (await line.row(PSID)).state is DeliveryStatus.PENDING
        clock.forward(seconds=30)
        for body in list(page.webhooks.bodies)[1:]:
            await line.gateway.accept(line.channel.read(body))
        assert (await line.row(PSID)).state in {DeliveryStatus.SENT, DeliveryStatus.DELIVERED}
        clock.forward(minutes=10)
        await line.send()
        assert len(page.sent(PSID)) == parts


async def test_an_echo_that_comes_before_its_answer_changes_nothing_for_the_worse(
    database: Database, clock: Clock
) -> None:
    async with messenger(database, clock) as (page, line):
        await line.say(PSID, "Baik.")
        await line.send()
        for body in list(page.webhooks.bodies)[1:] * 2:
            await line.gateway.accept(line.channel.read(body))
        assert (await line.row(PSID)).state is DeliveryStatus.DELIVERED
        clock.forward(minutes=10)
        await line.send()
        assert len(page.sent(PSID)) == 1


async def test_what_a_person_wrote_by_hand_settles_nothing_of_ours(database: Database, clock: Clock) -> None:
    async with messenger(database, clock) as (page, line):
        page.fail_next(1200)
        await line.say(PSID, "Baik.")
        await line.send()
        page.by_hand(PSID, "Baik.")
        await line.gateway.accept(line.channel.read(page.webhooks.bodies[-1]))
        clock.forward(seconds=2)
        await line.send()
        assert [sent.text for sent in page.sent(PSID)] == ["Baik."]


async def test_a_reading_marks_everything_said_until_then_and_nothing_later(
    database: Database, clock: Clock
) -> None:
    async with messenger(database, clock) as (page, line):
        page.tells = ()
        await line.say(PSID, "satu", "dua")
        await line.send()
        clock.forward(seconds=5)
        await line.send()
        page.citizen(PSID).read()
        clock.forward(seconds=5)
        await line.say(PSID, "tiga")
        await line.send()
        await line.gateway.accept(line.channel.read(page.webhooks.bodies[-1]))
        async with database.read() as unit:
            rows = await unit.outbox.of_conversation(line._conversations[PSID])
        assert {row.text: row.state for row in rows} == {
            "satu": DeliveryStatus.READ,
            "dua": DeliveryStatus.READ,
            "tiga": DeliveryStatus.SENT,
        }


async def test_somebody_elses_reading_is_not_taken_for_this_citizens(
    database: Database, clock: Clock
) -> None:
    async with messenger(database, clock) as (page, line):
        page.tells = ()
        await line.say(PSID, "Baik.")
        await line.send()
        clock.forward(seconds=5)
        page.citizen("7100000000000018").read()
        await line.gateway.accept(line.channel.read(page.webhooks.bodies[-1]))
        assert (await line.row(PSID)).state is DeliveryStatus.SENT


async def test_a_revoked_token_rests_telegram_until_a_probe_gets_through(
    database: Database, clock: Clock
) -> None:
    async with telegram(database, clock) as (simulator, line):
        crowd = [str(8100100 + n) for n in range(9)]
        for n, citizen in enumerate(crowd):
            simulator.citizen(int(citizen))
            await line.hear(citizen, f"message:{n}")
            await line.say(citizen, "Kabar")
        simulator.revoke_token()
        await line.send()
        calls = simulator.calls.count("sendMessage")
        clock.forward(seconds=1)
        await line.send()
        assert simulator.calls.count("sendMessage") == calls
        async with database.read() as unit:
            state = await unit.channels.get(line.channel.lane)
        assert state.is_open
        assert "token" in (state.error or "")
        assert [(await line.row(citizen)).attempts for citizen in crowd].count(1) == 5


async def test_telegrams_own_limits_are_never_met(database: Database) -> None:
    """By the real clock, counted by the simulator: a chat a second, a bot thirty."""
    async with telegram(database, lambda: datetime.now(UTC)) as (simulator, line):
        moments: dict[int, list[float]] = {}
        keep = simulator.keep_message

        def note(chat_id: int, text: str, keyboard: Any) -> Any:
            moments.setdefault(chat_id, []).append(time.monotonic())
            return keep(chat_id, text, keyboard)

        simulator.keep_message = note
        crowd = [str(8100100 + n) for n in range(35)]
        for n, citizen in enumerate(crowd):
            simulator.citizen(int(citizen))
            await line.hear(citizen, f"message:{n}")
            await line.say(citizen, "Kabar")
        await line.say(CHAT, "satu", "dua")
        running = asyncio.create_task(line.sender.run())
        async with asyncio.timeout(60):
            while sum(map(len, moments.values())) < len(crowd) + 2:
                await asyncio.sleep(0.02)
        line.sender.stop()
        await running
        every = sorted(moment for each in moments.values() for moment in each)
        assert max(sum(start <= m < start + 1 for m in every) for start in every) <= 30
        assert all(later - earlier >= 1 for earlier, later in pairwise(moments[int(CHAT)]))
