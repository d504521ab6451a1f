"""The database: commit keeps, leaving forgets, and one SQLite file belongs to one process."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from storage import Cipher, Conflict, Database, DatabaseProblem
from storage.database import open_database
from storage.migrate import revision
from storage.staff import Role
from storage.tables import metadata
from tickets.routing import Agency, Routing

#: How each database indexes words is its own matter, and so are the months PostgreSQL keeps a table in.
OWN = ("case_fts", "ix_case_words_", "raw_bodies_")
SEARCHED = {"include_name": lambda name, *_: not str(name).startswith(OWN)}
NOW = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)


async def test_commit_keeps(database: Database) -> None:
    async with database.write() as unit:
        await unit.facts.note_installation("mode", "demo")
        await unit.commit()
    async with database.read() as unit:
        assert await unit.facts.installation("mode") == "demo"


async def test_leaving_without_commit_forgets(database: Database) -> None:
    async with database.write() as unit:
        await unit.facts.note_installation("mode", "demo")
    async with database.read() as unit:
        assert await unit.facts.installation("mode") is None


async def test_an_error_forgets(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as unit:
            await unit.facts.note_installation("mode", "demo")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.read() as unit:
        assert await unit.facts.installation("mode") is None


async def test_a_key_taken_is_a_conflict(database: Database) -> None:
    for _ in range(2):
        try:
            async with database.write() as unit:
                await unit.staff.add("rina", "Rina", "hash", Role.OFFICER, "DPUPR", NOW)
                await unit.commit()
        except Conflict:
            return
    pytest.fail("the same account twice")


async def test_bells_ring_only_after_the_commit(database: Database) -> None:
    with database.wakeups.listen("agency:DPUPR") as bell:
        async with database.write() as unit:
            unit.ring("DPUPR")
            assert not await bell.wait(0.01)
            await unit.commit()
        assert await bell.wait(0.01)


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    wib = NOW.astimezone(ZoneInfo("Asia/Jakarta"))
    async with database.write() as unit:
        token = await unit.staff.invite(Role.ADMIN, None, wib, timedelta(days=1))
        await unit.commit()
    async with database.read() as unit:
        assert await unit.staff.invitation(token, NOW + timedelta(hours=23)) is not None
        assert await unit.staff.invitation(token, NOW + timedelta(hours=25)) is None


async def test_a_naive_moment_is_refused(database: Database) -> None:
    async with database.write() as unit:
        with pytest.raises(Exception, match="time zone"):
            await unit.facts.count_lookup("x", "y", datetime(2025, 11, 3))  # noqa: DTZ001


async def test_routing_has_versions_and_the_latest_is_in_force(database: Database) -> None:
    first = Routing({"A": Agency("A", "Satu", "A", ("jalan",))}, "A")
    second = Routing({"B": Agency("B", "Dua", "B", ("jalan",), ("33",), ("pungli",), contact="x")}, "B")
    async with database.write() as unit:
        assert await unit.routing.current() is None
        for routing in (first, second):
            await unit.routing.add_version(routing, "test", NOW)
        await unit.commit()
    async with database.read() as unit:
        current = await unit.routing.current()
    assert current is not None
    assert (current.version, current.agencies) == (2, second.agencies)


async def test_an_administrators_days(database: Database) -> None:
    async with database.write() as unit:
        await unit.facts.set_day(date(2025, 11, 4), off=True, name="Hari jadi")
        await unit.facts.set_day(date(2025, 11, 4), off=False, name="Batal")
        await unit.commit()
    async with database.read() as unit:
        assert await unit.facts.day_rows() == [(date(2025, 11, 4), False, "Batal")]


async def test_a_second_process_is_refused_the_same_sqlite_file(sqlite_url: str, cipher: Cipher) -> None:
    async with open_database(sqlite_url, cipher):
        with pytest.raises(DatabaseProblem, match="sedang dipakai"):
            async with open_database(sqlite_url, cipher):
                pass
    async with open_database(sqlite_url, cipher):
        pass


async def test_a_database_that_cannot_be_reached_says_what_to_check(cipher: Cipher) -> None:
    with pytest.raises(DatabaseProblem, match="DATABASE_URL"):
        async with open_database("postgresql://nobody@127.0.0.1:1/none", cipher):
            pass


async def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    url: URL = database.url.set(drivername="sqlite" if database.is_sqlite else "postgresql+psycopg")
    assert revision(url) is not None
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection, opts=SEARCHED), metadata) == []
    finally:
        engine.dispose()


def test_the_cipher_hides_and_finds(cipher: Cipher) -> None:
    assert cipher.encrypt_text("628123") != cipher.encrypt_text("628123")
    assert cipher.decrypt_text(cipher.encrypt_text("628123")) == "628123"
    assert cipher.fingerprint("a", "b") == cipher.fingerprint("a", "b")
    assert cipher.fingerprint("a", "b") != cipher.fingerprint("ab", "")
    assert Cipher(b"x" * 32).fingerprint("a") != cipher.fingerprint("a")


async def test_two_who_wait_for_each_other_end_in_a_conflict_not_in_a_crash(
    postgres_url: str, cipher: Cipher
) -> None:
    async with open_database(postgres_url, cipher) as database:
        async with database.write() as unit:
            for name in ("a", "b"):
                await unit.facts.note_installation(name, "0")
            await unit.commit()
        met = asyncio.Barrier(2)

        async def cross(first: str, second: str) -> bool:
            try:
                async with database.write() as unit:
                    await unit.facts.note_installation(first, "1")
                    await met.wait()
                    await unit.facts.note_installation(second, "1")
                    await unit.commit()
            except Conflict:
                return False
            return True

        assert sorted(await asyncio.gather(cross("a", "b"), cross("b", "a"))) == [False, True]
