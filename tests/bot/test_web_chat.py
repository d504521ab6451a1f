"""The web chat's routes: what they refuse before it costs anything, and what is sent twice is there once."""

import asyncio
import json
import shutil
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, DummyCookieJar, FormData
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Route, async_playwright, expect

from bot.app import build_app
from bot.channels.web import MAX_TEXT, WebChannel, Written
from bot.gateway import Gateway
from bot.pace import Limits, Pace
from bot.web_chat import COOKIE, WebChat
from messages import Attachment, MessageKind
from storage import Database
from tests.fakes import Clock
from tests.web_words import web_words

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHOTO = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SARI, BUDI = "S" * 43, "B" * 43

Site = TestClient[Any, Any]
OpenSite = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "unggahan"
    folder.mkdir()
    return folder


@pytest.fixture
def open_site(database: Database, uploads: Path) -> OpenSite:
    @asynccontextmanager
    async def open_(**limits: float) -> AsyncIterator[Site]:
        gateway = Gateway(database, Clock(), timedelta(seconds=1))
        names: dict[str, Any] = {"service_name": "Tanggap", "words": web_words()}
        channel, rates = WebChannel(uploads), Limits(**limits)  # type: ignore[arg-type]
        chat = WebChat(database, gateway, channel, uploads, **names, demo=False, secure=False, limits=rates)
        server = TestServer(build_app(gateway, chat))
        async with TestClient(server, cookie_jar=DummyCookieJar()) as site:
            yield site

    return open_


