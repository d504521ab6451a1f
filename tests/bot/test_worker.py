"""The worker: in order, one turn one transaction, and a message that keeps failing is parked."""

import asyncio
import sqlite3
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import worker as worker_module
from bot.gateway import Gateway
from bot.measures import TurnOutcome
from bot.worker import LEASE, Limits, Worker
from messages import MessageKind, Point, Saying
from storage import Database, LeaseLost, UnitOfWork
from storage.conversations import Conversation
from storage.journal import StoredMessage
from storage.tables import conversations
from tests.fakes import Clock, letter


class Unwell(Exception):
    retryable = True


class Echo:
    """Answers with what it heard; fails as told."""

    remote = False

    def __init__(self) -> None:
        self.failures: dict[str, Exception] = {}
        self.passed_on: list[str] = []
        self.heard: list[str] = []

    async def parse(self, text: str) -> dict[str, Any]:
        urgency = "darurat" if "kebakaran" in text else "biasa"
        return {"text": text, "intent": {"name": "lapor"}, "urgency": urgency}

    async def recall_all(self, unit: UnitOfWork, talks: list[Conversation]) -> dict[str, Any]:
        del unit, talks
        return {}

    async def speak(
        self,
        conversation: Conversation,
        messages: list[StoredMessage],
        parsed: dict[str, Any],
        last: None,
        unit: UnitOfWork,
    ) -> str:
        del conversation, unit, parsed, last
        words = "+".join(m.text for m in messages)
        await asyncio.sleep(0)
        if words in self.failures:
            raise self.failures[words]
        return words

    async def keep(
        self, unit: UnitOfWork, conversation: Conversation, head: StoredMessage, said: str
    ) -> None:
        self.heard.append(said)
        await unit.outbox.put(conversation.id, Saying(text=said), turn=f"in:{head.id}", n=0)

    async def pass_on(
        self, unit: UnitOfWork, conversation: Conversation, messages: list[StoredMessage]
    ) -> None:
        del unit, conversation
        self.passed_on += [m.text for m in messages]

    async def note_edit(self, unit: UnitOfWork, edit: StoredMessage) -> bool:
        shown = await unit.journal.original_of(edit) is not None
        if shown:
            self.heard.append(f"edit:{edit.text}")
        return shown


def disk_full() -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("UPDATE", {}, error)


