"""A whole house in one process, on SQLite, with Telegram, WhatsApp and Messenger simulated."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from app.house import House, open_house
from app.prepare import import_agencies_once
from app.roles import public_app
from app.start import new_key
from settings import read_settings
from simulators.graph import GraphSimulator
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator
from storage.house import utc_now
from tests.servers import free_port

TOKEN = "700002:house-test-token-house-test-token"
SECRET = "house-webhook-secret"
GRAPH = {"token": "graph-token", "app_secret": "graph-app-secret", "phone_number_id": "108000000000001"}

MOST_PAUSES = 40  #: of 0.05 s
#: What its chat's pace alone holds up.
PACED = """SELECT 1 FROM outbox o JOIN conversations v ON v.id = o.conversation_id
  JOIN contact_addresses a ON a.id = v.address_id
  WHERE o.state = 'pending' AND NOT o.behind AND o.not_before <= :now AND a.spent_until > :began"""


@dataclass
class Line:
    """The house, its public web app, and the services it talks to."""

    house: House
    client: "TestClient"  # type: ignore[type-arg]
    telegram: TelegramSimulator
    graph: GraphSimulator
    page: MessengerSimulator

    async def work(self) -> None:
        """Work and send until nothing is due; a chat that was just told something hears the rest a second later."""
        paced = 0
        while paced < MOST_PAUSES:
            began = utc_now()
            while await self._step():
                paced = 0
            if not await self._was_paced(began):
                return
            paced += 1
            await asyncio.sleep(0.05)

    async def _step(self) -> bool:
        house = self.house
        for step in (house.reader.step, house.worker.turn, house.sender.step, house.media.step):
            if await step():
                return True
        return False

    async def _was_paced(self, began: datetime) -> bool:
        """Whether a row could not go then; as of now its pace may have ended since we looked for it."""
        async with self.house.database.read() as unit:
            return bool(
                (await unit.connection.execute(text(PACED), {"began": began, "now": utc_now()})).first()
            )

    async def read(self) -> None:
        """Read all that the webhooks brought."""
        while await self.house.reader.step():
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
            app = public_app(house, demo=False)
            async with TestClient(TestServer(app, port=port), cookie_jar=CookieJar(unsafe=True)) as client:
                yield Line(house, client, telegram, graph, page)
