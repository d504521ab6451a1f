"""Raw bodies go after their time, a month at a time on PostgreSQL; the keys that know a redelivered message stay."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text

from bot.gateway import Gateway
from storage import Database
from storage.retention import forget_fading, forget_raw
from storage.staff import Role
from tests.fakes import Clock, letter

DAYS = 90
NOW = datetime.now(UTC)


class Door:
    """Where messages come in, by a clock of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock(NOW)
        self.gateway = Gateway(database, self.clock, timedelta(0))

    async def takes(self, external_id: str, *, ago: timedelta = timedelta()) -> None:
        self.clock.moment = NOW - ago
        await self.gateway.accept([(letter("halo", external_id=external_id), f"raw {external_id}".encode())])

    async def bodies(self) -> list[str]:
        async with self.database.read() as unit:
            rows = await unit.connection.execute(
                text("SELECT raw_sealed FROM raw_bodies ORDER BY message_id")
            )
            return [unit.cipher.decrypt(bytes(sealed)).decode() for sealed in rows.scalars()]

    async def count(self, table: str) -> int:
        async with self.database.read() as unit:
            query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            return int((await unit.connection.execute(query)).scalar_one())


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


async def test_a_body_is_kept_beside_its_message(door: Door) -> None:
    await door.takes("a")
    assert await door.bodies() == ["raw a"]


async def test_old_bodies_go_and_their_keys_stay(door: Door) -> None:
    await door.takes("old", ago=timedelta(days=DAYS + 1))
    await door.takes("new", ago=timedelta(days=DAYS - 1))
    assert await forget_raw(door.database, DAYS, NOW) == 1
    assert await door.bodies() == ["raw new"]
    await door.takes("old")
    assert await door.count("inbound_messages") == 2, "a redelivery is known however late it comes"


async def test_what_releases_before_kept_goes_with_its_time(door: Door) -> None:
    await door.takes("old", ago=timedelta(days=DAYS + 1))
    async with door.database.write() as unit:
        await unit.connection.execute(text("UPDATE inbound_messages SET raw_sealed = 'x'"))
        await unit.commit()
    assert await forget_raw(door.database, DAYS, NOW) == 2
    assert await door.count("inbound_messages WHERE raw_sealed IS NOT NULL") == 0


async def test_short_lived_rows_go(door: Door) -> None:
    async with door.database.write() as unit:
        officer = await unit.staff.add("rina", "Rina", "x", Role.OFFICER, "DPUPR", NOW)
        for lasts in (timedelta(days=-2), timedelta(days=2)):
            await unit.sessions.open(officer.id, NOW, lasts)
        for ago in (timedelta(days=8), timedelta(hours=1)):
            await unit.facts.count_lookup("x", "y", NOW - ago)
        await unit.commit()
    assert await forget_fading(door.database, NOW) == 2
    assert (await door.count("officer_sessions"), await door.count("lookups")) == (1, 1)


@pytest.fixture
def months(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def pieces(connection: psycopg.Connection) -> list[str]:
    query = (
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'raw_bodies'::regclass ORDER BY 1"
    )
    return [name for (name,) in connection.execute(query)]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_months_are_made_ahead_and_dropped_whole(door: Door, months: psycopg.Connection) -> None:
    later = NOW + timedelta(days=35)
    await forget_raw(door.database, DAYS, later)
    assert len(pieces(months)) >= 4  # this month, three from the next on, and the one for others
    await door.takes("now")
    much_later = NOW + timedelta(days=DAYS + 70)
    await forget_raw(door.database, DAYS, much_later)
    assert f"raw_bodies_{NOW:%Y%m}" not in pieces(months)
    assert await door.bodies() == []


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_month_nobody_made_holds_up_no_message(door: Door, months: psycopg.Connection) -> None:
    far = timedelta(days=-400)
    await door.takes("from a clock set wrong", ago=far)
    assert months.execute("SELECT count(*) FROM raw_bodies_other").fetchone() == (1,)
    # Its month is not made over what lies there, and it goes row by row.
    await forget_raw(door.database, DAYS, NOW - far)
    assert await door.bodies() == ["raw from a clock set wrong"]
    await forget_raw(door.database, DAYS, NOW - far + timedelta(days=DAYS + 1))
    assert await door.bodies() == []


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_two_processes_make_the_months_once(door: Door, months: psycopg.Connection) -> None:
    later = NOW + timedelta(days=65)
    await asyncio.gather(*(forget_raw(door.database, DAYS, later) for _ in range(4)))
    assert len(pieces(months)) == len(set(pieces(months)))
    await door.takes("x")
