"""What is in force is asked anew by every unit of work: another process may have changed it."""

from datetime import UTC, date, datetime

from storage import Database
from storage.in_force import InForce, in_force
from tickets.document import DocumentKind
from tickets.routing import Agency, Routing

NOW = datetime(2025, 11, 3, 9, tzinfo=UTC)
DAY = date(2025, 11, 4)


async def test_nothing_is_in_force_before_anything_is_saved(database: Database) -> None:
    async with database.read() as unit:
        assert await in_force(unit) == InForce(0, {}, {})


async def test_the_next_unit_sees_what_was_saved(database: Database) -> None:
    routing = Routing({"PUA": Agency("PUA", "Dinas PU", "PU")}, "PUA")
    async with database.write() as unit:
        for n in (1, 2):
            assert await unit.routing.add_version(routing, "cli", NOW) == n
            await unit.editions.add(DocumentKind.LIMITS, {"batas": []}, "cli", NOW, n - 1)
        await unit.editions.add(DocumentKind.HOURS, {"jam": []}, "cli", NOW, 0)
        await unit.facts.set_day(DAY, off=False, name="Masuk")
        await unit.commit()
    async with database.read() as unit:
        found = await in_force(unit)
    assert found == InForce(2, {DocumentKind.LIMITS: 2, DocumentKind.HOURS: 1}, {DAY: False})
    async with database.write() as unit:
        await unit.facts.forget_day(DAY)
        await unit.commit()
    async with database.read() as unit:
        assert (await in_force(unit)).days == {}