def cookie(visitor: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={visitor}"}


async def write(site: Site, visitor: str, text: str = "halo") -> ClientResponse:
    body = json.dumps({"client_id": str(uuid.uuid4()), "text": text}, ensure_ascii=False)
    return await site.post("/chat/messages", data=body.encode(), headers=cookie(visitor))


async def send_photo(site: Site, visitor: str, client_id: str, content: bytes = PHOTO) -> ClientResponse:
    form = FormData({"client_id": client_id, "text": "lubangnya"})
    form.add_field("photo", content, filename="a.png", content_type="image/png")
    return await site.post("/chat/photos", data=form, headers=cookie(visitor))


async def written(site: Site, visitor: str) -> list[str]:
    async with site.get("/chat/messages", headers=cookie(visitor)) as response:
        return [line["kind"] for line in (await response.json())["messages"]]


async def test_who_sends_too_fast_is_refused_before_the_photo_is_read(
    open_site: OpenSite, uploads: Path
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"--x\r\n"
        await asyncio.Event().wait()

    form = {"Content-Type": "multipart/form-data; boundary=x"}
    async with open_site(visitor=1) as site:
        assert (await write(site, SARI)).status == 202
        async with asyncio.timeout(5):
            refused = await site.post("/chat/photos", data=endless(), headers=cookie(SARI) | form)
        assert refused.status == 429
        refused.close()
        assert (await send_photo(site, SARI, "foto-nomor-1")).status == 429
        assert (await write(site, BUDI)).status == 202
    assert list(uploads.iterdir()) == []


async def test_new_cookies_do_not_lift_the_limit_of_an_address(open_site: OpenSite) -> None:
    async with open_site(peer=3) as site:
        statuses = [(await write(site, letter * 43)).status for letter in "abcd"]
    assert statuses == [202, 202, 202, 429]


def test_a_pace_forgets_who_is_idle_and_nobody_else() -> None:
    pace = Pace(1, seconds=60, keys=100)
    assert all(pace.allows(f"idle {n}", now=0) for n in range(90))
    assert pace.allows("busy", now=30)
    assert pace.allows("late", now=61)
    assert len(pace) == 2
    assert not pace.allows("busy", now=62)
    assert all(pace.allows(f"flood {n}", now=62) for n in range(98))
    assert not pace.allows("busy", now=63)
    assert all(pace.allows(f"more {n}", now=63) for n in range(1000))
    assert len(pace) == 100


async def test_a_body_no_page_sends_is_refused_in_words(open_site: OpenSite) -> None:
    async with open_site() as site:
        refused = await write(site, SARI, "a" * 100_001)
        assert refused.status == 413
        assert "terlalu panjang" in (await refused.json())["error"]
        refused = await send_photo(site, SARI, "foto-nomor-1", PHOTO + b"\0" * 8_000_000)
        assert refused.status == 413
        assert "8 MB" in (await refused.json())["error"]
        assert (await write(site, SARI, "漢" * MAX_TEXT)).status == 202
        assert await written(site, SARI) == ["text"]


def test_no_more_is_kept_raw_than_is_kept_at_all(uploads: Path) -> None:
    message, raw = WebChannel(uploads).message(SARI, Written("12345678", text="a" * (MAX_TEXT + 50_000)))
    assert json.loads(raw)["text"] == message.text
    assert len(message.text) < MAX_TEXT + 10


async def test_a_photo_sent_again_is_one_message_and_one_file(open_site: OpenSite, uploads: Path) -> None:
    channel = WebChannel(uploads)
    async with open_site() as site:
        statuses = [(await send_photo(site, SARI, "foto-nomor-1")).status for _ in range(2)]
        (file,) = uploads.iterdir()
        upload = Attachment(MessageKind.PHOTO, file.name)
        assert await channel.download(upload, 1000) == PHOTO
        await channel.forget(upload)
        await channel.forget(upload)
        statuses.append((await send_photo(site, SARI, "foto-nomor-1")).status)
        assert statuses == [202, 202, 202]
        assert await written(site, SARI) == ["photo"]
    assert list(uploads.iterdir()) == []


async def test_a_form_that_is_none_is_refused(open_site: OpenSite) -> None:
    async with open_site() as site:
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"):
            headers = cookie(SARI) | {"Content-Type": kind}
            async with site.post("/chat/photos", data=b"photo", headers=headers) as refused:
                assert refused.status == 400


async def test_a_stream_rings_at_the_first_message_and_asks_the_database_nothing_before(
    open_site: OpenSite, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = database.read

    def counted() -> Any:
        reads.append("read")
        return read()

    async with open_site() as site, site.get("/chat/stream", headers=cookie(SARI)) as stream:
        monkeypatch.setattr(database, "read", counted)
        await asyncio.sleep(1.2)
        assert len(reads) <= 1
        await write(site, BUDI)
        await write(site, SARI)
        async with asyncio.timeout(2):
            await stream.content.readuntil(b"data: fetch\n\n")
        assert len(reads) <= 2


async def test_streams_are_counted_and_end_by_themselves(open_site: OpenSite) -> None:
    async with open_site(streams=1, stream_seconds=0.5) as site:
        async with site.get("/chat/stream", headers=cookie(SARI)) as first:
            async with site.get("/chat/stream", headers=cookie(BUDI)) as second:
                assert second.status == 503
                assert "Retry-After" in second.headers
            async with asyncio.timeout(3):
                assert (await first.read()).startswith(b"retry:")
        async with site.get("/chat/stream", headers=cookie(BUDI)) as third:
            assert third.status == 200


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_page_sends_a_photo_again_under_the_same_id_when_the_answer_is_lost(
    open_site: OpenSite,
) -> None:
    tries: list[int] = []

    async def lose_the_first(route: Route) -> None:
        answer = await route.fetch()
        tries.append(answer.status)
        await (route.abort() if len(tries) == 1 else route.fulfill(response=answer))

    async with open_site() as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.route("**/chat/photos", lose_the_first)
        await page.goto(str(site.make_url("/")))
        await page.get_by_label("Pesan Anda").fill("lubangnya")
        file: Any = {"name": "a.png", "mimeType": "image/png", "buffer": PHOTO}
        await page.locator("#photo").set_input_files(file)
        await expect(page.locator(".sending", has_text="mengirim foto")).to_contain_text("lubangnya")
        await expect(page.locator("#notice")).to_contain_text("Belum tersambung")
        await expect(page.locator(".sending")).to_have_count(0, timeout=10_000)
        await expect(page.locator(".mine", has_text="lubangnya")).to_have_count(1)
        assert tries == [202, 202]
        await browser.close()


@pytest.mark.parametrize(("texts", "told"), [("id", "Tulis pesan…"), ("en", "Write a message…")])
async def test_the_page_has_no_hole_in_any_language(
    database: Database, uploads: Path, texts: str, told: str
) -> None:
    names: dict[str, Any] = {
        "service_name": "Tanggap",
        "words": web_words(texts),
        "demo": False,
        "secure": False,
    }
    gateway = Gateway(database, Clock(), timedelta(seconds=1))
    page = WebChat(database, gateway, WebChannel(uploads), uploads, **names).html()
    assert told in page
    assert f'<html lang="{texts}">' in page
    assert "__" not in page
