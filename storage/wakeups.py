"""Wake-ups: they only say "look now". Losing one costs a poll's interval, never a message."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from typing import Protocol

import structlog
from redis import asyncio as redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

INBOUND = "inbound"
OUTBOUND = "outbound"
MEDIA = "media"


def agency_topic(code: str) -> str:
    """Name the topic of one agency's queue."""
    return f"agency:{code}"


def conversation_topic(conversation_id: str) -> str:
    """Name the topic of one conversation."""
    return f"conversation:{conversation_id}"


class Bell:
    """One listener's bell; it stays rung until it is heard."""

    def __init__(self) -> None:
        """Start silent."""
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Ring."""
        self._event.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - the caller's poll interval
        """Wait for a ring, at most `timeout` seconds; whether it rang."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), timeout)
        rang = self._event.is_set()
        self._event.clear()
        return rang


class Wakeups(Protocol):
    """Rings and listens by topic."""

    async def notify(self, topic: str) -> None:
        """Ring everyone who listens to the topic; never raises."""
        ...

    def listen(self, *topics: str) -> AbstractContextManager[Bell]:
        """Listen to topics for as long as the context lasts."""
        ...


class LocalWakeups:
    """Within one process."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._bells: dict[str, set[Bell]] = defaultdict(set)

    async def notify(self, topic: str) -> None:
        """Ring here."""
        self.ring(topic)

    def ring(self, topic: str) -> None:
        """Ring every bell of the topic."""
        for bell in self._bells.get(topic, ()):
            bell.ring()

    @contextmanager
    def listen(self, *topics: str) -> Iterator[Bell]:
        """Listen for as long as the context lasts."""
        bell = Bell()
        for topic in topics:
            self._bells[topic].add(bell)
        try:
            yield bell
        finally:
            for topic in topics:
                self._bells[topic].discard(bell)
                if not self._bells[topic]:
                    del self._bells[topic]


class RedisWakeups:
    """Across processes through Redis pub/sub; without Redis it still rings within the process."""

    PREFIX = "tanggap:"

    def __init__(self, client: "redis.Redis", local: LocalWakeups) -> None:
        """Ring through `client` and `local`."""
        self._client = client
        self._local = local

    async def notify(self, topic: str) -> None:
        """Ring here at once, and elsewhere where Redis is up."""
        self._local.ring(topic)
        try:
            await self._client.publish(self.PREFIX + topic, b"")
        except (RedisError, OSError):
            log.warning("redis_unreachable", consequence="other processes find the work by polling")

    def listen(self, *topics: str) -> AbstractContextManager[Bell]:
        """Listen for as long as the context lasts."""
        return self._local.listen(*topics)

    async def pump(self) -> None:
        """Carry rings from elsewhere to the local bells, for ever; reconnects by itself."""
        while True:
            try:
                await self._pump_once()
            except (RedisError, OSError):
                await asyncio.sleep(1)

    async def _pump_once(self) -> None:
        async with self._client.pubsub() as subscription:
            await subscription.psubscribe(self.PREFIX + "*")
            while True:
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=1)
                if message:
                    self._local.ring(message["channel"].decode()[len(self.PREFIX) :])


@asynccontextmanager
async def open_wakeups(redis_url: str) -> AsyncIterator[Wakeups]:
    """Open wake-ups for one process: local, or local and Redis where a URL is set."""
    local = LocalWakeups()
    if not redis_url:
        yield local
        return
    # redis-py 8 gives up a blocking read after 5 s by default; the pump reads with its own timeout.
    client = redis.from_url(redis_url, socket_timeout=None, socket_connect_timeout=2)
    wakeups = RedisWakeups(client, local)
    pump = asyncio.create_task(wakeups.pump())
    try:
        yield wakeups
    finally:
        pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump
        await client.aclose()
