"""Who else has the case open; and an answer that another officer gave meanwhile."""

import re
import uuid
from datetime import timedelta

import pytest
import pytest_asyncio

from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.test_bell import rings
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def two(town: Town, new_browser: NewBrowser) -> tuple[Browser, Browser, Ticket]:
    """Two officers of one agency and a case of theirs."""
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    return await new_browser("joko"), await new_browser("budi"), await town.complain()


async def beat(browser: Browser, ticket: Ticket, **fields: str) -> list[str]:
    response = await browser.post(f"/aduan/{ticket.number}/hadir", **fields)
    assert response.status == 200
    return list((await response.json())["hadir"])


async def test_colleagues_see_who_has_the_case_open_and_who_writes(
    two: tuple[Browser, Browser, Ticket],
) -> None:
    joko, budi, ticket = two
    assert await beat(joko, ticket) == []
    assert await beat(budi, ticket) == ["Joko Petugas sedang membuka aduan ini."]
    await beat(joko, ticket, menulis="1")
    html = await budi.read(f"/aduan/{ticket.number}")
    assert "<p>Joko Petugas sedang membalas aduan ini.</p>" in html
    assert "Budi Petugas sedang" not in html
    await beat(joko, ticket, pergi="1")
    assert await beat(budi, ticket) == []


async def test_whoever_falls_silent_is_gone_after_forty_seconds(
    town: Town, two: tuple[Browser, Browser, Ticket]
) -> None:
    joko, budi, ticket = two
    await beat(joko, ticket)
    town.ahead = timedelta(seconds=39)
    assert await beat(budi, ticket) != []
    town.ahead = timedelta(seconds=41)
    assert await beat(budi, ticket) == []


async def test_arriving_rings_the_open_case_and_staying_does_not(
    two: tuple[Browser, Browser, Ticket],
) -> None:
    joko, budi, ticket = two
    await beat(joko, ticket)
    stream = await joko.open(f"/kejadian?aduan={ticket.number}")
    await beat(budi, ticket)
    assert await rings(stream)
    await beat(budi, ticket)
    assert not await rings(stream, within=0.7)
    await beat(budi, ticket, menulis="1")
    assert await rings(stream)


async def test_no_stranger_is_present(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain()
    response = await (await new_browser("wati")).post(f"/aduan/{ticket.number}/hadir")
    assert response.status == 404


def seen_by(html: str) -> str:
    found = re.search(r'name="terakhir" value="(\d+)"', html)
    assert found
    return found[1]


async def test_an_answer_over_anothers_is_held_up_once(
    town: Town, two: tuple[Browser, Browser, Ticket]
) -> None:
    joko, budi, ticket = two
    path = f"/aduan/{ticket.number}"
    page = seen_by(await joko.read(path))
    await budi.post(f"{path}/balas", isi="Besok ditambal", terakhir=seen_by(await budi.read(path)))
    refused = await joko.post(f"{path}/balas", isi="Sudah kami catat", terakhir=page)
    html = await refused.text()
    assert refused.status == 409
    assert "Budi Petugas baru saja membalas (lihat di atas). Kirim juga?" in html
    assert ">Kirim juga</button>" in html
    assert ">Sudah kami catat</textarea>" in html
    assert "Besok ditambal" in html
    assert len(await town.said(ticket)) == 1
    sent = await joko.post(f"{path}/balas", isi="Sudah kami catat", terakhir=seen_by(html))
    assert sent.status == 303
    assert len(await town.said(ticket)) == 2


async def test_own_answers_and_one_taken_back_hold_up_nobody(
    town: Town, two: tuple[Browser, Browser, Ticket]
) -> None:
    from tickets.keys import TurnKeys
    from tickets.ticket import Actor, ActorKind

    joko, _, ticket = two
    path = f"/aduan/{ticket.number}"
    page = seen_by(await joko.read(path))
    for words in ("Satu", "Dua"):
        assert (await joko.post(f"{path}/balas", isi=words, terakhir=page)).status == 303
    async with town.database.write() as unit:
        budi = await unit.staff.by_username("budi")
        assert budi
        actor, service = Actor(ActorKind.OFFICER, budi[0].id), await town.desk.service(unit)
        now = await unit.tickets.get(ticket.id)
        now = await service.reply(now, "Salah kirim", actor, TurnKeys("officer:balas"))
        await service.take_back(now, "officer:balas", actor, TurnKeys("officer:batal"))
        await unit.commit()
    assert (await joko.post(f"{path}/balas", isi="Tiga", terakhir=page)).status == 303


async def test_two_clicks_on_one_answer_are_no_collision(
    town: Town, two: tuple[Browser, Browser, Ticket]
) -> None:
    joko, budi, ticket = two
    path, key = f"/aduan/{ticket.number}", uuid.uuid4().hex
    page = seen_by(await joko.read(path))
    for _ in range(2):
        answer = {"isi": "Sama", "kunci": key, "terakhir": page}
        assert (await joko.post(f"{path}/balas", **answer)).status == 303
        await budi.read(path)
    assert len(await town.said(ticket)) == 1


@pytest.mark.parametrize("seen", ["", "kemarin", "-1", "９", "9" * 40])
async def test_a_form_without_a_proper_number_is_not_held_up(
    two: tuple[Browser, Browser, Ticket], seen: str
) -> None:
    joko, budi, ticket = two
    await budi.post(f"/aduan/{ticket.number}/balas", isi="Satu")
    assert (await joko.post(f"/aduan/{ticket.number}/balas", isi="Dua", terakhir=seen)).status == 303
