"""What an operator's tools are told, against real faults."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from app import pulse
from app.metrics import Metrics
from app.monitor import build_monitor
from app.pulse import PulseReader
from storage import Cipher, Database
from storage.database import open_database
from storage.wakeups import open_wakeups
from tests import servers
from tests.app.conftest import SECRET, Line
from tests.app.figures import Figures, read_figures
from tests.conftest import KEY


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the pulse anew whenever it is asked for."""
    monkeypatch.setattr(pulse, "KEPT_SECONDS", -1.0)


@pytest.fixture
async def monitor(line: Line) -> AsyncIterator["TestClient"]:  # type: ignore[type-arg]
    monitoring = line.house.monitoring
    for loop in (line.house.worker, line.house.sender):
        loop.measures = monitoring.metrics
    async with TestClient(TestServer(build_monitor(monitoring.metrics, monitoring.pulse))) as client:
        yield client


async def figures_of(client: "TestClient") -> Figures:  # type: ignore[type-arg]
    async with client.get("/metrics") as response:
        assert response.status == 200
        return read_figures(await response.text())


async def ready(client: "TestClient") -> tuple[int, list[str]]:  # type: ignore[type-arg]
    async with client.get("/health/ready") as response:
        return response.status, (await response.json())["missing"]


async def test_a_whole_process_is_alive_and_ready(monitor: "TestClient") -> None:  # type: ignore[type-arg]
    async with monitor.get("/health/live") as response:
        assert (response.status, await response.json()) == (200, {"alive": True})
    assert await ready(monitor) == (200, [])


@pytest.mark.parametrize("line", ["sqlite", "postgres"], indirect=True)
async def test_one_complaint_is_seen_in_every_figure_it_passes(
    line: Line,
    monitor: "TestClient",  # type: ignore[type-arg]
) -> None:
    line.telegram.citizen(8100001, "Sekar").text("lampu jalan di depan pasar Sukamaju mati tiga hari")
    update = line.telegram.updates.waiting[-1].update
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with line.client.post("/webhooks/telegram", json=update, headers=headers) as response:
        assert response.status == 200
    await line.house.monitoring.watch.step()
    waiting = await figures_of(monitor)
    assert waiting["tanggap_backlog_messages"] == 1
    assert waiting["tanggap_ack_seconds_count", "telegram", "200"] == 1
    await line.work()
    done = await figures_of(monitor)
    assert done["tanggap_backlog_messages"] == done["tanggap_backlog_age_seconds"] == 0
    assert done["tanggap_turns_total", "done"] == done["tanggap_turn_seconds_count"] == 1
    assert done["tanggap_sends_total", "telegram", "sent"] >= 1
    assert done["tanggap_confidence_count", "intent"] == 1
    assert done["tanggap_outbox_messages", "telegram"] == 0
    assert done["tanggap_model", line.house.interpreter.model] == 1


async def test_a_forged_delivery_is_counted_and_not_heard(line: Line, monitor: "TestClient") -> None:  # type: ignore[type-arg]
    async with line.client.post("/webhooks/telegram", json={}) as response:
        assert response.status == 401
    await line.house.monitoring.watch.step()
    seen = await figures_of(monitor)
    assert seen["tanggap_ack_seconds_count", "telegram", "401"] == 1
    assert ("tanggap_channel_silence_seconds", "telegram") not in seen


async def test_how_the_channels_fare_is_kept_and_shown(line: Line, monitor: "TestClient") -> None:  # type: ignore[type-arg]
    line.graph.account.expires_at = 1_900_000_000
    line.page.account.apps = ()
    watch = line.house.monitoring.watch
    await watch.step()
    seen = await figures_of(monitor)
    assert seen["tanggap_channel_token_valid", "telegram"] == 1
    assert seen["tanggap_channel_subscribed", "telegram"] == 0, "nobody registered the webhook here"
    assert seen["tanggap_channel_subscribed", "whatsapp"] == 1
    assert seen["tanggap_channel_subscribed", "messenger"] == 0, "Meta unsubscribed the page"
    assert seen["tanggap_channel_token_expires_timestamp_seconds", "whatsapp"] == 1_900_000_000


async def test_a_service_that_was_asked_just_now_is_left_alone(line: Line) -> None:
    watch = line.house.monitoring.watch
    await watch.step()
    await watch.step()
    assert line.telegram.calls.count("getWebhookInfo") == 1
    watch._now = lambda: datetime.now(UTC) + timedelta(seconds=31)
    await watch.step()
    assert line.telegram.calls.count("getWebhookInfo") == 2


async def test_a_service_that_is_away_is_trouble_and_no_invalid_token(
    line: Line,
    monitor: "TestClient",  # type: ignore[type-arg]
) -> None:
    line.telegram.fail_next("getWebhookInfo", 502, "<html>Bad Gateway</html>")
    await line.house.monitoring.watch.step()
    seen = await figures_of(monitor)
    assert seen["tanggap_channel_trouble", "telegram"] == 1
    assert ("tanggap_channel_token_valid", "telegram") not in seen


async def test_a_model_that_the_disk_names_no_more_is_shown(line: Line, monitor: "TestClient") -> None:  # type: ignore[type-arg]
    assert (await figures_of(monitor))["tanggap_model_current"] == 1
    line.house.interpreter._models = Path("/nowhere")
    assert (await figures_of(monitor))["tanggap_model_current"] == 0


def reader(database: Database, folder: Path) -> PulseReader:
    return PulseReader(database, folder, lambda: datetime.now(UTC), lambda: None)


async def test_a_database_that_dies_and_comes_back_is_noticed(tmp_path: Path) -> None:
    with servers.postgres() as url:
        async with open_database(url, Cipher(KEY)) as database:
            app = build_monitor(Metrics(), reader(database, tmp_path))
            async with TestClient(TestServer(app)) as client:
                assert await ready(client) == (200, [])
                dead = Database("postgresql://x@127.0.0.1:1/x", Cipher(KEY))
                alive = (database._reader, database._writer)
                database._reader = database._writer = dead._reader
                assert await ready(client) == (503, ["database"])
                seen = await figures_of(client)
                assert seen["tanggap_database_up"] == 0
                assert "tanggap_backlog_age_seconds" not in seen, "what is not known is not 0"
                database._reader, database._writer = alive
                assert await ready(client) == (200, [])


async def test_a_schema_that_is_too_old_is_named(sqlite_url: str, cipher: Cipher, tmp_path: Path) -> None:
    database = Database(sqlite_url, cipher)
    async with TestClient(TestServer(build_monitor(Metrics(), reader(database, tmp_path)))) as client:
        assert await ready(client) == (503, ["schema"])
        assert (await figures_of(client))["tanggap_schema_current"] == 0
    await database.close()


async def test_redis_away_is_shown_and_keeps_nobody_from_work(
    sqlite_url: str, cipher: Cipher, tmp_path: Path
) -> None:
    async with (
        open_wakeups("redis://127.0.0.1:1/0") as wakeups,
        open_database(sqlite_url, cipher, wakeups=wakeups) as database,
        TestClient(TestServer(build_monitor(Metrics(), reader(database, tmp_path)))) as client,
    ):
        assert (await figures_of(client))["tanggap_redis_up"] == 0
        assert await ready(client) == (200, [])


async def test_many_who_ask_at_once_ask_the_database_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "KEPT_SECONDS", 60.0)
    one = reader(database, tmp_path)
    taken = await asyncio.gather(*(one.read() for _ in range(20)))
    assert len({id(each) for each in taken}) == 1
