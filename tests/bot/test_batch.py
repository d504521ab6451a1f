"""The batch: many callers, one commit, and each hears only of its own."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.batch import MOST_PARTS, Batch
from bot.gateway import Gateway
from messages import DeliveryReport, DeliveryStatus, InboundMessage, Saying
from storage import Database
from storage.outbox import Put
from tests.fakes import Clock, letter


class Bad(Exception):
    """One part's own fault."""


class Paper:
    """Keeps batches; `bad` parts are refused, `busy` ones left so often."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.alone: list[str] = []
        self.bad: set[str] = set()
        self.busy: dict[str, int] = {}
        self.fault: Exception | None = None
        self.batch = Batch(self.write, self.write_alone, (Bad,))

    async def write(self, parts: Sequence[str]) -> list[str]:
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault
        if self.bad & set(parts):
            raise Bad
        left = [part for part in parts if self.busy.get(part, 0)]
        self.busy = {part: times - (part in parts) for part, times in self.busy.items() if times}
        self.batches.append([part for part in parts if part not in left])
        return left

    async def write_alone(self, parts: Sequence[str]) -> None:
        if self.bad & set(parts):
            raise Bad
        self.alone += parts


async def test_what_comes_together_is_written_together_in_its_order() -> None:
    paper = Paper()
    await asyncio.gather(*(paper.batch.put([f"{n}", f"{n}b"]) for n in range(20)))
    assert paper.batches == [[part for n in range(20) for part in (f"{n}", f"{n}b")]]


async def test_a_batch_is_bounded_but_a_callers_parts_stay_together() -> None:
    paper = Paper()
    half = [str(n) for n in range(MOST_PARTS // 2 + 1)]
    whole = [str(n) for n in range(MOST_PARTS * 2)]
    await asyncio.gather(paper.batch.put(half), paper.batch.put(half), paper.batch.put(whole))
    assert [len(batch) for batch in paper.batches] == [len(half), len(half), len(whole)]


async def test_one_bad_part_is_its_own_callers_fault() -> None:
    paper = Paper()
    paper.bad = {"2"}
    told = await asyncio.gather(*(paper.batch.put([str(n)]) for n in range(4)), return_exceptions=True)
    assert [type(each) for each in told] == [type(None), type(None), Bad, type(None)]
    assert paper.alone == ["0", "1", "3"]


async def test_a_fault_of_the_whole_fails_every_caller_and_the_next_batch_is_tried() -> None:
    paper = Paper()
    paper.fault = OSError("disk")
    told = await asyncio.gather(paper.batch.put(["1"]), paper.batch.put(["2"]), return_exceptions=True)
    assert all(isinstance(each, OSError) for each in told)
    paper.fault = None
    await paper.batch.put(["3"])
    assert paper.batches == [["3"]]


async def test_a_part_that_is_left_keeps_its_caller_waiting_and_nobody_else() -> None:
    paper = Paper()
    paper.busy = {"busy": 3}
    waits = asyncio.create_task(paper.batch.put(["busy"]))
    await paper.batch.put(["free"])
    assert not waits.done()
    await waits
    assert [part for batch in paper.batches for part in batch] == ["free", "busy"]


async def test_a_caller_that_is_cancelled_takes_no_other_with_it() -> None:
    paper = Paper()
    callers = [asyncio.create_task(paper.batch.put([str(n)])) for n in range(3)]
    await asyncio.sleep(0)
    callers[1].cancel()
    told = await asyncio.gather(*callers, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), asyncio.CancelledError, type(None)]
    assert paper.batches == [["0", "2"]]


@pytest.fixture
def gateway(database: Database) -> Gateway:
    return Gateway(database, Clock(), timedelta(0))


def part(n: int, citizen: str = "budi", **more: object) -> tuple[InboundMessage, bytes]:
    return letter(f"kata {n}", external_id=f"message:{n}", citizen=citizen, **more), b"raw"


async def texts(database: Database) -> dict[str, int]:
    """Return what is journalled with its number in its conversation."""
    found: dict[str, int] = {}
    async with database.write() as unit:
        while talk := await unit.conversations.claim(Clock()(), timedelta(minutes=1)):
            found |= {m.text: m.sequence for m in await unit.journal.pending(talk.id)}
    return found


async def test_a_message_is_on_the_disk_before_its_caller_hears_so(
    gateway: Gateway, database: Database
) -> None:
    async def deliver(n: int) -> bool:
        await gateway.accept([part(n, f"warga{n}")])
        async with database.read() as unit:
            return await unit.journal.has("paper", "desk", f"message:{n}")

    assert all(await asyncio.gather(*(deliver(n) for n in range(40))))


async def test_one_citizens_messages_keep_their_order_in_one_commit(
    gateway: Gateway, database: Database
) -> None:
    await asyncio.gather(*(gateway.accept([part(n), part(n + 100, "sari")]) for n in range(8)))
    assert await texts(database) == {f"kata {n}": n + 1 for n in range(8)} | {
        f"kata {n + 100}": n + 1 for n in range(8)
    }


async def test_one_impossible_message_among_many_callers_loses_no_other(
    gateway: Gateway, database: Database
) -> None:
    bad = part(3, "warga3", group_id=object())
    parts = [part(n, f"warga{n}") for n in range(3)] + [bad] + [part(n, f"warga{n}") for n in range(4, 7)]
    await asyncio.gather(*(gateway.accept([each]) for each in parts))
    async with database.read() as unit:
        assert await unit.journal.counts() == {"pending": 6, "unreadable": 1}


async def test_where_the_database_fails_nobody_is_acknowledged(
    gateway: Gateway, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("no space left on device"))

    with monkeypatch.context() as patched:
        patched.setattr("storage.unit_of_work.UnitOfWork.commit", fail)
        told = await asyncio.gather(
            *(gateway.accept([part(n, f"warga{n}")]) for n in range(5)), return_exceptions=True
        )
    assert all(isinstance(each, OperationalError) for each in told)
    assert await texts(database) == {}


async def test_whoever_hangs_up_leaves_the_others_messages_in_the_journal(
    gateway: Gateway, database: Database
) -> None:
    callers = [asyncio.create_task(gateway.accept([part(n, f"warga{n}")])) for n in range(3)]
    await asyncio.sleep(0)
    callers[0].cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    assert {"kata 1", "kata 2"} <= set(await texts(database))


# SQLite has one writer: there a turn's commit holds everybody up, for as long as it writes.
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_conversation_that_a_turn_holds_holds_up_nobody_else(
    database: Database, gateway: Gateway
) -> None:
    await gateway.accept([part(1)])
    async with database.write() as turn:
        talk = await turn.conversations.claim(Clock()(), timedelta(minutes=1))
        assert talk is not None
        waits = [asyncio.create_task(gateway.accept([part(n)])) for n in (2, 3)]
        async with asyncio.timeout(20):
            await gateway.accept([part(4, "sari")])
        assert not any(task.done() for task in waits)
        await turn.commit()
    await asyncio.gather(*waits)
    async with database.read() as unit:
        assert [m.text for m in await unit.journal.pending(talk.id)] == ["kata 1", "kata 2", "kata 3"]


async def test_reports_of_one_batch_move_a_row_forwards_only(gateway: Gateway, database: Database) -> None:
    await gateway.accept([part(1)])
    async with database.write() as unit:
        talk = await unit.conversations.claim(Clock()(), timedelta(minutes=1))
        assert talk is not None
        await unit.outbox.put_all(talk.id, "in:1", [Put(Saying(text="ya"), n) for n in range(2)])
        rows = await unit.outbox.of_conversation(talk.id)
        await unit.commit()
    reports = [
        (DeliveryReport("paper", "desk", f"sent:{row.id}", status, Clock()(), tracker=str(row.id)), b"{}")
        for row in rows
        for status in (DeliveryStatus.READ, DeliveryStatus.SENT, DeliveryStatus.DELIVERED)
    ]
    await asyncio.gather(*(gateway.accept([each]) for each in reports))
    async with database.read() as unit:
        assert {row.state for row in await unit.outbox.of_conversation(talk.id)} == {DeliveryStatus.READ}
