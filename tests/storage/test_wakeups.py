"""Bells: local and across processes; without Redis they still ring within the process."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from storage.wakeups import open_wakeups


@pytest.fixture(params=["local", "redis"])
def redis_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("redis_server")) if request.param == "redis" else ""


async def test_a_bell_rings_its_own_topic_only(redis_url: str) -> None:
    async with open_wakeups(redis_url) as wakeups:
        with wakeups.listen("agency:DPUPR") as bell:
            await wakeups.notify("agency:DINKES")
            assert not await bell.wait(0.05)
            await wakeups.notify("agency:DPUPR")
            assert await bell.wait(1)


async def test_a_ring_before_the_wait_is_heard(redis_url: str) -> None:
    async with open_wakeups(redis_url) as wakeups:
        with wakeups.listen("inbound") as bell:
            await wakeups.notify("inbound")
            await asyncio.sleep(0.01)
            assert await bell.wait(0.01)
            assert not await bell.wait(0.01)


async def test_a_ring_reaches_another_process_through_redis(redis_server: str) -> None:
    async with open_wakeups(redis_server) as here, open_wakeups(redis_server) as there:
        with there.listen("outbound") as bell:
            for _ in range(50):
                await here.notify("outbound")
                if await bell.wait(0.1):
                    return
        pytest.fail("the ring never arrived")


async def test_without_redis_it_still_rings_here() -> None:
    async with open_wakeups("redis://127.0.0.1:1/0") as wakeups:
        with wakeups.listen("inbound") as bell:
            await wakeups.notify("inbound")
            assert await bell.wait(1)


@pytest.fixture
async def silent_redis() -> AsyncIterator[str]:
    """A server that takes connections and never answers, as one does that is swapping."""

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"redis://127.0.0.1:{port}/0"
    server.close()


async def test_a_redis_that_never_answers_holds_no_commit_up(silent_redis: str) -> None:
    async with open_wakeups(silent_redis) as wakeups:
        with wakeups.listen("inbound") as bell:
            started = time.monotonic()
            for _ in range(20):
                await wakeups.notify("inbound")
                assert await bell.wait(1)
                await asyncio.sleep(0)
            assert time.monotonic() - started < 0.3


async def test_a_redis_that_never_answers_does_not_hold_the_end_up(silent_redis: str) -> None:
    started = time.monotonic()
    async with open_wakeups(silent_redis) as wakeups:
        for n in range(3000):
            await wakeups.notify(f"conversation:{n}")
        await asyncio.sleep(0.01)
    assert time.monotonic() - started < 3


async def test_a_ring_just_before_the_end_still_goes_out(redis_server: str) -> None:
    async with open_wakeups(redis_server) as there:
        with there.listen("media") as bell:
            for _ in range(50):
                async with open_wakeups(redis_server) as here:
                    await here.notify("media")
                if await bell.wait(0.1):
                    return
        pytest.fail("the ring never arrived")


async def test_whether_redis_answers_is_told(redis_server: str, silent_redis: str) -> None:
    answers = {"": None, redis_server: True, "redis://127.0.0.1:1/0": False, silent_redis: False}
    for url, expected in answers.items():
        async with open_wakeups(url) as wakeups:
            assert await wakeups.reachable() is expected


async def test_who_hears_the_others_knows_it(redis_server: str, silent_redis: str) -> None:
    async with (
        open_wakeups(redis_server) as well,
        open_wakeups(silent_redis) as hung,
        open_wakeups("") as alone,
    ):
        async with asyncio.timeout(20):
            while not well.hears_others:
                await asyncio.sleep(0.02)
        assert not hung.hears_others
        assert not alone.hears_others


async def test_a_redis_that_falls_silent_is_noticed(redis_server: str) -> None:
    there = urlsplit(redis_server)
    silent = asyncio.Event()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asks = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(_carry(reader, asks, silent), _carry(answers, writer, silent))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with open_wakeups(f"redis://127.0.0.1:{port}/0") as wakeups, asyncio.timeout(30):
        while not wakeups.hears_others:
            await asyncio.sleep(0.02)
        silent.set()
        while wakeups.hears_others:
            await asyncio.sleep(0.02)
    server.close()


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, silent: asyncio.Event) -> None:
    while data := await source.read(65536):
        if not silent.is_set():
            target.write(data)
    target.close()
