"""The webhook as Telegram drives it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from bot.channels.telegram import Telegram
from messages import InboundMessage
from simulators.telegram import TelegramSimulator
from tests.channels.telegram.conftest import CHAT, dumped, until

pytestmark = pytest.mark.asyncio


class Front:
    """The smallest gateway: verifies, reads, and answers what the test wants, 200 by default."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.answers: list[int] = []
        self.texts: list[str] = []
        self.url = ""

    async def post(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self.telegram.verify(body, request.headers):
            return web.Response(status=403)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            [(event, _)] = self.telegram.read(body)
            assert isinstance(event, InboundMessage)
            self.texts.append(event.text)
        return web.Response(status=status)


@pytest_asyncio.fixture
async def front(telegram: Telegram) -> AsyncIterator[Front]:
    served = Front(telegram)
    app = web.Application()
    app.router.add_post("/telegram", served.post)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield served
    await runner.cleanup()


async def until_empty(simulator: TelegramSimulator) -> None:
    await until(lambda: not simulator.updates.waiting)


async def test_messages_come_with_the_secret_we_registered(
    telegram: Telegram, simulator: TelegramSimulator, front: Front
) -> None:
    await telegram.register_webhook(front.url)
    simulator.citizen(CHAT).text("Jalan rusak")
    await until_empty(simulator)
    assert front.texts == ["/start", "Jalan rusak"]


async def test_an_update_not_accepted_comes_again_before_the_next(
    telegram: Telegram, simulator: TelegramSimulator, front: Front
) -> None:
    front.answers = [500, 503, 500]
    simulator.citizen(CHAT).text("kedua")
    await telegram.register_webhook(front.url)
    await until_empty(simulator)
    assert front.texts == ["/start", "kedua"]


async def test_another_secret_is_refused_and_nothing_is_lost(
    simulator: TelegramSimulator, front: Front
) -> None:
    stranger = Telegram(simulator.token, "rahasia-lain", simulator.api_base_url)
    await stranger.open()
    await stranger.register_webhook(front.url)
    await asyncio.sleep(0.1)
    await stranger.close()
    assert front.texts == []
    assert len(simulator.updates.waiting) == 1


async def test_a_webhook_without_a_secret_is_never_registered(simulator: TelegramSimulator) -> None:
    open_door = Telegram(simulator.token, None, simulator.api_base_url)
    with pytest.raises(ValueError, match="secret"):
        await open_door.register_webhook("https://contoh.invalid/telegram")


async def test_every_kind_a_citizen_sends_is_read(telegram: Telegram, simulator: TelegramSimulator) -> None:
    citizen = simulator.citizen(CHAT)
    citizen.edit(citizen.text("Jalan rusk")["message_id"], "Jalan rusak")
    citizen.photo("Ini fotonya")
    citizen.album(3, "Dan ini")
    citizen.location(-7.25, 112.75)
    citizen.voice()
    citizen.document("surat.pdf", b"%PDF")
    citizen.contact("+6280000000001")
    citizen.sticker()
    events = [event for update in await telegram.updates(0, 0) for event, _ in telegram.read(dumped(update))]
    messages = [event for event in events if isinstance(event, InboundMessage)]
    kinds = [message.kind for message in messages]
    photos = ["photo"] * 4
    assert kinds == ["text", "text", "text", *photos, "location", "voice", "document", "contact", "sticker"]
    assert len({message.external_id for message in messages}) == len(events) == 12
