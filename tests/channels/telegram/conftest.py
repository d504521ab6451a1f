"""A simulated Telegram and our channel on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from bot.channels.telegram import Telegram
from messages import Address, Button, OutboundMessage
from simulators.telegram import TelegramSimulator

TOKEN = "7000001:token-uji-token-uji-token"
SECRET = "rahasia-uji"
CHAT = 8100001
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def offline() -> Telegram:
    """Return a channel that reads and verifies, without a network."""
    return Telegram(TOKEN, SECRET, clock=lambda: NOW)


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[TelegramSimulator]:
    """Run Telegram; one citizen has already pressed start."""
    async with TelegramSimulator(TOKEN, pace=0.01) as running:
        running.citizen(CHAT, "Sekar").text("/start")
        yield running


@pytest_asyncio.fixture
async def telegram(simulator: TelegramSimulator) -> AsyncIterator[Telegram]:
    """Open our channel on the simulated Telegram."""
    channel = Telegram(TOKEN, SECRET, simulator.api_base_url, sleep=at_once)
    await channel.open()
    yield channel
    await channel.close()


async def at_once(_: float) -> None:
    """Keep no pace."""


def saying(text: str, *buttons: Button, tracker: str = "1") -> OutboundMessage:
    """Make a message to the citizen."""
    return OutboundMessage(Address("telegram", "7000001", str(CHAT)), text, buttons, tracker)


def dumped(update: dict[str, Any]) -> bytes:
    """Write an update as Telegram would post it."""
    return json.dumps(update).encode()


async def until(true: Callable[[], bool]) -> None:
    """Wait until something has happened. Raises TimeoutError after five seconds."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.01)
