"""The page "Saya" and the guide of the first days."""

import pytest

from storage.staff import Role
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio
GUIDE = 'id="panduan"'


async def test_the_guide_is_there_until_it_is_put_away_and_can_come_back(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    html = await joko.read("/")
    assert GUIDE in html
    assert '<li aria-current="step"><strong>Lihat antrean' in html
    assert '<li aria-current="step"><strong>Balas' in await joko.read(f"/aduan/{ticket.number}")
    assert (await joko.read("/saya")).count(GUIDE) == 1
    response = await joko.post("/saya/panduan", tutup="ya", kembali=f"/aduan/{ticket.number}")
    assert response.headers["Location"] == f"/aduan/{ticket.number}"
    assert GUIDE not in await joko.read("/")
    assert GUIDE not in await (await new_browser("joko")).read(f"/aduan/{ticket.number}")
    assert GUIDE in await (await new_browser("tari")).read("/")
    assert "Tampilkan panduan lagi" in await joko.read("/saya")
    await joko.post("/saya/panduan")
    assert GUIDE in await joko.read("/")


async def test_a_link_leads_only_to_our_own_pages(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    for back in ("https://lain.example/", "//lain.example", "/aduan/../x"):
        response = await joko.post("/saya/panduan", tutup="ya", kembali=back)
        assert response.headers["Location"] == "/"


async def test_a_supervisor_reads_mentions_and_gets_no_guide(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("awas", Role.SUPERVISOR)
    browser = await new_browser("awas")
    assert GUIDE not in await browser.read("/")
    html = await browser.read("/saya")
    assert "Belum ada yang menyebut Anda" in html
    assert GUIDE not in html


async def test_choices_of_sound_are_there_only_with_a_script(new_browser: NewBrowser) -> None:
    html = await (await new_browser("joko")).read("/saya")
    assert '<div id="pilihan-tanda" hidden>' in html
    assert "<noscript>" in html
