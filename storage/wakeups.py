"""Wake-ups: they only say "look now". Losing one costs a poll's interval, never a message."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Protocol

import structlog
from redis import asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from storage.ending import end

log = structlog.get_logger(__name__)

UNOPENED = "unopened"
INBOUND = "inbound"
OUTBOUND = "outbound"
SCHEDULE = "schedule"
VOICES = "voices"
MEDIA = "media"

MOST_DUE = 1000  #: rings on their way to other processes; more are dropped
PUBLISH_SECONDS = 0.5
CONNECT_SECONDS = 2.0
PULSE_SECONDS = 1.0  #: of silence, after which Redis is asked whether it is there; so long it has to answer
FLUSH_SECONDS = 1.0  #: how long the end of the process waits for rings on their way


def agency_topic(code: str) -> str:
    """Name the topic of one agency's queue."""
    return f"agency:{code}"


def officer_topic(officer_id: str) -> str:
    """Name the topic of one officer's open pages."""
    return f"officer:{officer_id}"


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
            async with asyncio.timeout(timeout):
                await self._event.wait()
        rang = self._event.is_set()
        self._event.clear()
        return rang


class Wakeups(Protocol):
    """Rings and listens by topic. `hears_others`: whether rings of other processes arrive at this moment."""

    @property
    def hears_others(self) -> bool:
        """Whether rings of other processes arrive; where they do not, somebody has to look for the work."""
        ...

    @property
    def topics(self) -> frozenset[str]:
        """What somebody of this process listens to."""
        ...

    async def notify(self, topic: str) -> None:
        """Ring everyone who listens to the topic; never raises."""
        ...

    def ring(self, topic: str) -> None:
        """Ring those of this process who listen to the topic."""
        ...

    def listen(self, *topics: str) -> AbstractContextManager[Bell]:
        """Listen to topics for as long as the context lasts."""
        ...

    async def reachable(self) -> bool | None:
        """Whether Redis answers; None where none is used. Never raises."""
        ...


class LocalWakeups:
    """Within one process."""

    hears_others = False

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

    @property
    def topics(self) -> frozenset[str]:
        """What somebody listens to here."""
        return frozenset(self._bells)

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

    async def reachable(self) -> None:
        """Need no Redis."""


class RedisWakeups:
    """Across processes through Redis pub/sub; without Redis it still rings within the process.

    Two clients, for a Redis that hangs: `publisher` gives up soon, `subscriber` reads for as long as it takes.
    """

    PREFIX = "tanggap:"

    def __init__(self, publisher: "redis.Redis", subscriber: "redis.Redis", local: LocalWakeups) -> None:
        """Ring through these clients and `local`."""
        self._publisher = publisher
        self._subscriber = subscriber
        self._local = local
        self._due: asyncio.Queue[str] = asyncio.Queue(MOST_DUE)
        self._queued: set[str] = set()
        self._hears = False

    @property
    def hears_others(self) -> bool:
        """Whether Redis answered a moment ago."""
        return self._hears

    @property
    def topics(self) -> frozenset[str]:
        """What somebody listens to here."""
        return self._local.topics

    async def notify(self, topic: str) -> None:
        """Ring here at once, and leave the ring elsewhere to `carry`: whoever commits does not wait for Redis."""
        self._local.ring(topic)
        if topic not in self._queued and not self._due.full():
            self._queued.add(topic)
            self._due.put_nowait(topic)

    def ring(self, topic: str) -> None:
        """Ring here only."""
        self._local.ring(topic)

    def listen(self, *topics: str) -> AbstractContextManager[Bell]:
        """Listen for as long as the context lasts."""
        return self._local.listen(*topics)

    async def reachable(self) -> bool:
        """Ask Redis; gives up soon."""
        try:
            return bool(await self._publisher.ping())
        except (RedisError, OSError):
            return False

    async def carry(self) -> None:
        """Carry rings from here to other processes, for ever."""
        while True:
            topic = self._take(await self._due.get())
            try:
                await self._publisher.publish(self.PREFIX + topic, b"")
            except (RedisError, OSError):
                log.warning("redis_unreachable", consequence="other processes find the work by polling")
                self._drop_due()
            finally:
                self._due.task_done()

    async def pump(self) -> None:
        """Carry rings from elsewhere to the local bells, for ever; reconnects by itself."""
        while True:
            try:
                await self._pump_once()
            except (RedisError, OSError):
                await asyncio.sleep(1)
            finally:
                self._hears = False

    async def flush(self) -> None:
        """Wait until every ring is carried or dropped."""
        await self._due.join()

    def _take(self, topic: str) -> str:
        # Off the list before it is published: who rings meanwhile is not covered by this ring.
        self._queued.discard(topic)
        return topic

    def _drop_due(self) -> None:
        """Drop what waits: a backlog of rings would hold up those that come once Redis is back."""
        while not self._due.empty():
            self._take(self._due.get_nowait())
            self._due.task_done()

    async def _pump_once(self) -> None:
        async with self._subscriber.pubsub() as subscription:
            async with asyncio.timeout(CONNECT_SECONDS):
                await subscription.psubscribe(self.PREFIX + "*")
            asked = False
            while True:
                message = await subscription.get_message(
                    ignore_subscribe_messages=True, timeout=PULSE_SECONDS
                )
                if message:
                    asked, self._hears = False, True
                    if message["type"] == "pmessage":
                        self._local.ring(message["channel"].decode()[len(self.PREFIX) :])
                elif asked:
                    raise TimeoutError
                else:
                    # A Redis that hangs looks like one with nothing to say: so it is asked.
                    asked = True
                    await subscription.ping()


@asynccontextmanager
async def open_wakeups(redis_url: str) -> AsyncIterator[Wakeups]:
    """Open wake-ups for one process: local, or local and Redis where a URL is set."""
    local = LocalWakeups()
    if not redis_url:
        yield local
        return
    async with AsyncExitStack() as stack:
        wakeups = RedisWakeups(
            await stack.enter_async_context(_client(redis_url, PUBLISH_SECONDS)),
            # redis-py 8 gives up a blocking read after 5 s by default; the pump reads with its own timeout.
            await stack.enter_async_context(_client(redis_url, None)),
            local,
        )
        for loop in (wakeups.carry(), wakeups.pump()):
            stack.push_async_callback(end, asyncio.create_task(loop))
        yield wakeups
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await wakeups.flush()


def _client(url: str, timeout: float | None) -> "redis.Redis":
    """Open a client that tries once and reads at most `timeout` seconds."""
    return redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout or CONNECT_SECONDS,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )
