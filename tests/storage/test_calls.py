"""Calls: who is woken, who hears in the morning, once, and never of what is not theirs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from messages import Address
from storage import Cipher
from storage.calls import Calls, deliver
from storage.database import open_database
from storage.officer_links import LASTS
from storage.staff import Officer, Role
from storage.tables import outbox
from tests.fakes import PlainTexts
from tests.inbox.town import ROUTING, Town
from tickets.document import EVERY, Body, DocumentKind
from tickets.ticket import Ticket, TicketUrgency

pytestmark = pytest.mark.asyncio

#: Wednesday 10.00 and 23.00 in Jakarta.
DAY, NIGHT = datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2026, 11, 25, 16, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)


class Office(Town):
    moment = DAY

    def now(self) -> datetime:
        return self.moment


@dataclass
class Night:
    town: Office
    people: dict[str, Officer]

    async def link(self, username: str) -> None:
        async with self.town.database.write() as unit:
            known = await unit.contacts.remember(Address("telegram", "bot", username), None, self.town.now())
            chat = await unit.conversations.find_or_open(known, "telegram", "bot", "", self.town.now())
            await unit.officer_links.link(self.people[username].id, chat, self.town.now())
            await unit.commit()

    async def call(self, ticket: Ticket, level: int, why: str) -> None:
        async with self.town.database.write() as unit:
            service = await self.town.desk.service(unit)
            await service.pager.page(ticket, level, why, f"{why}:{level}:{ticket.id}")
            await unit.commit()

    async def ring(self, moment: datetime) -> dict[str, list[str]]:
        """Deliver at that moment and return everything each chat holds by now."""
        self.town.moment = moment
        async with self.town.database.write() as unit:
            await deliver(unit, self.town.desk, moment)
            await unit.commit()
        said: dict[str, list[str]] = {}
        async with self.town.database.read() as unit:
            for name, person in self.people.items():
                link = await unit.officer_links.of_officer(person.id)
                if link:
                    c = outbox.c
                    query = select(c.text).where(c.conversation_id == link.conversation_id).order_by(c.id)
                    said[name] = list((await unit.connection.execute(query)).scalars())
        return said

    async def shown(self, username: str) -> list[str]:
        async with self.town.database.read() as unit:
            found = await Calls(unit).unseen(self.people[username], self.town.now())
        return [call.ticket.number for call in found]

    async def duty(self, officer: str) -> None:
        """Put somebody on duty, round the clock."""
        span = {"start": "2026-11-25T00:00", "end": "2026-11-27T00:00", "officer": officer, "agency": EVERY}
        await self._save(DocumentKind.ROTA, {"duties": [span]})

    async def rung(self, level: int, officer: str, *, quiet: bool = False) -> None:
        """Put somebody on the ladder, perhaps left in peace at night."""
        hours = {"quiet_from": "21:00", "quiet_to": "05:00"} if quiet else {}
        rungs = [
            {"agency": EVERY, "level": str(each), "title": "Atasan", "channel": "inbox", **more}
            for each, more in ((level, {"officer": officer, **hours}), (3, {}))
            if each == level or level != 3
        ]
        await self._save(DocumentKind.LADDER, {"rungs": rungs})

    async def _save(self, kind: DocumentKind, body: Body) -> None:
        async with self.town.database.write() as unit:
            await unit.editions.add(kind, body, "uji", self.town.now(), 0)
            await unit.commit()


@pytest_asyncio.fixture
async def night(database_url: str, tmp_path: Path) -> AsyncIterator[Night]:
    async with open_database(database_url, Cipher(b"k" * 32), texts=PlainTexts()) as database:
        town = Office(database, tmp_path)
        people = {}
        async with database.write() as unit:
            await unit.routing.add_version(ROUTING, "uji", DAY)
            for name, role, agency in (
                ("joko", Role.OFFICER, "DPUPR"),
                ("kepala", Role.HEAD, "DPUPR"),
                ("wati", Role.OFFICER, "DLH"),
                ("tari", Role.TRIAGE, "DISKOMINFO"),
                ("rini", Role.OFFICER, "DP3A"),
            ):
                people[name] = await unit.staff.add(name, name.title(), "x", role, agency, DAY)
            await unit.commit()
        night = Night(town, people)
        for name in people:
            await night.link(name)
        yield night


async def urgent(night: Night) -> Ticket:
    return await night.town.complain("Pohon tumbang", urgency=TicketUrgency.EMERGENCY)


async def test_an_emergency_wakes_who_is_on_duty_and_nobody_else(night: Night) -> None:
    await night.duty("joko")
    night.town.moment = NIGHT
    ticket = await urgent(night)
    said = await night.ring(NIGHT)
    assert [name for name, words in said.items() if words] == ["joko"]
    assert f"DARURAT {ticket.number}" in said["joko"][0]
    assert await night.ring(NIGHT + timedelta(minutes=1)) == said, "once"


async def test_where_nobody_on_duty_is_reached_the_agency_is_woken(night: Night) -> None:
    await night.duty("wati")
    async with night.town.database.write() as unit:
        await unit.officer_links.unlink(night.people["wati"].id)
        await unit.commit()
    await urgent(night)
    said = await night.ring(NIGHT)
    assert [name for name, words in said.items() if words] == ["joko", "kepala"]


async def test_without_documents_the_agencys_people_are_called(night: Night) -> None:
    ticket = await night.town.complain()
    await night.call(ticket, 1, "pickup")
    said = await night.ring(DAY)
    assert [name for name, words in said.items() if words] == ["kepala"]
    assert "belum diambil petugas" in said["kepala"][0]


async def test_what_can_wait_becomes_one_list_in_the_morning(night: Night) -> None:
    await night.rung(1, "kepala", quiet=True)
    tickets = [await night.town.complain() for _ in range(3)]
    for ticket in tickets:
        await night.call(ticket, 1, "first_answer")
    assert (await night.ring(NIGHT))["kepala"] == []
    assert await night.shown("kepala") == []
    (words,) = (await night.ring(MORNING))["kepala"]
    assert words.startswith("Daftar pagi: 3 aduan")
    assert all(ticket.number in words for ticket in tickets)
    assert sorted(await night.shown("kepala")) == sorted(t.number for t in tickets)


async def test_a_case_closed_during_the_night_is_not_told_in_the_morning(night: Night) -> None:
    await night.rung(1, "kepala", quiet=True)
    ticket = await night.town.complain()
    await night.call(ticket, 1, "pickup")
    await night.ring(NIGHT)
    async with night.town.database.write() as unit:
        from tickets.status import TicketStatus

        await unit.tickets.save(replace(ticket, status=TicketStatus.RESOLVED))
        await unit.commit()
    assert (await night.ring(MORNING))["kepala"] == []


async def test_the_top_of_the_ladder_without_a_name_is_triage(night: Night) -> None:
    ticket = await night.town.complain()
    await night.call(ticket, 3, "completion")
    said = await night.ring(DAY)
    assert [name for name, words in said.items() if words] == ["tari"]


async def test_a_secret_case_is_called_only_where_it_is_seen_and_told_without_its_matter(
    night: Night,
) -> None:
    ticket = await night.town.complain("Anak dipukul", "anak", sensitivity=("kekerasan",))
    await night.rung(3, "tari")
    await night.call(ticket, 3, "completion")
    said = await night.ring(DAY)
    assert [name for name, words in said.items() if words] == ["rini"]
    assert "aduan rahasia" in said["rini"][0]
    assert "Pasar Kota" not in said["rini"][0]


async def test_an_old_link_is_told_nothing_and_the_strip_still_shows_it(night: Night) -> None:
    ticket = await night.town.complain()
    await night.call(ticket, 1, "pickup")
    later = DAY + LASTS + timedelta(days=1)
    assert (await night.ring(later))["kepala"] == []
    assert await night.shown("kepala") == [ticket.number]


async def test_a_call_for_whom_there_is_nobody_waits_for_somebody(night: Night) -> None:
    async with night.town.database.write() as unit:
        for name in ("joko", "kepala", "tari"):
            await unit.staff.disable(night.people[name].id, DAY)
        await unit.commit()
    await night.call(await night.town.complain(), 1, "pickup")
    assert not any((await night.ring(DAY)).values())
    async with night.town.database.write() as unit:
        await unit.staff.disable(night.people["kepala"].id, None)
        await unit.commit()
    assert (await night.ring(DAY))["kepala"] != []


async def test_seeing_takes_the_own_call_off_the_strip(night: Night) -> None:
    ticket = await night.town.complain()
    await night.call(ticket, 1, "pickup")
    await night.ring(DAY)
    async with night.town.database.write() as unit:
        (call,) = await Calls(unit).unseen(night.people["kepala"], DAY)
        await Calls(unit).see(call.id, night.people["joko"], DAY)
        assert await Calls(unit).unseen(night.people["kepala"], DAY) == [call]
        await Calls(unit).see(call.id, night.people["kepala"], DAY)
        assert await Calls(unit).unseen(night.people["kepala"], DAY) == []
        await unit.commit()
