"""A whole house in one process, on SQLite, with Telegram, WhatsApp and Messenger simulated."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer

from app.house import House, open_house
from app.prepare import import_agencies_once
from app.roles import public_app
from app.start import new_key
from bot.background import Background
from settings import read_settings
from simulators.graph import GraphSimulator
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator
from tests.servers import free_port

TOKEN = "700002:house-test-token-house-test-token"
SECRET = "house-webhook-secret"
GRAPH = {"token": "graph-token", "app_secret": "graph-app-secret", "phone_number_id": "108000000000001"}


@dataclass
class Line:
    """The house, its public web app, and the services it talks to."""

    house: House
    client: "TestClient"  # type: ignore[type-arg]
    telegram: TelegramSimulator
    graph: GraphSimulator
    page: MessengerSimulator

    async def work(self) -> None:
        """Work and send until nothing is due."""
        while (
            await self.house.worker.turn() or await self.house.sender.step() or await self.house.media.step()
        ):
            pass

    async def states(self) -> dict[str, int]:
        async with self.house.database.read() as unit:
            return await unit.journal.counts()


@pytest.fixture
async def line(request: pytest.FixtureRequest, tmp_path: Path, models: Path) -> AsyncIterator[Line]:
    """On SQLite; parametrised indirectly with "postgres" on PostgreSQL."""
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    (tmp_path / "models").symlink_to(models)
    port = free_port()
    webhooks = f"http://127.0.0.1:{port}/webhooks"
    async with (
        TelegramSimulator(TOKEN) as telegram,
        GraphSimulator(**GRAPH, webhook_url=f"{webhooks}/whatsapp") as graph,
        MessengerSimulator(webhook_url=f"{webhooks}/messenger") as page,
    ):
        settings = read_settings(
            var_dir=tmp_path,
            contact_key=new_key(),
            database_url=request.getfixturevalue("postgres_url") if on_postgres else "",
            region_dir=Path("data/region_contoh"),
            album_settle_seconds=0,
            settle_seconds=0,
            reply_undo_seconds=0,
            telegram_token=TOKEN,
            telegram_mode="webhook",
            telegram_webhook_secret=SECRET,
            telegram_api_url=telegram.api_base_url,
            public_url="http://lapor.example.go.id",
            whatsapp_token=GRAPH["token"],
            whatsapp_phone_number_id=GRAPH["phone_number_id"],
            whatsapp_app_secret=GRAPH["app_secret"],
            whatsapp_verify_token="handshake",
            whatsapp_api_url=graph.api_base_url,
            messenger_token=page.token,
            messenger_page_id=page.page_id,
            messenger_app_secret="rahasia-simulasi",
            messenger_verify_token="handshake",
            messenger_api_url=page.api_base_url,
        )
        async with open_house(settings) as house:
            await import_agencies_once(house)
            app = public_app(house, Background(), demo=False)
            async with TestClient(TestServer(app, port=port), cookie_jar=CookieJar(unsafe=True)) as client:
                yield Line(house, client, telegram, graph, page)
