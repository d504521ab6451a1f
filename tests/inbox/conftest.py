"""A town on a real SQLite file, and browsers on its inbox."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from storage import Cipher
from storage.database import open_database
from storage.staff import Role
from tests.fakes import PlainTexts
from tests.inbox.browser import Browser
from tests.inbox.town import ROUTING, Town

NewBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
def inbox_url(sqlite_url: str) -> str:
    """Say where the town's database is; a module may ask for PostgreSQL, too."""
    return sqlite_url


@pytest_asyncio.fixture
async def town(inbox_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with agencies and five officers."""
    async with open_database(inbox_url, Cipher(b"k" * 32), texts=PlainTexts()) as database:
        async with database.write() as unit:
            await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
            await unit.commit()
        town = Town(database, tmp_path / "media")
        await town.officer("joko", Role.OFFICER, "DPUPR", "Joko Petugas")
        await town.officer("wati", Role.OFFICER, "DLH", "Wati Petugas")
        await town.officer("rini", Role.OFFICER, "DP3A", "Rini Petugas")
        await town.officer("tari", Role.TRIAGE, "DISKOMINFO", "Tari Penerima")
        await town.officer("admin", Role.ADMIN)
        yield town


@pytest_asyncio.fixture
async def new_browser(town: Town) -> AsyncIterator[NewBrowser]:
    """Open browsers; a username signs in at once."""
    browsers: list[Browser] = []

    async def new(username: str | None = None, **options: object) -> Browser:
        client = TestClient(TestServer(town.app(**options)))  # type: ignore[arg-type]
        await client.start_server()
        browser = Browser(client)
        browsers.append(browser)
        if username:
            response = await browser.sign_in(username)
            assert response.status == 303
        return browser

    yield new
    for browser in browsers:
        await browser.client.close()
