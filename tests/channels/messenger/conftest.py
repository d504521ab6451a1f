"""One channel and one simulated page for the tests of Messenger."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.channels.messenger import Messenger
from messages import Address, OutboundMessage
from simulators.messenger import MessengerSimulator

PAGE = "117000000000001"
PSID = "7100000000000017"


@pytest.fixture
def channel() -> Messenger:
    """Return a channel that never talks to anyone."""
    return Messenger("token", PAGE, "rahasia", "janji")


@pytest_asyncio.fixture
async def page() -> AsyncIterator[MessengerSimulator]:
    """Run a stand-in for Meta."""
    async with MessengerSimulator(page_id=PAGE) as simulator:
        yield simulator


@pytest_asyncio.fixture
async def online(page: MessengerSimulator) -> AsyncIterator[Messenger]:
    """Open a channel that talks to the stand-in."""
    channel = Messenger(page.token, PAGE, "rahasia-simulasi", "janji", page.api_base_url)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
def answer() -> OutboundMessage:
    """Return a short answer to a citizen who has just written."""
    return OutboundMessage(Address("messenger", PAGE, PSID), "Baik.", last_inbound_at=datetime.now(UTC))
