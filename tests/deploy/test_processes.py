"""The roles as compose starts them, each a process, on PostgreSQL and Valkey: complaints go through, whoever stops."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
import redis

from app.roles import Role
from simulators.telegram import TelegramSimulator
from tests import servers
from tests.deploy.town import Town
from tickets.number import find_number

TOKEN = "700009:deploy-test-token-deploy-test-token"
CITIZENS = 12
ANSWER_SECONDS = 120.0

pytestmark = [pytest.mark.crash, pytest.mark.timeout(900), pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram() -> AsyncIterator[TelegramSimulator]:
    async with TelegramSimulator(TOKEN) as simulator:
        yield simulator


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(
    telegram: TelegramSimulator,
    tmp_path_factory: pytest.TempPathFactory,
    models: Path,
    postgres_server: str,
) -> AsyncIterator[Town]:
    with servers.valkey() as redis_url:
        url = postgres_server.rsplit("/", 1)[0] + "/deploy"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE deploy")
        folder = tmp_path_factory.mktemp("deploy") / "town"
        more = {"TELEGRAM_API_URL": telegram.api_base_url, "REGION_DIR": "data/region_contoh"}
        town = Town(folder, models, url, redis_url, {"telegram_token": TOKEN}, more)
        for role in Role:
            town.start(role)  # before the database is prepared: they wait
        await asyncio.to_thread(town.migrate)
        await town.ready()
        yield town
        for name in list(town.processes):
            town.kill(name)


def complaint(n: int) -> str:
    return f"lampu jalan mati di jalan melati nomor {n} desa sumberagung, gelap sekali"


def receipts(telegram: TelegramSimulator, citizen: int) -> list[str]:
    texts = (str(message.get("text", "")) for message in telegram.sent(citizen))
    return [number for text in texts if (number := find_number(text, "KLT"))]


async def test_a_complaint_gets_its_receipt(town: Town, telegram: TelegramSimulator) -> None:
    telegram.citizen(1, "Warga").text(complaint(1))
    await telegram.received(1, 1, ANSWER_SECONDS)
    assert len(receipts(telegram, 1)) == 1
    assert not any("error" in town.log(name) for name in (Role.WORKER, Role.ACTIONS))


async def test_of_two_gateways_one_polls_and_the_other_takes_over_when_it_dies(
    town: Town, telegram: TelegramSimulator
) -> None:
    town.start(Role.GATEWAY, "second")
    await town.ready()
    assert "seat_taken" in town.events(Role.GATEWAY)
    assert "seat_taken" not in town.events("second")
    town.kill(Role.GATEWAY)
    telegram.citizen(2, "Warga").text(complaint(2))
    await telegram.received(2, 1, ANSWER_SECONDS)
    assert "seat_taken" in town.events("second")


async def test_told_to_stop_under_load_every_role_ends_well_and_nothing_is_lost(
    town: Town, telegram: TelegramSimulator
) -> None:
    citizens = range(100, 100 + CITIZENS)
    for n in citizens:
        telegram.citizen(n, f"Warga {n}").text(complaint(n))
    await telegram.received(citizens[0], 1, ANSWER_SECONDS)
    codes = await town.stop()
    assert set(codes.values()) == {0}
    assert not any("cut_short" in town.events(name) for name in codes)
    for role in Role:
        town.start(role)
    await town.ready()
    for n in citizens:
        await telegram.received(n, 1, ANSWER_SECONDS)
    assert [len(receipts(telegram, n)) for n in citizens] == [1] * CITIZENS


async def test_without_redis_complaints_go_through_all_the_same(
    town: Town, telegram: TelegramSimulator
) -> None:
    redis.from_url(town.redis_url).shutdown(nosave=True)
    telegram.citizen(3, "Warga").text(complaint(3))
    await telegram.received(3, 1, ANSWER_SECONDS)
    assert len(receipts(telegram, 3)) == 1
