"""The loops of one process: they are kept running, and end after what they are at."""

import asyncio
import os
import signal
from functools import partial

import pytest
from structlog.testing import capture_logs

from app import servers
from app.servers import _finish, _supervise, _try, _until_stopped, told_to_stop
from bot.channels.telegram_polling import TelegramPolling
from tests.app.conftest import Line


class Loop:
    """Works through its faults, one a start, and then until it is told to stop."""

    def __init__(self, *faults: Exception | None, work: float = 0.0) -> None:
        self.faults = list(faults)
        self.work = work
        self.starts = 0
        self.asked = asyncio.Event()
        self.finished = False

    async def run(self) -> None:
        self.starts += 1
        if self.faults:
            if fault := self.faults.pop(0):
                raise fault
            return
        await self.asked.wait()
        await asyncio.sleep(self.work)
        self.finished = True

    async def stop(self) -> None:
        self.asked.set()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(servers, "LONGEST_PAUSE", 0.02)


async def _nothing_open() -> None:
    return


async def test_a_loop_that_fails_or_returns_is_named_and_started_again() -> None:
    stopping, loop = asyncio.Event(), Loop(OSError("rahasia"), None, ValueError("rahasia"))
    with capture_logs() as logs:
        running = asyncio.create_task(_supervise(stopping, "sender", loop.run))
        while loop.starts < 4:
            await asyncio.sleep(0.01)
        stopping.set()
        await loop.stop()
        await asyncio.wait_for(running, 1)
    assert [entry["loop"] for entry in logs if entry["log_level"] == "error"] == ["sender"] * 3
    assert [entry["error"].split(" ")[0] for entry in logs] == ["OSError", "returned", "ValueError"]
    assert "rahasia" not in str(logs)


async def test_a_webhook_is_registered_until_it_works_and_then_no_more() -> None:
    loop = Loop(OSError(), OSError(), None)
    await asyncio.wait_for(_supervise(asyncio.Event(), "webhook", loop.run, once=True), 1)
    assert loop.starts == 3


async def test_a_pause_between_two_starts_does_not_hold_the_end_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "FIRST_PAUSE", 60.0)
    stopping, loop = asyncio.Event(), Loop(OSError())
    running = asyncio.create_task(_supervise(stopping, "sender", loop.run))
    await asyncio.sleep(0.02)
    stopping.set()
    await asyncio.wait_for(running, 1)
    assert loop.starts == 1


async def test_what_runs_beside_is_not_played_twice_and_its_fault_is_named() -> None:
    loop = Loop(OSError())
    with capture_logs() as logs:
        await _try("alongside", loop.run())
    assert loop.starts == 1
    assert [entry["loop"] for entry in logs] == ["alongside"]


async def test_on_sigterm_what_is_under_way_is_finished() -> None:
    stopping, working, listening = told_to_stop(), Loop(work=0.1), Loop()
    keep = partial(_supervise, stopping)
    coroutines = [keep("worker", working.run)], [keep("polling", listening.run)]
    running = asyncio.create_task(_until_stopped(stopping, *coroutines, working.stop))
    await asyncio.sleep(0.02)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 2)
    assert working.finished
    assert not listening.finished


async def test_what_takes_longer_than_the_grace_is_cut_short() -> None:
    stopping, working = asyncio.Event(), Loop(work=60)
    worker = [_supervise(stopping, "worker", working.run)]
    running = asyncio.create_task(_until_stopped(stopping, worker, [], working.stop, grace=0.05))
    await asyncio.sleep(0.02)
    with capture_logs() as logs:
        stopping.set()
        await asyncio.wait_for(running, 2)
    assert not working.finished
    assert [entry["event"] for entry in logs] == ["cut_short"]


async def test_the_houses_own_loops_end_at_once_when_idle(line: Line) -> None:
    house, stopping = line.house, asyncio.Event()
    parts = (house.worker, house.sender, house.media, house.watch)
    loops = [_supervise(stopping, "x", part.run) for part in parts]
    finish = partial(_finish, house.database.wakeups, parts, _nothing_open)
    running = asyncio.create_task(_until_stopped(stopping, loops, [], finish, grace=30))
    await asyncio.sleep(0.1)
    stopping.set()
    await asyncio.wait_for(running, 0.8)


async def test_a_refused_token_calls_the_operator_once(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    for method in ("deleteWebhook", "getUpdates"):
        line.telegram.fail_next(method, 401, refusal)
    heard = asyncio.Event()

    async def receive(raw: bytes) -> None:
        del raw
        heard.set()

    assert line.house.telegram is not None
    polling = asyncio.create_task(TelegramPolling(line.house.telegram, receive, wait=1, pause=0.02).run())
    line.telegram.citizen(1).text("halo")
    await asyncio.wait_for(heard.wait(), 5)
    polling.cancel()
    [alarm] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "TELEGRAM_TOKEN" in alarm.getMessage()
