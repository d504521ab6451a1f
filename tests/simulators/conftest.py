"""A simulated Telegram."""

from collections.abc import AsyncIterator

import pytest_asyncio

from simulators.telegram import TelegramSimulator


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[TelegramSimulator]:
    """Run Telegram without citizens."""
    async with TelegramSimulator("7000001:token-uji-token-uji-token", pace=0.01) as running:
        yield running
