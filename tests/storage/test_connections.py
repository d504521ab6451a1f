"""Connections to PostgreSQL: those that the server ended are replaced before anybody meets them."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text

from storage import Database

#: Returns once they have ended.
TERMINATE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND datname = %s"""

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


async def ask(database: Database) -> int:
    async with database.read() as unit:
        return int((await unit.connection.execute(text("SELECT 1"))).scalar_one())


async def test_connections_that_the_server_ended_are_replaced_unnoticed(
    database: Database, postgres_url: str
) -> None:
    await asyncio.gather(*(ask(database) for _ in range(6)))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(TERMINATE, (postgres_url.rpartition("/")[2],))
    assert await asyncio.gather(*(ask(database) for _ in range(6))) == [1] * 6
    async with database.write() as unit:
        await unit.facts.note_installation("mode", "production")
        await unit.commit()


async def test_statements_stay_prepared_from_one_reading_to_the_next(database: Database) -> None:
    query = text("SELECT count(*) FROM pg_prepared_statements")
    for _ in range(80):
        async with database.read() as unit:
            prepared = (await unit.connection.execute(query)).scalar_one()
    assert prepared > 0


async def test_after_a_write_a_reading_needs_no_transaction_and_a_write_still_has_one(
    database: Database,
) -> None:
    async with database.write() as unit:
        await unit.facts.note_installation("satu", "1")
    async with database.read() as unit:
        assert await unit.facts.installation("satu") is None
    async with database.write() as unit:
        await unit.facts.note_installation("dua", "2")
        await unit.commit()
    async with database.read() as unit:
        assert await unit.facts.installation("dua") == "2"
