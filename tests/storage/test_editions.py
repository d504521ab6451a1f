"""House documents on the database: every edition is kept, the newest is in force, nobody is overwritten unseen."""

import asyncio
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from storage import Cipher, Conflict, Database
from storage.database import open_database
from storage.desk import Desk, HouseRules
from tickets.document import DocumentKind
from tickets.hours import Span
from tickets.preset import Preset
from tickets.routing import Agency, Routing

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
LIMITS = DocumentKind.LIMITS


def body(load: int) -> dict[str, list[dict[str, str]]]:
    return {"others": [{"name": "load", "value": str(load)}]}


def desk(preset: Preset | None = None) -> Desk:
    rules = HouseRules("KLT", 3, ZoneInfo("Asia/Jakarta"), time(7, 30), time(16), preset or Preset())
    return Desk(rules, lambda: NOW)


async def save(database: Database, load: int, expected: int) -> int:
    async with database.write() as unit:
        version = await unit.editions.add(LIMITS, body(load), "rina", NOW, expected)
        await unit.commit()
        return version


async def test_the_newest_edition_is_in_force_and_older_ones_stay(database: Database) -> None:
    assert [await save(database, 10, 0), await save(database, 20, 1)] == [1, 2]
    async with database.read() as unit:
        current = await unit.editions.current(LIMITS)
        assert current is not None
        assert (current.version, current.body, current.actor, current.created_at) == (
            2,
            body(20),
            "rina",
            NOW,
        )
        assert [edition.version for edition in await unit.editions.history(LIMITS)] == [2, 1]
        assert [edition.version for edition in await unit.editions.history(LIMITS, before=2)] == [1]
        assert await unit.editions.current(DocumentKind.LADDER) is None
        assert await unit.editions.edition(LIMITS, 3) is None


async def test_who_did_not_see_the_last_edition_is_refused(database: Database) -> None:
    await save(database, 10, 0)
    with pytest.raises(Conflict):
        await save(database, 20, 0)
    async with database.read() as unit:
        assert len(await unit.editions.history(LIMITS)) == 1


@pytest.mark.parametrize("kind", [LIMITS, DocumentKind.ROUTING])
async def test_of_two_who_save_at_once_one_is_refused(
    postgres_url: str, cipher: Cipher, kind: DocumentKind
) -> None:
    agency = {"code": "KOMINFO", "name": "Kominfo", "short": "Kominfo"}
    rows = {"agencies": [agency], "triage": [{"role": "Petugas penerima", "agency": "KOMINFO"}]}
    saved = rows if kind is DocumentKind.ROUTING else body(10)
    async with open_database(postgres_url, cipher) as database:
        async with database.write() as unit:
            first = await unit.editions.add(kind, saved, "x", NOW, 0)
            await unit.commit()

        async def one() -> bool:
            try:
                async with database.write() as unit:
                    await unit.editions.add(kind, saved, "x", NOW, first)
                    await asyncio.sleep(0.1)
                    await unit.commit()
            except Conflict:
                return False
            return True

        assert sorted(await asyncio.gather(one(), one())) == [False, True]


async def test_the_routing_table_has_editions_like_every_document(database: Database) -> None:
    kind, routing = DocumentKind.ROUTING, Routing({"A": Agency("A", "Satu", "A", ("jalan",), ("33",))}, "A")
    async with database.write() as unit:
        assert await unit.editions.current(kind) is None
        await unit.routing.add_version(routing, "cli", NOW)
        current = await unit.editions.current(kind)
        assert current is not None
        assert (current.version, current.actor, current.body["agencies"][0]["topics"]) == (1, "cli", "jalan")
        rows = [{**current.body["agencies"][0], "code": "AA", "topics": "jalan, sampah"}]
        triage = [{"role": "Petugas penerima", "agency": "AA"}]
        assert await unit.editions.add(kind, {"agencies": rows, "triage": triage}, "rina", NOW, 1) == 2
        with pytest.raises(Conflict):
            await unit.editions.add(kind, current.body, "rina", NOW, 1)
        await unit.commit()
    async with database.read() as unit:
        found = await unit.routing.current()
        assert found is not None
        assert found.agencies["AA"].topics == ("jalan", "sampah")
        assert [edition.version for edition in await unit.editions.history(kind)] == [2, 1]


async def test_the_desk_reads_an_edition_once_and_a_new_one_at_once(database: Database) -> None:
    one = desk(Preset(seeds={LIMITS: body(7)}))
    async with database.read() as unit:
        before = await one.documents(unit)
        assert (before.limits.load, before.versions) == (7, {})
        assert await one.documents(unit) is before
    await save(database, 10, 0)
    async with database.read() as unit:
        after = await one.documents(unit)
    assert (after.limits.load, after.versions) == (10, {LIMITS: 1})
    assert after.ladder is before.ladder


async def test_office_hours_are_the_documents_else_the_settings(database: Database) -> None:
    one = desk()
    async with database.read() as unit:
        assert (await one.calendar(unit)).hours.usual.days[0] == (Span(time(7, 30), time(16)),)
    week = [{"day": "5", "opens": "09:00", "closes": "11:00"}]
    async with database.write() as unit:
        await unit.editions.add(DocumentKind.HOURS, {"week": week}, "rina", NOW, 0)
        await unit.commit()
    async with database.read() as unit:
        hours = (await one.calendar(unit)).hours
    assert (hours.usual.days[0], hours.usual.days[5]) == ((), (Span(time(9), time(11)),))


async def test_an_edition_this_release_cannot_read_gives_way_to_the_one_before(database: Database) -> None:
    await save(database, 10, 0)
    async with database.write() as unit:
        await unit.editions.add(LIMITS, {"others": [{"name": "load", "value": "x"}]}, "rina", NOW, 1)
        await unit.commit()
    async with database.read() as unit:
        assert (await desk().documents(unit)).limits.load == 10
