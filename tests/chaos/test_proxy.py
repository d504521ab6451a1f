"""The proxy spoils what it is told to, and nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from chaos.proxy import Proxy, Toxic

WORDS = "halo" * 5000


@pytest.fixture
async def line() -> AsyncIterator[Proxy]:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"words": WORDS})

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Proxy([("127.0.0.1", 1), runner.addresses[0][:2]]) as proxy:
        yield proxy
    await runner.cleanup()


async def ask(line: Proxy, seconds: float = 20) -> object:
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(line.url) as response:
        return json.loads(await response.read())


@pytest.mark.parametrize("toxic", [Toxic(), Toxic(slicer=100), Toxic(latency=0.01)], ids=str)
async def test_a_slow_line_still_carries_everything_past_an_upstream_that_is_away(
    line: Proxy, toxic: Toxic
) -> None:
    line.infect(toxic)
    assert await ask(line) == {"words": WORDS}


@pytest.mark.parametrize("toxic", [Toxic(down=True), Toxic(reset_peer=0.0), Toxic(limit_data=300)], ids=str)
async def test_a_broken_line_fails_until_it_is_healed(line: Proxy, toxic: Toxic) -> None:
    line.infect(toxic)
    with pytest.raises((aiohttp.ClientError, ValueError)):
        await ask(line)
    line.heal()
    assert await ask(line) == {"words": WORDS}


async def test_a_silent_line_leaves_one_waiting(line: Proxy) -> None:
    line.infect(Toxic(timeout=True))
    with pytest.raises(asyncio.TimeoutError):
        await ask(line, seconds=0.2)
