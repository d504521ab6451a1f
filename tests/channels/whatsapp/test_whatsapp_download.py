"""Fetching what a citizen sent."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.channels.errors import ChannelBroken, ConnectionFailed, FileGone
from bot.channels.whatsapp import WhatsApp
from messages import Attachment, InboundMessage, MessageKind
from simulators.graph import GraphSimulator
from simulators.graph_store import Media
from tests.channels.whatsapp.conftest import PHONE, SCOPE

pytestmark = pytest.mark.asyncio
DATA = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def _photo(graph: GraphSimulator, channel: WhatsApp) -> Attachment:
    graph.citizen(PHONE, "Sari").photo("Jalan rusak", DATA)
    [(event, _)] = channel.read(graph.webhooks.bodies[-1])
    assert isinstance(event, InboundMessage)
    return event.attachments[0]


async def test_a_photo_is_fetched_byte_for_byte(graph: GraphSimulator, online: WhatsApp) -> None:
    assert await online.download(_photo(graph, online), len(DATA)) == DATA


async def test_a_photo_told_to_be_too_large_is_not_even_asked_for(
    graph: GraphSimulator, online: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = _photo(graph, online)
    monkeypatch.setattr(graph, "media_url", lambda _: "")
    with pytest.raises(FileGone, match="larger"):
        await online.download(photo, len(DATA) - 1)


@pytest.mark.parametrize("file_id", ["700000000000009", "../me", "", "a/b", "1?fields=x"])
async def test_a_file_that_is_not_there_is_gone(online: WhatsApp, file_id: str) -> None:
    with pytest.raises(FileGone):
        await online.download(Attachment(MessageKind.PHOTO, file_id), 10)


async def test_a_revoked_token_is_for_the_operator(graph: GraphSimulator, online: WhatsApp) -> None:
    photo = _photo(graph, online)
    graph.token = "dicabut"
    with pytest.raises(ChannelBroken):
        await online.download(photo, 10**6)


async def test_a_damaged_file_is_fetched_again_later(graph: GraphSimulator, online: WhatsApp) -> None:
    photo = _photo(graph, online)

    class Damaged(Media):
        @property
        def sha256(self) -> str:
            return "0" * 64

    graph.store.media[photo.file_id] = Damaged(DATA, "image/jpeg")
    with pytest.raises(ConnectionFailed, match="damaged"):
        await online.download(photo, 10**6)


@pytest.mark.parametrize(
    "address",
    [
        "https://lookaside.fbsbx.com.contoh.id/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://contoh.id/lookaside.fbsbx.com",
        "https://lookaside.fbsbx.com@contoh.id/",
        "https://fbcdn.net.contoh.id/",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "/media/1/bytes",
        "//lookaside.fbsbx.com/x",
        "",
    ],
)
async def test_the_token_is_sent_to_no_stranger(
    graph: GraphSimulator, online: WhatsApp, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    photo = _photo(graph, online)
    monkeypatch.setattr(graph, "media_url", lambda _: address)
    with pytest.raises(FileGone, match="address"):
        await online.download(photo, 10**6)


async def test_an_expired_address_is_asked_for_anew(
    graph: GraphSimulator, online: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = _photo(graph, online)
    asked: list[str] = []
    fresh = graph.media_url

    def first_stale(media_id: str) -> str:
        asked.append(media_id)
        return fresh(media_id) + ("basi" if len(asked) == 1 else "")

    monkeypatch.setattr(graph, "media_url", first_stale)
    assert await online.download(photo, 10**6) == DATA
    assert len(asked) == 2


async def test_an_address_is_good_for_minutes_only(
    graph: GraphSimulator, online: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = _photo(graph, online)
    url = graph.media_url(photo.file_id)
    graph.now = lambda: datetime.now(UTC) + timedelta(minutes=11)
    monkeypatch.setattr(graph, "media_url", lambda _: url)
    with pytest.raises(FileGone, match="expired"):
        await online.download(photo, 10**6)


@asynccontextmanager
async def _meta(*routes: web.RouteDef) -> AsyncIterator[WhatsApp]:
    """Open a channel to a service that tells media 7 to lie at /berkas of its own host."""

    async def media(request: web.Request) -> web.Response:
        return web.json_response({"url": f"http://{request.host}/berkas"})

    app = web.Application()
    app.add_routes([web.get("/v23.0/7", media), *routes])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    channel = WhatsApp("token", SCOPE, "r", "j", f"http://127.0.0.1:{runner.addresses[0][1]}/v23.0")
    await channel.open()
    yield channel
    await channel.close()
    await runner.cleanup()


async def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    async def redirect(_: web.Request) -> web.Response:
        raise web.HTTPFound("/curian")

    async def stolen(request: web.Request) -> web.Response:
        seen.append(request.headers["Authorization"])
        return web.Response(body=b"x")

    async with _meta(web.get("/berkas", redirect), web.get("/curian", stolen)) as channel:
        with pytest.raises(FileGone, match="redirected"):
            await channel.download(Attachment(MessageKind.PHOTO, "7"), 10)
    assert seen == []


async def test_a_file_of_untold_size_is_cut_off_at_the_limit() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"x" * 65_536)
        return response

    async with _meta(web.get("/berkas", endless)) as channel:
        with pytest.raises(FileGone, match="larger"):
            await channel.download(Attachment(MessageKind.PHOTO, "7"), 1_000_000)


@pytest.mark.parametrize(
    ("status", "error"), [(500, ConnectionFailed), (401, ChannelBroken), (404, FileGone)]
)
async def test_bytes_that_are_refused_say_whether_to_try_again(status: int, error: type[Exception]) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status)

    async with _meta(web.get("/berkas", refuse)) as channel:
        with pytest.raises(error):
            await channel.download(Attachment(MessageKind.PHOTO, "7"), 10)
