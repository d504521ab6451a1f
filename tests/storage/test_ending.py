"""Ending a task: also one that loses a cancel, as Python's own `wait_for` does before 3.12."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from storage import ending
from storage.ending import end
from storage.wakeups import open_wakeups

SOON = 10.0  #: seconds; it takes a few


async def _deaf_once() -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    await asyncio.Event().wait()


async def _failing() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        raise RuntimeError


@pytest.mark.parametrize("work", [_deaf_once, _failing])
async def test_a_task_is_over_whatever_it_does_with_the_first_cancel(
    work: Callable[[], Coroutine[Any, Any, None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "AGAIN_SECONDS", 0.01)
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with asyncio.timeout(SOON):
        await end(task)
    assert task.done()


async def test_wakeups_close_while_rings_are_on_their_way(redis_server: str) -> None:
    async def ring_on() -> None:
        while True:
            for n in range(20):
                await wakeups.notify(f"conversation:{n}")
            await asyncio.sleep(0)

    for _ in range(5):  # half of them lost the publisher's cancel in redis-py, and waited for ever
        async with asyncio.timeout(SOON):
            async with open_wakeups(redis_server) as wakeups:
                ringing = asyncio.create_task(ring_on())
                await asyncio.sleep(0.02)
            await end(ringing)
