"""One deed on many ticked rows."""

import uuid

import pytest

from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.test_lists import do, officer
from tests.inbox.town import FROM_OUR_PAGE, Town
from tickets.ticket import Ticket, TicketUrgency

pytestmark = pytest.mark.asyncio


async def tick(browser: Browser, tickets: list[Ticket], **fields: str) -> tuple[int, str]:
    """Post the list's form; returns the status and the page, or where it leads."""
    data = [("kunci", fields.pop("kunci", uuid.uuid4().hex)), *fields.items()]
    data += [("pilih", ticket.number) for ticket in tickets]
    response = await browser.client.post("/massal", data=data, headers=FROM_OUR_PAGE, allow_redirects=False)
    return response.status, response.headers.get("Location") or await response.text()


async def test_ticked_rows_are_claimed_released_and_marked(town: Town, new_browser: NewBrowser) -> None:
    tickets, joko = [await town.complain() for _ in range(3)], await new_browser("joko")
    me = (await officer(town, "joko")).id
    status, where = await tick(joko, tickets[:2], aksi="ambil", saring="lihat=belum-diambil")
    assert (status, where) == (303, "/?lihat=belum-diambil&kabar=massal")
    assert [(await town.ticket(one)).claimed_by for one in tickets] == [me, me, None]
    await tick(joko, tickets[:1], aksi="lepas")
    await tick(joko, tickets, aksi="urgensi", urgensi="important")
    assert [(await town.ticket(one)).claimed_by for one in tickets] == [None, me, None]
    assert {(await town.ticket(one)).urgency for one in tickets} == {TicketUrgency.IMPORTANT}


async def test_what_did_not_work_is_named_with_its_reason_and_stays_ticked(
    town: Town, new_browser: NewBrowser
) -> None:
    fine, closed, held = await town.complain(), await town.complain(), await town.complain()
    foreign = await town.complain("Sampah", "sampah")
    await do(town, closed, "close", "not_ours", "Jalan provinsi")
    await do(town, held, "claim", (await officer(town, "tari")).id, by="tari")
    status, html = await tick(await new_browser("joko"), [fine, closed, held, foreign], aksi="ambil")
    assert status == 200
    assert "1 aduan sudah dikerjakan" in html
    for words in ("sudah ditutup", "sudah dipegang Tari Penerima", "bukan bagian OPD Anda"):
        assert words in html
    assert f'value="{held.number}" checked' in html
    assert f'value="{fine.number}"' not in html
    assert (await town.ticket(foreign)).claimed_by is None


async def test_a_transfer_of_many_needs_a_receiver_and_a_reason_and_keeps_what_was_typed(
    town: Town, new_browser: NewBrowser
) -> None:
    tickets, joko = [await town.complain() for _ in range(2)], await new_browser("joko")
    status, html = await tick(joko, tickets, aksi="alihkan", alasan="Ini urusan sampah")
    assert status == 422
    assert "Pilih OPD" in html
    assert "Ini urusan sampah" in html
    assert tickets[1].number in html
    status, where = await tick(joko, tickets, aksi="alihkan", alasan="Ini urusan sampah", opd="DLH")
    assert (status, where) == (303, "/?lihat=opd&kabar=massal")
    assert {(await town.ticket(one)).agency for one in tickets} == {"DLH"}
    assert all([len(await town.said(one)) == 1 for one in tickets])


async def test_the_same_form_twice_does_it_once(town: Town, new_browser: NewBrowser) -> None:
    tickets, joko = [await town.complain() for _ in range(2)], await new_browser("joko")
    fields = {"aksi": "alihkan", "alasan": "Sampah", "opd": "DLH", "kunci": uuid.uuid4().hex}
    await tick(joko, tickets, **fields)
    await tick(joko, tickets, **fields)
    assert [len(await town.said(one)) for one in tickets] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"aksi": "tutup"}, "Pilih apa yang akan dilakukan"),
        ({"aksi": ""}, "Pilih apa yang akan dilakukan"),
        ({"aksi": "urgensi", "urgensi": "gila"}, "Pilih urgensinya"),
    ],
)
async def test_an_unfit_form_says_what_to_do(
    town: Town, new_browser: NewBrowser, fields: dict[str, str], words: str
) -> None:
    ticket = await town.complain()
    status, html = await tick(await new_browser("joko"), [ticket], **fields)
    assert (status, words in html) == (422, True)
    assert await town.ticket(ticket) == ticket


async def test_nothing_ticked_says_so(new_browser: NewBrowser) -> None:
    status, html = await tick(await new_browser("joko"), [], aksi="ambil")
    assert (status, "Belum ada aduan yang ditandai" in html) == (422, True)


async def test_all_rows_of_the_page_come_ticked_where_asked(town: Town, new_browser: NewBrowser) -> None:
    for _ in range(3):
        await town.complain()
    joko = await new_browser("joko")
    assert (await joko.read("/")).count(" checked") == 0
    assert (await joko.read("/?pilih=semua")).count(" checked") == 3
