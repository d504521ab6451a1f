"""Bells: local and across processes; without Redis they still ring within the process."""

import asyncio

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
