"""PostgreSQL and Redis that lose connections, die, and are away."""

import asyncio
import signal
import time
from dataclasses import dataclass

import aiohttp

from chaos.faults.base import Note
from chaos.faults.processes import victim
from chaos.town import Town

BACK_SECONDS = 10.0  #: goal of G3, from PostgreSQL's first answer to our first


@dataclass(frozen=True, slots=True)
class BackendsEnded:
    """`pg_terminate_backend` of every connection."""

    name: str = "every PostgreSQL connection terminated"

    async def strike(self, town: Town) -> list[Note]:
        """Terminate."""
        async with town.still():
            await town.server.end_backends()
        return []


@dataclass(frozen=True, slots=True)
class PostgresDown:
    """`kill -9` of the postmaster, and nothing in its place for so many of the product's seconds.

    With `restart`, processes are killed meanwhile, so that they start without a database.
    """

    seconds: float = 0.0
    restart: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is."""
        return f"PostgreSQL killed, {self.seconds:.0f} s down" + (", at start too" if self.restart else "")

    async def strike(self, town: Town) -> list[Note]:
        """Kill, ask for acknowledgements that must not come, start, and time the return."""
        async with town.still():
            town.server.kill()
        for role in self.restart:
            (await victim(town, role)).signal(signal.SIGKILL)
        acked = await _acks(town, self.seconds)
        await town.server.start()
        back = await back_again(town)
        return [
            Note("G3-acks", "acknowledged without a database {:.0f}", acked, 0),
            Note("G3-back", "back after {:.1f} s", back, BACK_SECONDS, is_time=True),
        ]


@dataclass(frozen=True, slots=True)
class RedisDown:
    """`kill -9` of Redis, and nothing in its place for so many of the product's seconds."""

    seconds: float

    @property
    def name(self) -> str:
        """What it is."""
        return f"Redis killed, {self.seconds:.0f} s down"

    async def strike(self, town: Town) -> list[Note]:
        """Kill, wait, start."""
        town.valkey.kill()
        await town.sleep(self.seconds)
        await town.valkey.start()
        return []


@dataclass(frozen=True, slots=True)
class RedisFlushed:
    """FLUSHALL."""

    name: str = "FLUSHALL"

    async def strike(self, town: Town) -> list[Note]:
        """Empty it."""
        await town.valkey.flush()
        return []


async def _acks(town: Town, seconds: float) -> int:
    """Return how many webhooks were taken within so many of the product's seconds."""
    ends = time.monotonic() + seconds / town.clock.speed
    acked = 0
    while time.monotonic() < ends:
        acked += await _taken(town)
        await asyncio.sleep(0.2)
    return acked


async def back_again(town: Town) -> float:
    """Wait until a webhook is taken again; return the seconds by the wall's clock."""
    started = time.monotonic()
    while not await _taken(town):
        await asyncio.sleep(0.1)
    return time.monotonic() - started


async def _taken(town: Town) -> bool:
    """Deliver a body once more that was delivered before; whether it was acknowledged."""
    webhooks = town.graph.webhooks
    if not webhooks.bodies:
        return False
    body = webhooks.bodies[0]
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.post(webhooks.url, data=body, headers=webhooks.headers(body)) as answer,
        ):
            return answer.ok
    except (aiohttp.ClientError, OSError):
        return False
