"""Search: number, place and words, within the scope, without a trace of what was looked for."""

import re
from urllib.parse import urlencode

import pytest

from storage.search import understand
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.test_lists import do, put
from tests.inbox.test_pages import numbers
from tests.inbox.town import Town
from tickets.number import check_symbol, nearby

pytestmark = pytest.mark.asyncio


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On SQLite and on PostgreSQL: each has its own index of words."""
    return database_url


async def search(browser: Browser, words: str) -> list[str]:
    return numbers(await browser.read("/cari?" + urlencode({"cari": words})))


async def test_words_and_places_find_a_case_by_their_beginnings(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Lampunya mati sejak Senin, gelap", place="Dusun Wuluhan")
    await town.complain("Jalan berlubang")
    joko = await new_browser("joko")
    for words in (
        "lampu",
        "GELAP",
        "lampu mati",
        "wuluh",
        "senin wuluhan",
        "lampu yang mati di dusun",
        "lampu:*",
    ):
        assert await search(joko, words) == [ticket.number], words
    for words in ("lampu berlubang", "ampunya", "'; DROP TABLE", '"', "NOT", "@dpupr", "*"):
        assert await search(joko, words) == [], words


async def test_a_number_is_found_whole_begun_and_mistyped(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    body, check = ticket.number[4:10], ticket.number[-1]
    for typed in (ticket.number, ticket.number.lower(), f"KLT{body}{check}", ticket.number[:7], body[:4]):
        assert await search(joko, typed) == [ticket.number], typed
    wrong = ("B" if body[2] != "B" else "C").join((body[:2], body[3:]))
    html = await joko.read("/cari?" + urlencode({"cari": f"KLT-{wrong}-{check}"}))
    assert numbers(html) == [ticket.number]
    assert "Mungkin maksud Anda" in html


async def test_nobody_finds_what_they_may_not_see(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Pungli kelurahan", sensitivity=("korupsi",))
    await put(town, ticket, agency="DPUPR", supporting=())
    for who, sees in (("joko", True), ("tari", False), ("wati", False)):
        browser = await new_browser(who)
        for words in ("pungli", ticket.number, ticket.number[:7]):
            assert (await search(browser, words) == [ticket.number]) is sees, (who, words)


async def test_what_is_added_and_passed_on_is_found_at_once(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain(citizen="satu")
    message, _, _ = await town.write("satu", "Sekarang juga ada tiang miring")
    await town.link(ticket, message)
    joko, wati = await new_browser("joko"), await new_browser("wati")
    assert await search(joko, "tiang miring") == [ticket.number]
    assert await search(wati, "tiang") == []
    await do(town, ticket, "transfer", "DLH", "Ini urusan sampah")
    assert await search(joko, "tiang") == []
    assert await search(wati, "tiang") == [ticket.number]
    await put(town, ticket, supporting=("DPUPR",))
    assert await search(joko, "tiang") == [ticket.number]


async def test_names_and_telephone_numbers_find_nothing(town: Town, new_browser: NewBrowser) -> None:
    text = "Nama saya Budi Santoso, hubungi 0812 3456 7890 atau budi@contoh.id. RT 03 RW 12 rusak"
    ticket, joko = await town.complain(text, name="Bu Sekar"), await new_browser("joko")
    for words in ("Budi", "Santoso", "0812", "3456", "7890", "contoh", "Sekar", "628123456789"):
        assert await search(joko, words) == [], words
    assert await search(joko, "rt 03 rusak") == [ticket.number]


async def test_a_search_is_noted_without_its_words(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("awas", Role.SUPERVISOR)
    await search(await new_browser("joko"), "selingkuhan lurah")
    html = await (await new_browser("awas")).read("/jejak?tindakan=searched")
    assert "2 kata" in html
    assert "lurah" not in html


async def test_results_go_on_without_skipping(town: Town, new_browser: NewBrowser) -> None:
    there = [(await town.complain(f"genangan {n}")).number for n in range(28)]
    joko = await new_browser("joko")
    first = await joko.read("/cari?cari=genangan")
    newer = await town.complain("genangan baru")
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = await joko.read(after[1].replace("&amp;", "&"))
    assert numbers(first) + numbers(second) == there[::-1]
    assert newer.number not in numbers(second)


async def test_an_empty_search_explains_itself(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    assert "cukup awalnya" in await joko.read("/cari")
    assert "tidak dapat dicari di sini" in await joko.read("/cari?cari=zzz")


async def test_every_near_number_is_valid_and_near() -> None:
    near = nearby("KLT-3W7QHD-5")
    assert 500 < len(near) < 800
    assert all(check_symbol(one[4:10]) == one[-1] for one in near)
    body = "3W7QHD"
    swapped = "3W7QDH"
    assert f"KLT-{swapped}-{check_symbol(swapped)}" in nearby(f"KLT-{body}-{check_symbol(swapped)}")
    assert nearby("KLT-000QM2-X") == frozenset()


async def test_common_words_alone_are_looked_for_all_the_same() -> None:
    assert understand("di yang", "KLT").words == ("di", "yang")
    assert understand("lampu di gang", "KLT").words == ("lampu", "gang")