class Office:
    """A database, a gateway and a worker at one desk."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.speaker = Echo()
        self.gateway = Gateway(database, self.clock, timedelta(seconds=1.5))
        self.worker = self.colleague()

    def colleague(self) -> Worker:
        return Worker(self.database, self.speaker, self.clock, Limits(max_attempts=3, timeout=5))  # type: ignore[arg-type]

    async def receive(self, text: str, n: int = 1, **more: object) -> None:
        await self.gateway.accept([(letter(text, external_id=f"message:{n}", **more), b"raw")])  # type: ignore[arg-type]

    async def work(self) -> None:
        while await self.worker.turn():
            pass

    async def states(self) -> dict[str, int]:
        async with self.database.read() as unit:
            return await unit.journal.counts()


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_a_conversations_messages_are_worked_in_order_by_many_workers(office: Office) -> None:
    for n in range(12):
        await office.receive(f"{n % 3}-{n}", n, citizen=f"warga{n % 3}")
    colleagues = [office.colleague() for _ in range(4)]

    async def until_done(worker: Worker) -> None:
        while (await office.states()).get("pending"):
            await worker.turn()

    await asyncio.gather(*(until_done(worker) for worker in colleagues))
    for citizen in range(3):
        mine = [h for h in office.speaker.heard if h.startswith(f"{citizen}-")]
        assert mine == [f"{citizen}-{n}" for n in range(citizen, 12, 3)]


async def test_a_turn_longer_than_its_lease_keeps_its_conversation(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LEASE", timedelta(seconds=0.3))
    await office.receive("panjang")
    office.clock.forward(minutes=1)
    colleague, idle = office.colleague(), []

    async def parse(text: str) -> dict[str, Any]:
        for _ in range(4):
            office.clock.forward(seconds=0.2)
            await _extended(office)
            idle.append(not await colleague.turn())
        return await Echo.parse(office.speaker, text)

    monkeypatch.setattr(office.speaker, "parse", parse)
    await office.work()
    assert idle == [True] * 4
    assert office.speaker.heard == ["panjang"]


async def _extended(office: Office) -> None:
    """Wait until the lease is the whole lease again."""
    due = office.clock() + worker_module.LEASE
    async with asyncio.timeout(20):
        while True:
            async with office.database.read() as unit:
                rows = await unit.connection.execute(select(conversations.c.leased_until))
            if rows.scalar_one() == due:
                return
            await asyncio.sleep(0.02)


async def test_a_lease_given_back_or_lost_is_not_extended(office: Office) -> None:
    await office.receive("halo")
    office.clock.forward(minutes=1)
    async with office.database.write() as unit:
        mine = await unit.conversations.claim(office.clock(), LEASE)
        assert mine is not None
        assert await unit.conversations.extend(mine.id, mine.lease_token, office.clock() + LEASE)
        office.clock.forward(minutes=2)
        theirs = await unit.conversations.claim(office.clock(), LEASE)
        assert theirs is not None
        assert not await unit.conversations.extend(mine.id, mine.lease_token, office.clock() + LEASE)
        await unit.conversations.release(theirs.id, theirs.lease_token)
        assert not await unit.conversations.extend(theirs.id, theirs.lease_token, office.clock() + LEASE)


async def test_an_album_is_one_turn_after_its_parts_have_settled(office: Office) -> None:
    await office.receive("foto 1", 1, group_id="album")
    office.clock.forward(seconds=1)
    await office.receive("foto 2", 2, group_id="album")
    office.clock.forward(seconds=1)
    await office.work()
    assert office.speaker.heard == []
    office.clock.forward(seconds=1)
    await office.work()
    assert office.speaker.heard == ["foto 1+foto 2"]


async def test_a_message_that_keeps_failing_is_parked_and_the_next_one_goes_on(office: Office) -> None:
    office.speaker.failures["racun"] = ValueError("poison")
    await office.receive("racun", 1)
    await office.receive("sehat", 2)
    for _ in range(3):
        await office.work()
        office.clock.forward(minutes=10)
    await office.work()
    assert office.speaker.heard == ["sehat"]
    assert await office.states() == {"parked": 1, "done": 1}


async def test_a_parked_message_is_replayed(office: Office) -> None:
    office.speaker.failures["racun"] = ValueError("poison")
    await office.receive("racun", 1)
    for _ in range(4):
        await office.work()
        office.clock.forward(minutes=10)
    office.speaker.failures.clear()
    async with office.database.write() as unit:
        parked = await unit.journal.parked()
        await unit.journal.unpark([m.id for m in parked], office.clock())
        await unit.conversations.hasten(parked[0].conversation_id, office.clock())
        await unit.commit()
    await office.work()
    assert office.speaker.heard == ["racun"]


async def test_what_another_try_can_heal_is_never_parked(office: Office) -> None:
    office.speaker.failures["halo"] = Unwell()
    await office.receive("halo", 1)
    for _ in range(10):
        await office.work()
        office.clock.forward(minutes=10)
    office.speaker.failures.clear()
    await office.work()
    assert office.speaker.heard == ["halo"]


async def test_attempts_that_kill_the_process_count_too(office: Office) -> None:
    await office.receive("pembunuh", 1)
    for _ in range(3):
        assert await office.worker._claim(1)  # the process dies here
        office.clock.forward(minutes=2)
    await office.work()
    assert await office.states() == {"parked": 1}


async def test_a_worker_that_lost_its_lease_leaves_no_trace(office: Office) -> None:
    await office.receive("halo", 1)
    [slow] = await office.worker._claim(1)
    office.clock.forward(minutes=2)
    await office.work()
    with pytest.raises(LeaseLost):
        await office.worker._work(slow)
    assert office.speaker.heard == ["halo"]


@pytest.mark.parametrize("ahead", [{"hours": 1}, {"days": 400}])
async def test_what_a_wrong_clock_leased_or_put_off_is_worked_once_it_is_right(
    office: Office, ahead: dict[str, float]
) -> None:
    backwards = {unit: -amount for unit, amount in ahead.items()}
    office.clock.forward(**ahead)
    await office.receive("jalan rusak sekali di sini", 1)
    assert await office.worker._claim(1)
    await office.receive("lampu mati", 2, citizen="lain")
    office.clock.forward(**backwards)
    await office.work()
    assert sorted(office.speaker.heard) == ["jalan rusak sekali di sini", "lampu mati"]


async def test_while_an_officer_owns_the_conversation_the_bot_is_silent(office: Office) -> None:
    await office.receive("halo", 1)
    async with office.database.write() as unit:
        claimed = await unit.conversations.claim(office.clock(), timedelta(seconds=1))
        assert claimed is not None
        await unit.conversations.take_over(claimed.id, "DPUPR", "t1")
        await unit.conversations.release(claimed.id, claimed.lease_token)
        await unit.commit()
    await office.work()
    assert office.speaker.heard == []
    assert office.speaker.passed_on == ["halo"]


async def test_a_takeover_between_claim_and_commit_silences_the_bot(office: Office) -> None:
    await office.receive("halo", 1)
    [claim] = await office.worker._claim(1)
    async with office.database.write() as unit:
        await unit.conversations.take_over(claim.conversation.id, "DPUPR", "t1")
        await unit.commit()
    await office.worker._work(claim)
    assert office.speaker.heard == []
    assert office.speaker.passed_on == ["halo"]


async def test_an_edit_is_noted_and_never_answered(office: Office) -> None:
    await office.receive("jalan rusak", 1)
    await office.work()
    await office.receive("jalan rusak parah", 2, edits="message:1")
    await office.work()
    assert office.speaker.heard == ["jalan rusak", "edit:jalan rusak parah"]


async def test_an_edit_of_a_message_shown_nowhere_is_a_message_of_its_own(office: Office) -> None:
    await office.receive("jalan rusak parah", 2, edits="message:never-seen")
    await office.work()
    assert office.speaker.heard == ["jalan rusak parah"]


async def test_a_moving_location_is_no_turn_for_every_step(office: Office) -> None:
    await office.receive("", 1, kind=MessageKind.LOCATION, point=Point(-7.7, 110.6))
    await office.receive("", 2, kind=MessageKind.LOCATION, point=Point(-7.8, 110.6), edits="message:1")
    await office.work()
    assert await office.states() == {"done": 1, "silent": 1}


async def test_an_emergency_gets_its_answer_even_while_officers_have_the_conversation(office: Office) -> None:
    await office.receive("halo", 1)
    [claim] = await office.worker._claim(1)
    async with office.database.write() as unit:
        await unit.conversations.take_over(claim.conversation.id, "DPUPR", "t1")
        await unit.conversations.release(claim.conversation.id, claim.conversation.lease_token)
        await unit.commit()
    await office.receive("tolong kebakaran", 2)
    await office.work()
    assert office.speaker.passed_on == ["halo"]
    assert office.speaker.heard == ["tolong kebakaran"]


async def test_a_turn_that_never_ends_is_parked_in_the_end(office: Office) -> None:
    office.speaker.failures["lama"] = TimeoutError()
    await office.receive("lama", 1)
    for _ in range(4):
        await office.work()
        office.clock.forward(minutes=10)
    assert await office.states() == {"parked": 1}


async def test_an_outage_leaves_no_attempt_behind(office: Office) -> None:
    office.speaker.failures["halo"] = Unwell()
    await office.receive("halo", 1)
    for _ in range(10):
        await office.work()
        office.clock.forward(minutes=10)
    assert await office.worker._claim(1)  # the process dies here, during the outage
    office.clock.forward(minutes=10)
    office.speaker.failures.clear()
    await office.work()
    assert office.speaker.heard == ["halo"]


async def test_an_outage_of_the_database_parks_nothing_however_often_it_comes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.INSISTS", (0.0,))
    office.speaker.failures["halo"] = disk_full()
    await office.receive("halo", 1)
    write, writes = office.database.write, count(1)

    def no_room() -> AbstractAsyncContextManager[UnitOfWork]:
        if next(writes) % 6 in {3, 4, 5}:  # the claim goes through, the turn fails, and so does noting that
            raise disk_full()
        return write()

    monkeypatch.setattr(office.database, "write", no_room)
    for _ in range(6):
        assert await office.worker.turn()
        office.clock.forward(minutes=10)
    assert await office.states() == {"pending": 1}
    assert next(writes) == 6 * 6 + 1
    office.speaker.failures.clear()
    monkeypatch.setattr(office.database, "write", write)
    await office.work()
    assert office.speaker.heard == ["halo"]


async def test_a_turn_that_an_outage_ended_is_not_counted_though_another_has_it_now(office: Office) -> None:
    await office.receive("halo", 1)
    [slept] = await office.worker._claim(1)
    office.clock.forward(seconds=61)
    [other] = await office.colleague()._claim(1)
    assert other.head.attempts == 1
    assert await office.worker._failed(slept, disk_full()) is TurnOutcome.LEASE_LOST
    async with office.database.read() as unit:
        assert (await unit.journal.get(other.head.id)).attempts == 1


async def test_what_is_taken_up_together_is_worked_by_so_many_as_there_are_seats(office: Office) -> None:
    for n in range(12):
        await office.receive(f"kata {n}", n, citizen=f"warga{n}")
    busy, most = 0, 0

    async def parse(text: str) -> dict[str, Any]:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1
        return await Echo.parse(office.speaker, text)

    office.speaker.parse = parse  # type: ignore[method-assign]
    running = asyncio.create_task(office.worker.run())
    async with asyncio.timeout(30):
        while (await office.states()) != {"done": 12}:
            await asyncio.sleep(0.05)
        office.worker.stop()
        await running
    assert most == 4


async def test_what_was_tried_before_is_taken_up_alone(office: Office) -> None:
    await office.receive("pembunuh", 0)
    await office.worker._claim(8)  # the process dies here
    office.clock.forward(minutes=2)
    for n in range(1, 4):
        await office.receive(f"kata {n}", n, citizen=f"warga{n}")
    taken = [[claim.head.text for claim in await office.worker._claim(8)] for _ in range(2)]
    assert sorted(taken, key=len) == [["pembunuh"], ["kata 1", "kata 2", "kata 3"]]


async def test_what_waits_for_a_seat_when_the_worker_stops_is_given_back_at_once(office: Office) -> None:
    for n in range(6):
        await office.receive(f"kata {n}", n, citizen=f"warga{n}")
    under_way, goes_on = asyncio.Event(), asyncio.Event()

    async def parse(text: str) -> dict[str, Any]:
        under_way.set()
        await goes_on.wait()
        return await Echo.parse(office.speaker, text)

    office.speaker.parse = parse  # type: ignore[method-assign]
    running = asyncio.create_task(office.worker.run())
    async with asyncio.timeout(30):
        await under_way.wait()
        office.worker.stop()
        goes_on.set()
        await running
    assert await office.states() == {"done": 4, "pending": 2}
    [claim, other] = await office.colleague()._claim(8)
    assert (claim.head.attempts, other.head.attempts) == (0, 0)


async def test_a_stopped_worker_returns(office: Office) -> None:
    office.worker.stop()
    await asyncio.wait_for(office.worker.run(), 1)


async def test_a_backlog_holds_up_nobody_who_writes_now_and_is_not_held_up_itself(office: Office) -> None:
    for n in range(6):
        await office.receive(f"lama {n}", n, citizen=f"lama{n}")
    office.clock.forward(minutes=10)
    for n in range(6):
        await office.receive(f"baru {n}", 10 + n, citizen=f"baru{n}")
        office.clock.forward(seconds=1)
    for _ in range(4):
        await office.worker.turn()
    assert sorted(office.speaker.heard) == ["baru 4", "baru 5", "lama 0", "lama 1"]
