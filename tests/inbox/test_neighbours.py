"""What lies beside a case: near it, of the same reporter, perhaps the same; never beyond the officer's scope."""

from datetime import timedelta

import pytest

from messages import Point
from storage.neighbours import Neighbours, neighbours
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio
HERE = Point(-7.7031, 110.6021)
NEXT_DOOR = Point(-7.7031, 110.6031)  #: 110 m to the east
FAR_AWAY = Point(-7.7031, 110.6061)  #: 440 m


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On SQLite and on PostgreSQL."""
    return database_url


async def beside(town: Town, ticket: Ticket, username: str = "joko") -> Neighbours:
    async with town.database.read() as unit:
        known = await unit.staff.by_username(username)
        assert known
        now = await unit.tickets.get(ticket.id)
        return await neighbours(unit, known[0], now, town.now())


async def change(town: Town, ticket: Ticket, **values: object) -> None:
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        for name, value in values.items():
            object.__setattr__(stored, name, value)
        await unit.tickets.save(stored)
        await unit.commit()


def near(found: Neighbours) -> set[str]:
    return {one.ticket.number for one in found.near}


async def test_what_is_within_200_metres_or_of_the_same_words_is_near(town: Town) -> None:
    ticket = await town.complain(point=HERE, place="Jl. Melati")
    door = await town.complain(point=NEXT_DOOR, place=None)
    named = await town.complain(place=" jl. melati ")
    await town.complain(point=FAR_AWAY, place="Jl. Mawar")
    await town.complain(point=FAR_AWAY, place="Jl. Melati")
    await town.complain(point=HERE, topic="sampah")
    found = await beside(town, ticket)
    assert near(found) == {door.number, named.number}
    assert {one.metres for one in found.near} == {110, None}


async def test_what_is_older_than_ninety_days_is_past(town: Town) -> None:
    await town.complain(point=HERE)
    town.ahead = timedelta(days=91)
    assert not await beside(town, await town.complain(point=HERE))


async def test_a_reporters_other_cases_are_shown_within_the_scope_alone(town: Town) -> None:
    ticket = await town.complain(citizen="satu", place="A")
    mine = await town.complain("Jembatan retak", citizen="satu", place="B")
    theirs = await town.complain("Sampah", "sampah", citizen="satu", place="C")
    await town.complain("Orang lain", place="D")
    assert {one.ticket.number for one in (await beside(town, ticket)).same_reporter} == {mine.number}
    both = {one.ticket.number for one in (await beside(town, ticket, "tari")).same_reporter}
    assert both == {mine.number, theirs.number}


@pytest.mark.parametrize("visibility", ["anonymous", "secret"])
async def test_nothing_tells_who_an_anonymous_reporter_is(town: Town, visibility: str) -> None:
    open_one = await town.complain("Jalan berlubang dekat balai desa", citizen="satu", place="A")
    hidden = await town.complain("Pungutan liar di balai desa", citizen="satu", place="B")
    await change(town, hidden, visibility=visibility)
    for one in (open_one, hidden):
        found = await beside(town, one)
        assert found.same_reporter == []
        assert all("pelapor sama" not in each.reason for each in found.duplicates)


async def test_a_like_report_is_suggested_and_a_closed_secret_or_joined_one_is_not(town: Town) -> None:
    words = "Jalan berlubang dalam di depan pasar, banyak motor jatuh"
    ticket = await town.complain(words, point=HERE)
    like = await town.complain("Lubang jalan di depan pasar dalam sekali", point=NEXT_DOOR)
    for values in ({"status": "resolved"}, {"visibility": "secret"}, {"parent_id": like.id}):
        await change(town, await town.complain(words, point=HERE), **values)
    found = await beside(town, ticket)
    assert [one.report.number for one in found.duplicates] == [like.number]
    await change(town, ticket, visibility="secret")
    assert (await beside(town, ticket)).duplicates == []


async def test_another_agencys_like_report_is_not_there(town: Town) -> None:
    ticket = await town.complain("Sampah menumpuk di selokan pasar", "sampah", point=HERE)
    mine = await town.complain("Sampah menumpuk di selokan pasar", "jalan", point=HERE)
    found = await beside(town, mine)
    assert not found
    assert ticket.number in {one.report.number for one in (await beside(town, mine, "tari")).duplicates}


async def test_only_five_of_a_kind_are_shown(town: Town) -> None:
    ticket = await town.complain(citizen="satu", point=HERE)
    for _ in range(7):
        await town.complain(citizen="satu", point=HERE)
    found = await beside(town, ticket)
    assert [len(each) for each in (found.near, found.same_reporter, found.duplicates)] == [5, 5, 5]


async def test_the_page_offers_to_join_what_is_alike(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Jalan berlubang di depan pasar", point=HERE)
    like = await town.complain("Jalan berlubang di depan pasar", point=HERE)
    joko = await new_browser("joko")
    html = await joko.read(f"/aduan/{ticket.number}")
    assert f'action="/aduan/{ticket.number}/gabung"' in html
    assert f'<input type="hidden" name="nomor" value="{like.number}">' in html
    assert "Mungkin aduan yang sama" in html
    assert "Tempat yang sama" in html
    assert f'href="geo:{HERE.latitude:.6f},{HERE.longitude:.6f}"' in html
    alone = await town.complain("Sampah", "sampah", place=None)
    html = await (await new_browser("wati")).read(f"/aduan/{alone.number}")
    assert "Tidak ada aduan lain di dekat sini" in html
    assert 'id="tempat"' not in html
