"""The schema at the start: migrated by one of many, waited for, and left alone where it is newer."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from storage import Cipher, DatabaseProblem, schema
from storage.database import open_database
from storage.migrate import Standing, migrate, revision, standing
from storage.schema import migrate_when_there, wait_for_schema
from tests.servers import free_port

SOON = 60.0  #: seconds; some two, where the machine is not busy with other tests


@pytest.fixture
def url(database_url: str) -> URL:
    return make_url(database_url)


def rename_revision(url: URL, name: str) -> None:
    engine = create_engine(url.set(drivername=url.drivername.replace("postgresql", "postgresql+psycopg")))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :name"), {"name": name})
    engine.dispose()


def test_two_that_start_at_once_migrate_once(postgres_url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        stood = list(pool.map(migrate, [make_url(postgres_url)] * 2))
    assert sorted(stood) == [Standing.BEHIND, Standing.CURRENT]


def test_a_newer_schema_is_left_as_it_is(url: URL) -> None:
    migrate(url)
    rename_revision(url, "9999")
    assert migrate(url) is Standing.AHEAD
    assert revision(url) == "9999"


async def test_a_newer_schema_is_good_enough_to_open(url: URL, cipher: Cipher) -> None:
    migrate(url)
    rename_revision(url, "9999")
    for ready in (migrate_when_there, wait_for_schema):
        opened = open_database(url.render_as_string(hide_password=False), cipher, schema_ready=ready)
        async with opened as database, database.read() as unit:
            assert await unit.staff.count() == 0


async def test_a_single_role_waits_until_the_schema_is_made(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "PAUSE", 0.05)
    url = make_url(postgres_url)
    waiting = asyncio.create_task(wait_for_schema(url))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    assert standing(url) is Standing.BEHIND
    await asyncio.to_thread(migrate, url)
    await asyncio.wait_for(waiting, SOON)


async def test_a_database_that_is_away_at_the_start_is_waited_for(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "PAUSE", 0.05)
    there, port = make_url(postgres_url), free_port()
    starting = asyncio.create_task(migrate_when_there(there.set(port=port)))
    await asyncio.sleep(0.5)
    assert not starting.done()
    server = await asyncio.start_server(lambda r, w: _pass_on(r, w, there), "127.0.0.1", port)
    async with server:
        await asyncio.wait_for(starting, SOON)
    assert standing(there) is Standing.CURRENT


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: URL) -> None:
    answers, asks = await asyncio.open_connection(there.host, there.port)

    async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
        target.close()

    await asyncio.gather(carry(reader, asks), carry(answers, writer))


async def test_a_sqlite_file_that_cannot_be_made_is_not_waited_for(cipher: Cipher) -> None:
    with pytest.raises((DatabaseProblem, OSError)):
        async with open_database("sqlite:////proc/none/x.db", cipher, schema_ready=migrate_when_there):
            pass
