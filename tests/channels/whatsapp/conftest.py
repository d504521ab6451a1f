"""One channel and one simulated service for the tests of WhatsApp."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.channels.whatsapp import WhatsApp
from messages import Address, OutboundMessage
from simulators.graph import GraphSimulator

SCOPE = "108000000000001"
PHONE = "6281200000017"


@pytest.fixture
def channel() -> WhatsApp:
    """Return a channel that never talks to anyone."""
    return WhatsApp("token", SCOPE, "rahasia", "janji")


@pytest_asyncio.fixture
async def graph() -> AsyncIterator[GraphSimulator]:
    """Run a stand-in for Meta."""
    async with GraphSimulator(phone_number_id=SCOPE) as simulator:
        yield simulator


@pytest_asyncio.fixture
async def online(graph: GraphSimulator) -> AsyncIterator[WhatsApp]:
    """Open a channel that talks to the stand-in."""
    channel = WhatsApp(graph.token, SCOPE, "rahasia-simulasi", "janji", graph.api_base_url)
    await channel.open()
    yield channel
    await channel.close()


@pytest.fixture
def answer() -> OutboundMessage:
    """Return a short answer to a citizen who has just written."""
    return OutboundMessage(Address("whatsapp", SCOPE, PHONE), "Baik.", last_inbound_at=datetime.now(UTC))
