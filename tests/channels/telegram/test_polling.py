"""Polling: nothing is confirmed before it is kept."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import TelegramPolling
from simulators.telegram import TelegramSimulator
from tests.channels.telegram.conftest import CHAT, until

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


class Journal:
    """Keeps texts; refuses the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.texts: list[str] = []
        self.failures = failures

    async def receive(self, body: bytes) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError
        self.texts.append(json.loads(body)["message"]["text"])

    async def holds(self, number: int) -> None:
        await until(lambda: len(self.texts) >= number)


@asynccontextmanager
async def polling(telegram: Telegram, journal: Journal) -> AsyncIterator[None]:
    task = asyncio.create_task(TelegramPolling(telegram, journal.receive, wait=20, pause=0.02).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_messages_arrive_once_and_in_order(telegram: Telegram, simulator: TelegramSimulator) -> None:
    journal = Journal()
    async with polling(telegram, journal):
        await journal.holds(1)
        for number in range(5):
            simulator.citizen(CHAT).text(str(number))
        await journal.holds(6)
    assert journal.texts == ["/start", "0", "1", "2", "3", "4"]


async def test_an_update_the_journal_refused_comes_again(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    simulator.citizen(CHAT).text("kedua")
    journal = Journal(failures=3)
    async with polling(telegram, journal):
        await journal.holds(2)
    assert journal.texts == ["/start", "kedua"]


async def test_what_was_never_kept_is_still_waiting_at_telegram(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    journal = Journal(failures=1_000_000)
    async with polling(telegram, journal):
        await asyncio.sleep(0.2)
    assert len(simulator.updates.waiting) == 1


async def test_a_webhook_left_over_is_removed_without_losing_what_waits(
    telegram: Telegram, simulator: TelegramSimulator
) -> None:
    await telegram.register_webhook("http://127.0.0.1:9/nowhere")
    journal = Journal()
    async with polling(telegram, journal):
        await journal.holds(1)
    assert simulator.updates.webhook is None
    assert journal.texts == ["/start"]


@pytest.mark.parametrize(
    ("status", "parameters"), [(409, {}), (429, {"retry_after": 1}), (502, {}), (401, {})]
)
async def test_polling_survives_trouble(
    telegram: Telegram, simulator: TelegramSimulator, status: int, parameters: dict[str, int]
) -> None:
    told = {"ok": False, "error_code": status, "description": "gangguan", "parameters": parameters}
    simulator.fail_next("getUpdates", status, told)
    journal = Journal()
    async with polling(telegram, journal):
        await journal.holds(1)
    assert journal.texts == ["/start"]


async def test_it_waits_as_long_as_telegram_asks(telegram: Telegram, simulator: TelegramSimulator) -> None:
    told = {"ok": False, "error_code": 429, "description": "pelan", "parameters": {"retry_after": 1}}
    simulator.fail_next("getUpdates", 429, told)
    started = time.monotonic()
    journal = Journal()
    async with polling(telegram, journal):
        await journal.holds(1)
    assert time.monotonic() - started >= 1


async def test_a_long_poll_stops_within_a_second(telegram: Telegram, simulator: TelegramSimulator) -> None:
    journal = Journal()
    async with polling(telegram, journal):
        await journal.holds(1)
        await asyncio.sleep(0.1)
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert simulator.calls.count("getUpdates") == 2
