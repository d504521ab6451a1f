"""Two server processes over one PostgreSQL and one Redis: what happens at one is there at the other at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from storage import Cipher, Database
from storage.database import open_database
from storage.staff import Role
from storage.wakeups import open_wakeups
from tests.fakes import PlainTexts
from tests.inbox.browser import Browser
from tests.inbox.test_bell import rings
from tests.inbox.town import ROUTING, Town

pytestmark = pytest.mark.asyncio
CIPHER = Cipher(b"k" * 32)


@pytest_asyncio.fixture
async def halves(postgres_url: str, redis_server: str, tmp_path: Path) -> AsyncIterator[tuple[Town, Town]]:
    """Open one town twice: each half has connections and wake-ups of its own."""
    async with AsyncExitStack() as stack:
        towns = []
        for _ in range(2):
            wakeups = await stack.enter_async_context(open_wakeups(redis_server))
            opened = open_database(postgres_url, CIPHER, texts=PlainTexts(), wakeups=wakeups)
            towns.append(Town(await stack.enter_async_context(opened), tmp_path / "media"))
        here, there = towns
        await _settle(here.database)
        await here.officer("joko", Role.OFFICER, "DPUPR", "Joko Petugas")
        await here.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
        await asyncio.sleep(0.5)  # both have begun to listen to Redis
        yield here, there


async def _settle(database: Database) -> None:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()


async def sit(stack: AsyncExitStack, town: Town, username: str) -> Browser:
    client = await stack.enter_async_context(TestClient(TestServer(town.app())))
    browser = Browser(client)
    assert (await browser.sign_in(username)).status == 303
    return browser


async def test_answers_presence_and_mentions_cross_from_one_process_to_the_other(
    halves: tuple[Town, Town],
) -> None:
    here, there = halves
    async with AsyncExitStack() as stack:
        joko, budi = await sit(stack, here, "joko"), await sit(stack, there, "budi")
        ticket = await here.complain()
        path = f"/aduan/{ticket.number}"
        case, queue = await budi.open(f"/kejadian?aduan={ticket.number}"), await budi.open("/kejadian")
        await joko.post(f"{path}/hadir", menulis="1")
        assert await rings(case)
        assert "Joko Petugas sedang membalas" in await budi.read(path)
        await joko.post(f"{path}/balas", isi="Besok ditambal")
        assert await rings(queue)
        assert await rings(case)
        assert "Besok ditambal" in await budi.read(path)
        refused = await budi.post(f"{path}/balas", isi="Sudah dicatat", terakhir="1")
        assert "Joko Petugas baru saja membalas" in await refused.text()
        await joko.post(f"{path}/catatan", isi="Tolong @budi")
        assert await rings(queue)
        assert "1 sebutan" in await budi.read("/")


async def test_a_line_that_comes_back_is_rung_for_what_happens_after_it_listens(
    halves: tuple[Town, Town],
) -> None:
    here, there = halves
    async with AsyncExitStack() as stack:
        joko = await sit(stack, here, "joko")
        for n in range(3):
            stream = await joko.open("/kejadian")  # the headers come once it listens
            ticket = await there.complain(f"Aduan ke-{n}")
            assert await rings(stream), n
            stream.close()
            lost = await there.complain(f"Tanpa sambungan {n}")
            assert {one.number in await joko.read("/") for one in (ticket, lost)} == {True}
