"""What the queue and a case show."""

import re
from datetime import timedelta

import pytest

from messages import Point
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.status import TicketStatus
from tickets.ticket import TicketUrgency

pytestmark = pytest.mark.asyncio

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


def numbers(html: str) -> list[str]:
    return re.findall(r'<li id="b-([A-Z0-9-]+)"', html)


async def test_a_row_says_number_topic_place_words_age_and_promise(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await town.complain("Lubang besar sekali")
    town.ahead = timedelta(hours=3, minutes=5)
    html = await (await new_browser("joko")).read("/")
    for words in (
        ticket.number,
        "Jalan rusak",
        "Pasar Kota",
        "Lubang besar sekali",
        "3 jam lalu",
        "Didisposisi",
    ):
        assert words in html
    assert "jawab paling lambat" in html


async def test_an_unkept_promise_is_counted_in_working_days(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain()
    town.ahead = timedelta(days=60)
    html = await (await new_browser("joko")).read("/")
    late = re.search(r"terlambat (\d+) hari kerja", html)
    assert late
    weeks = (town.now().date() - ticket.first_answer_due).days / 7
    assert 0 < int(late[1]) <= weeks * 5 + 1


async def test_emergencies_come_first_then_who_asks_for_a_person(town: Town, new_browser: NewBrowser) -> None:
    plain = await town.complain("biasa")
    asking = await town.complain("minta orang")
    await town.ask_for_officer(asking)
    emergency = await town.complain("kebakaran", urgency=TicketUrgency.EMERGENCY)
    html = await (await new_browser("joko")).read("/")
    assert numbers(html) == [emergency.number, asking.number, plain.number]
    assert "DARURAT" in html
    assert "Minta petugas" in html
    assert f'data-darurat="{emergency.number}"' in html


async def test_an_answer_ends_the_waiting_until_the_citizen_writes_again(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(citizen="satu"), await new_browser("joko")
    await town.ask_for_officer(ticket)
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Ya, kami di sini")
    assert "Minta petugas" not in await joko.read("/") + await joko.read(f"/aduan/{ticket.number}")
    await town.write("satu", "Masih ada satu lagi")
    assert "Minta petugas" in await joko.read("/")


async def test_an_answered_emergency_no_longer_calls(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain(urgency=TicketUrgency.EMERGENCY)
    joko = await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Petugas berangkat")
    html = await joko.read("/")
    assert 'data-darurat=""' in html
    assert numbers(html) == [ticket.number]


async def test_closed_cases_have_their_own_tab(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/tutup", hasil="not_ours", isi="Ini jalan provinsi")
    assert numbers(await joko.read("/")) == []
    closed = await joko.read("/?lihat=selesai")
    assert numbers(closed) == [ticket.number]
    assert "Bukan kewenangan" in closed


async def test_triage_filters_by_agency_with_counts(town: Town, new_browser: NewBrowser) -> None:
    roads, waste = await town.complain(), await town.complain("Sampah", "sampah")
    tari = await new_browser("tari")
    html = await tari.read("/")
    assert set(numbers(html)) == {roads.number, waste.number}
    assert "Dinas PU (1)" in html
    assert numbers(await tari.read("/?opd=DLH")) == [waste.number]


async def test_an_officers_filter_opens_no_other_agency(town: Town, new_browser: NewBrowser) -> None:
    await town.complain("Sampah", "sampah")
    assert numbers(await (await new_browser("joko")).read("/?opd=DLH")) == []


async def test_a_case_never_shows_who_the_reporter_is(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain(name="Bu Sekar Arum", citizen="628111222333")
    joko = await new_browser("joko")
    html = await joko.read("/") + await joko.read(f"/aduan/{ticket.number}")
    for told in ("Sekar Arum", "628111222333", "8123456789", ticket.reporter_id, ticket.conversation_id):
        assert told not in html
    assert "Dikenal sejak" in html


async def test_a_case_shows_only_its_own_tickets_messages(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Jalan rusak parah", citizen="satu")
    await town.complain("Tetangga memukul anaknya", "anak", sensitivity=("kekerasan",), citizen="satu")
    await town.write("satu", "Pesan yang bukan bagian aduan mana pun")
    html = await (await new_browser("joko")).read(f"/aduan/{ticket.number}")
    assert "Jalan rusak parah" in html
    assert "memukul" not in html
    assert "bukan bagian" not in html


async def test_an_edited_message_shows_both_versions(town: Town, new_browser: NewBrowser) -> None:
    first, _, _ = await town.write("satu", "Lubang kecil", external_id="asli")
    ticket = await town.complain("Aduan", citizen="satu")
    await town.link(ticket, first)
    edit, _, _ = await town.write("satu", "Lubang besar", edits="asli")
    await town.link(ticket, edit)
    html = " ".join((await (await new_browser("joko")).read(f"/aduan/{ticket.number}")).split())
    assert html.count("<em>diubah</em>") == 1
    assert re.search(r'<p class="isi">Lubang besar</p>.*<details>.*<p class="isi">Lubang kecil</p>', html)


async def test_a_pin_is_a_place_to_go_to(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain(point=Point(-6.2, 106.8))
    assert 'href="geo:-6.200000,106.800000"' in await (await new_browser("joko")).read(
        f"/aduan/{ticket.number}"
    )


async def test_a_secret_case_says_so(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Ada anak dipukul", "anak", sensitivity=("kekerasan",))
    rini = await new_browser("rini")
    assert "RAHASIA" in await rini.read("/")
    assert "isi aduan ini rahasia" in await rini.read(f"/aduan/{ticket.number}")


async def test_what_a_citizen_controls_is_never_markup(town: Town, new_browser: NewBrowser) -> None:
    first, _, _ = await town.write("satu", HOSTILE, name=HOSTILE, external_id="asli")
    ticket = await town.complain(HOSTILE, name=HOSTILE, place=HOSTILE, mime=HOSTILE, citizen="satu")
    edit, _, _ = await town.write("satu", HOSTILE, edits="asli", mime=HOSTILE)
    for message in (first, edit):
        await town.link(ticket, message)
    joko = await new_browser("joko")
    refused = await joko.post(f"/aduan/{ticket.number}/alihkan", opd=HOSTILE, alasan=HOSTILE)
    pages = [await joko.read("/"), await joko.read(f"/aduan/{ticket.number}"), await refused.text()]
    for html in pages:
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{ 7*7 }}" in html


async def test_every_status_has_its_word(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    for status in TicketStatus:
        async with town.database.write() as unit:
            stored = await unit.tickets.get(ticket.id)
            object.__setattr__(stored, "status", status)
            await unit.tickets.save(stored)
            await unit.commit()
        assert status.value not in re.findall(
            r'class="status s-\w+">([^<]+)<', await joko.read(f"/aduan/{ticket.number}")
        )


async def test_the_demo_says_that_it_is_one_on_every_page(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko", demo=True)
    for path in ("/", f"/aduan/{ticket.number}", "/tidak-ada"):
        html = await (await joko.open(path)).text()
        assert "jangan masukkan data warga sungguhan" in html
