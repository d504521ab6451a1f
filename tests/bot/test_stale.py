"""After an outage old messages are worked, and one summary a citizen stands for all their answers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.stale import LateTurns
from bot.worker import Limits, Worker
from messages import Saying
from storage import Database, UnitOfWork
from storage.conversations import Conversation
from storage.journal import StoredMessage
from tests.bot.test_worker import Echo, Office
from tests.fakes import PlainTexts


@dataclass(frozen=True)
class Heard:
    sayings: tuple[str, ...]
    handed_off: bool = False


class Clerk(Echo):
    """Answers twice; remembers what was worked."""

    def __init__(self) -> None:
        super().__init__()
        self.worked: list[str] = []

    async def speak(
        self,
        conversation: Conversation,
        messages: list[StoredMessage],
        parsed: dict[str, Any],
        last: None,
        unit: UnitOfWork,
    ) -> Heard:  # type: ignore[override]
        words = await super().speak(conversation, messages, parsed, last, unit)
        self.worked.append(words)
        return Heard((f"jawaban {words}", "di mana letaknya?"))

    async def keep(
        self,
        unit: UnitOfWork,
        conversation: Conversation,
        head: StoredMessage,
        said: Heard,  # type: ignore[override]
    ) -> None:
        for n, text in enumerate(said.sayings):
            await unit.outbox.put(conversation.id, Saying(text=text), turn=f"in:{head.id}", n=n)


class Outage(Office):
    """An office whose worker was away."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.speaker = Clerk()
        self.worker = self.colleague()

    def colleague(self) -> Worker:
        late = LateTurns(timedelta(minutes=30), PlainTexts())
        return Worker(self.database, self.speaker, self.clock, Limits(max_attempts=3, timeout=5), late=late)  # type: ignore[arg-type]

    async def replay(self, citizen: str, count: int, first: int) -> None:
        """Receive what was written a minute apart from two hours ago on."""
        begun = self.clock() - timedelta(hours=2)
        for n in range(count):
            at = begun + timedelta(minutes=n)
            await self.receive(f"pesan {n}", first + n, citizen=citizen, provider_time=at)

    async def said(self) -> list[str]:
        async with self.database.read() as unit:
            rows = [
                row for one in await _conversations(unit) for row in await unit.outbox.of_conversation(one)
            ]
        return [row.text for row in rows]


async def _conversations(unit: UnitOfWork) -> list[str]:
    found = {(await unit.journal.get(n)).conversation_id for n in range(1, await _count(unit) + 1)}
    return sorted(found)


async def _count(unit: UnitOfWork) -> int:
    return sum((await unit.journal.counts()).values())


@pytest.fixture
def outage(database: Database) -> Outage:
    return Outage(database)


SORRY = "utter_maaf_terhenti_tanpa_tiket"


async def test_twenty_old_messages_of_one_citizen_get_one_summary(outage: Outage) -> None:
    await outage.replay("budi", 20, 1)
    await outage.work()
    assert len(outage.speaker.worked) == 20
    assert await outage.said() == [SORRY]


async def test_five_citizens_get_one_summary_each(outage: Outage) -> None:
    for citizen in range(5):
        await outage.replay(f"warga{citizen}", 4, 1 + 4 * citizen)
    await outage.work()
    assert len(outage.speaker.worked) == 20
    assert await outage.said() == [SORRY] * 5


async def test_what_is_new_is_answered_after_the_summary(outage: Outage) -> None:
    await outage.replay("budi", 2, 1)
    await outage.receive("baru", 3, provider_time=outage.clock())
    await outage.work()
    assert await outage.said() == [SORRY, "jawaban baru", "di mana letaknya?"]


async def test_danger_is_answered_even_late(outage: Outage) -> None:
    at = outage.clock() - timedelta(hours=1)
    await outage.receive("tolong kebakaran", 1, provider_time=at)
    await outage.work()
    assert await outage.said() == ["jawaban tolong kebakaran", "di mana letaknya?"]


async def test_an_old_message_that_is_parked_does_not_hold_back_the_summary(outage: Outage) -> None:
    await outage.replay("budi", 3, 1)
    outage.speaker.failures["pesan 2"] = ValueError("poison")
    for _ in range(4):
        await outage.work()
        outage.clock.forward(minutes=1)
    assert outage.speaker.worked == ["pesan 0", "pesan 1"]
    assert await outage.said() == [SORRY]


async def test_a_process_that_dies_on_the_way_leaves_one_summary_all_the_same(outage: Outage) -> None:
    await outage.replay("budi", 3, 1)
    await outage.worker.turn()
    assert await outage.worker._claim(1)  # the process dies here
    outage.clock.forward(minutes=2)
    await outage.colleague().turn()
    assert await outage.said() == []
    await outage.work()
    assert await outage.said() == [SORRY]
    outage.clock.forward(minutes=2)
    await outage.work()
    assert await outage.said() == [SORRY]


async def test_the_summary_waits_while_officers_have_the_conversation(outage: Outage) -> None:
    await outage.replay("budi", 2, 1)
    await outage.worker.turn()
    async with outage.database.write() as unit:
        conversation = (await unit.journal.get(1)).conversation_id
        await unit.conversations.take_over(conversation, "DPUPR", "t1")
        await unit.commit()
    await outage.work()
    assert await outage.said() == []
    async with outage.database.write() as unit:
        await unit.conversations.hand_back(conversation)
        await unit.commit()
    await outage.receive("halo", 3, provider_time=outage.clock())
    await outage.work()
    assert sorted(await outage.said()) == ["di mana letaknya?", "jawaban halo", SORRY]
