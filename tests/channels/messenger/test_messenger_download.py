"""Fetching what a citizen sent: by its address, without our token."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.channels.errors import ConnectionFailed, FileGone
from bot.channels.messenger import Messenger
from messages import Attachment, InboundMessage, MessageKind
from simulators.messenger import MessengerSimulator
from tests.channels.messenger.conftest import PAGE, PSID

pytestmark = pytest.mark.asyncio
DATA = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def _photo(page: MessengerSimulator, channel: Messenger) -> Attachment:
    page.citizen(PSID).photo(DATA)
    [(event, _)] = channel.read(page.webhooks.bodies[-1])
    assert isinstance(event, InboundMessage)
    return event.attachments[0]


async def test_a_photo_is_fetched_byte_for_byte(page: MessengerSimulator, online: Messenger) -> None:
    assert await online.download(_photo(page, online), len(DATA)) == DATA


async def test_a_photo_larger_than_we_take_is_left(page: MessengerSimulator, online: Messenger) -> None:
    with pytest.raises(FileGone, match="larger"):
        await online.download(_photo(page, online), len(DATA) - 1)


async def test_an_address_that_is_too_old_is_gone(page: MessengerSimulator, online: Messenger) -> None:
    photo = _photo(page, online)
    page.now = lambda: datetime.now(UTC) + timedelta(minutes=11)
    with pytest.raises(FileGone, match="expired"):
        await online.download(photo, len(DATA))


@pytest.mark.parametrize(
    "address",
    [
        "https://scontent.fbcdn.net.contoh.id/x",
        "http://scontent.xx.fbcdn.net/x",
        "https://cdn.fbsbx.com:8443/x",
        "https://fbsbx.com@contoh.id/",
        "https://contoh.id/cdn.fbsbx.com",
        "http://127.0.0.1:1/x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//cdn.fbsbx.com/x",
        "",
    ],
)
async def test_nothing_is_fetched_from_a_stranger(online: Messenger, address: str) -> None:
    with pytest.raises(FileGone, match="address"):
        await online.download(Attachment(MessageKind.PHOTO, address), 10)


@asynccontextmanager
async def _meta(
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[tuple[Messenger, Attachment]]:
    """Open a channel to a service that answers so at /berkas."""
    app = web.Application()
    app.router.add_get("/berkas", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    channel = Messenger("token", PAGE, "r", "j", f"{url}/v23.0")
    await channel.open()
    yield channel, Attachment(MessageKind.PHOTO, f"{url}/berkas")
    await channel.close()
    await runner.cleanup()


async def test_the_token_stays_with_us() -> None:
    seen: list[str | None] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=b"x")

    async with _meta(answer) as (channel, photo):
        assert await channel.download(photo, 10) == b"x"
    assert seen == [None]


@pytest.mark.parametrize(
    ("status", "error"), [(500, ConnectionFailed), (302, FileGone), (403, FileGone), (404, FileGone)]
)
async def test_bytes_that_are_refused_say_whether_to_try_again(status: int, error: type[Exception]) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": "/curian"})

    async with _meta(refuse) as (channel, photo):
        with pytest.raises(error):
            await channel.download(photo, 10)
