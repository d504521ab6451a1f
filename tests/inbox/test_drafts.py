"""Unsent words: kept for their officer alone, until they are sent."""

import uuid

import pytest

from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio
KEY = "a" * 32


async def keep(browser: Browser, ticket: Ticket, text: str, n: int = 1, **fields: str) -> int:
    data = {"kolom": "balas.isi", "isi": text, "urut": str(n), "kunci": KEY} | fields
    response = await browser.post(f"/aduan/{ticket.number}/draf", **data)
    response.close()
    return response.status


async def test_typed_words_are_there_after_a_reload_and_for_nobody_else(
    town: Town, new_browser: NewBrowser
) -> None:
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    ticket, joko, budi = await town.complain(), await new_browser("joko"), await new_browser("budi")
    assert await keep(joko, ticket, "Setengah jadi </textarea><b>") == 204
    assert await keep(joko, ticket, "Alasan saya", kolom="alihkan.alasan") == 204
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Setengah jadi &lt;/textarea&gt;&lt;b&gt;</textarea>" in html
    assert "Alasan saya</textarea>" in html
    assert "Setengah jadi" not in await budi.read(f"/aduan/{ticket.number}")


async def test_an_earlier_save_that_comes_late_changes_nothing(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await keep(joko, ticket, "Lebih baru", 7)
    await keep(joko, ticket, "Lebih lama", 6)
    assert "Lebih baru</textarea>" in await joko.read(f"/aduan/{ticket.number}")
    await keep(joko, ticket, "Dari halaman lain", 1, kunci="b" * 32)
    assert "Dari halaman lain</textarea>" in await joko.read(f"/aduan/{ticket.number}")
    await keep(joko, ticket, "", 2, kunci="b" * 32)
    assert "Dari halaman lain" not in await joko.read(f"/aduan/{ticket.number}")


async def test_what_was_sent_is_no_draft_any_more_even_if_a_save_comes_late(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await keep(joko, ticket, "Besok ditam", 1)
    await keep(joko, ticket, "Belum saya kirim", 1, kolom="catatan.isi")
    response = await joko.post(f"/aduan/{ticket.number}/balas", isi="Besok ditambal", kunci=KEY)
    assert response.status == 303
    await keep(joko, ticket, "Besok ditambal", 2)
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Besok ditam</textarea>" not in html
    assert "Besok ditambal</textarea>" not in html
    assert "Belum saya kirim</textarea>" in html


async def test_words_put_back_stand_in_the_box(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    for words in ("Ditarik kembali", "Ditarik lagi"):
        async with town.database.write() as unit:
            known = await unit.staff.by_username("joko")
            assert known
            await unit.drafts.put(ticket.id, known[0].id, "balas.isi", words, town.now())
            await unit.commit()
        assert f"{words}</textarea>" in await joko.read(f"/aduan/{ticket.number}")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kolom": "balas"}, 400),
        ({"kolom": "balas.isi'"}, 400),
        ({"kunci": "x"}, 400),
        ({"urut": "-1"}, 400),
        ({"isi": "x" * 3001}, 413),
    ],
)
async def test_what_our_page_would_not_send_is_refused(
    town: Town, new_browser: NewBrowser, fields: dict[str, str], status: int
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    data = {"kolom": "balas.isi", "isi": "x", "urut": "1", "kunci": uuid.uuid4().hex} | fields
    assert (await joko.post(f"/aduan/{ticket.number}/draf", **data)).status == status
