"""An officer's photo on its whole way out: from the form's bytes to what the citizen gets."""

import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, DummyCookieJar, FormData
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import async_playwright, expect

from bot.app import build_app
from bot.channels.base import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel, Written, visitor_id
from bot.channels.whatsapp import WhatsApp
from bot.gateway import Gateway
from bot.sender import Sender
from bot.web_chat import COOKIE, WebChat
from messages import Point
from simulators.graph import GraphSimulator
from simulators.telegram import TelegramSimulator
from storage import Database
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.town import FROM_OUR_PAGE, ROUTING, Town
from tests.phone_photo import SECRET, phone_photo, tells_nothing
from tests.web_words import web_words
from tickets.ticket import Ticket

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
TOKEN = "7000001:token-uji-token-uji-token"
CHAT, PHONE = 8100001, "6281200000017"
SARI, BUDI = "S" * 43, "B" * 43
PHOTOS = [
    phone_photo(seed, taken=datetime(2026, 11, 1, tzinfo=UTC), point=Point(-7.7, 110.6)) for seed in (1, 2)
]


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> Town:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()
    town = Town(database, tmp_path / "media")
    await town.officer("joko", Role.OFFICER, "DPUPR", "Joko Petugas")
    return town


async def reply(town: Town, ticket: Ticket) -> None:
    """Let an officer answer with two photos, in a browser."""
    form = FormData({"kunci": "0" * 32, "isi": "Sudah ditambal"}, default_to_multipart=True)
    for photo in PHOTOS:
        form.add_field("foto", photo, filename="IMG_2041.jpg", content_type="image/jpeg")
    async with TestClient(TestServer(town.app())) as client:
        await Browser(client).sign_in("joko")
        path = f"/aduan/{ticket.number}/balas"
        answer = await client.post(path, data=form, headers=FROM_OUR_PAGE, allow_redirects=False)
        assert answer.status == 303


async def send(town: Town, channel: Channel) -> None:
    later = town.now() + timedelta(minutes=1)  # the reply can no longer be taken back
    sender = Sender(town.database, {channel.name: channel}, lambda: later, town.media_dir)
    assert await sender.step()


async def test_a_telegram_citizen_gets_an_album_that_tells_nothing(town: Town) -> None:
    async with TelegramSimulator(TOKEN) as simulator:
        simulator.citizen(CHAT).text("/start")
        telegram = Telegram(TOKEN, None, simulator.api_base_url)
        await telegram.open()
        ticket = await town.complain(citizen=str(CHAT))
        await reply(town, ticket)
        await send(town, telegram)
        await telegram.close()
        received = simulator.photos_sent(CHAT)
        assert "Sudah ditambal" in simulator.sent(CHAT)[0]["caption"]
    assert len(received) == 2
    assert all(map(tells_nothing, received))
    assert all(SECRET in photo for photo in PHOTOS)


async def test_a_whatsapp_citizen_gets_photos_that_tell_nothing(town: Town) -> None:
    async with GraphSimulator() as graph:
        graph.citizen(PHONE).text("Halo")
        whatsapp = WhatsApp(graph.token, graph.phone_number_id, "rahasia", "janji", graph.api_base_url)
        await whatsapp.open()
        ticket = await town.complain(citizen=PHONE, channel="whatsapp")
        await reply(town, ticket)
        await send(town, whatsapp)
        await whatsapp.close()
        received = [graph.store.media[sent.body["image"]["id"]].data for sent in graph.sent(PHONE)]
    assert len(received) == 2
    assert all(map(tells_nothing, received))


@asynccontextmanager
async def chat(town: Town) -> AsyncIterator[TestClient[Any, Any]]:
    uploads = town.media_dir / "unggahan"
    gateway = Gateway(town.database, town.now, timedelta(0))
    names: dict[str, Any] = {
        "service_name": "Tanggap",
        "words": web_words(),
        "demo": False,
        "secure": False,
    }
    page = WebChat(town.database, gateway, WebChannel(uploads), uploads, **names)
    server = TestServer(build_app(gateway, page))
    async with TestClient(server, cookie_jar=DummyCookieJar()) as client:
        yield client


async def visit(client: TestClient[Any, Any], visitor: str, path: str) -> ClientResponse:
    return await client.get(path, headers={"Cookie": f"{COOKIE}={visitor}"} if visitor else {})


async def complain_on_the_web(town: Town, visitor: str) -> Ticket:
    """Let a visitor of the web chat complain, and the visitor's conversation be the ticket's."""
    message, raw = WebChannel(town.media_dir).message(visitor, Written("12345678", text="Jalan berlubang"))
    await Gateway(town.database, town.now, timedelta(0)).accept([(message, raw)])
    async with town.database.read() as unit:
        conversation = await unit.transcripts.conversation_of(message.address, "web", "web")
    ticket = await town.complain(channel="web", citizen=visitor_id(visitor))
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        object.__setattr__(stored, "conversation_id", conversation)
        await unit.tickets.save(stored)
        await unit.commit()
    return await town.ticket(ticket)


async def test_a_web_visitor_sees_the_photos_and_nobody_else_does(town: Town) -> None:
    await reply(town, await complain_on_the_web(town, SARI))
    await complain_on_the_web(town, BUDI)
    async with chat(town) as client:
        lines = (await (await visit(client, SARI, "/chat/messages")).json())["messages"]
        [answer] = [line for line in lines if line["photos"]]
        assert answer["photos"] == 2
        row = answer["key"].removeprefix("out:")
        for number in range(2):
            shown = await visit(client, SARI, f"/chat/photos/{row}/{number}")
            assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
            assert re.search("sandbox", shown.headers["Content-Security-Policy"])
            assert tells_nothing(await shown.read())
        strangers = itertools.product([BUDI, "X" * 43], [f"{row}/0", f"{row}/1"])
        beyond = [(SARI, f"{row}/2"), (SARI, f"{int(row) + 999}/0")]
        for visitor, photo in [*strangers, *beyond]:
            assert (await visit(client, visitor, f"/chat/photos/{photo}")).status == 404
        assert (await visit(client, "", f"/chat/photos/{row}/0")).status == 403


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
async def test_the_page_shows_the_photos(town: Town) -> None:
    await reply(town, await complain_on_the_web(town, SARI))
    async with chat(town) as client, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        address = str(client.make_url("/"))
        context = await browser.new_context(viewport={"width": 360, "height": 640})
        await context.add_cookies([{"name": COOKIE, "value": SARI, "url": address}])
        page = await context.new_page()
        await page.goto(address)
        pictures = page.get_by_alt_text("dari petugas")
        await expect(pictures).to_have_count(2)
        widths = [
            await picture.evaluate("p => p.decode().then(() => p.naturalWidth)")
            for picture in await pictures.all()
        ]
        assert widths == [640, 640]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await browser.close()
