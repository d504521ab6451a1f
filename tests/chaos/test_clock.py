"""The injected clock: shared, faster, and moved by hand; an event loop that lives by it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.clock import Clock
from chaos.fast_loop import FastLoop, told_by


def test_a_jump_is_seen_through_every_copy_of_the_clock(tmp_path: Path) -> None:
    clock = Clock.make(tmp_path / "clock", 1.0)
    elsewhere = Clock(tmp_path / "clock")
    clock.jump(timedelta(days=-1))
    assert datetime.now(UTC) - elsewhere.now() > timedelta(hours=23)


def test_wall_time_passes_as_fast_as_told(tmp_path: Path) -> None:
    clock = Clock.make(tmp_path / "clock", 1000.0)
    started = time.monotonic()
    before = clock.time()
    time.sleep(0.01)
    assert clock.time() - before >= 1000.0 * 0.01
    assert clock.time() - before <= 1000.0 * (time.monotonic() - started)


def test_what_the_product_makes_of_the_clock_is_a_plain_datetime(tmp_path: Path) -> None:
    told = told_by(Clock.make(tmp_path / "clock", 1.0))
    made = (told.now(UTC), told.fromtimestamp(0, UTC), told(2026, 1, 1), told.fromisoformat("2026-01-01"))
    assert {type(moment) for moment in made} == {datetime}
    assert all(isinstance(moment, told) for moment in made)


def test_a_long_sleep_on_a_fast_loop_is_a_short_one() -> None:
    loop, started = FastLoop(1000.0), time.monotonic()
    try:
        begun = loop.time()
        loop.run_until_complete(asyncio.sleep(60))
        assert loop.time() - begun >= 60
    finally:
        loop.close()
    assert time.monotonic() - started < 30
