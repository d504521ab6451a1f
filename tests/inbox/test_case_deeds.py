"""Looking after a case: claim, release, assign, reply and take back, ask, begin."""

import re
import uuid
from datetime import timedelta

import pytest

from messages import Lane
from storage.staff import Role
from tests.inbox.browser import Browser, key_on
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.document import DocumentKind
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio


async def history(town: Town, ticket: Ticket) -> list[EventKind]:
    async with town.database.read() as unit:
        return [event.kind for event in await unit.tickets.events(ticket.id)]


async def test_a_case_is_claimed_and_released(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    key = key_on(await joko.read(path))
    for _ in range(2):
        response = await joko.post(f"{path}/tangani", kunci=key)
        assert response.headers["Location"] == f"{path}?kabar=ditangani"
    assert (await history(town, ticket)).count(EventKind.CLAIMED) == 1
    html = await joko.read(path)
    assert "<strong>Anda</strong>" in html
    assert f'action="{path}/lepas"' in html
    await joko.post(f"{path}/lepas")
    assert (await town.ticket(ticket)).claimed_by is None
    assert f'action="{path}/tangani"' in await joko.read(path)


async def test_a_case_is_given_to_a_colleague_with_the_load_in_sight(
    town: Town, new_browser: NewBrowser
) -> None:
    dewi = await town.officer("dewi", Role.OFFICER, "DLH", "Dewi Rekan", more=("DPUPR",))
    wati = await town.officer("lain", Role.OFFICER, "DLH", "Orang Lain")
    first, ticket = await town.complain(), await town.complain()
    joko = await new_browser("joko")
    await joko.post(f"/aduan/{first.number}/tugaskan", petugas=dewi.id)
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Dewi Rekan (1)" in html
    assert "Orang Lain" not in html
    response = await joko.post(f"/aduan/{ticket.number}/tugaskan", petugas=wati.id)
    assert response.status == 422
    await joko.post(f"/aduan/{ticket.number}/tugaskan", petugas=dewi.id)
    assert (await town.ticket(ticket)).claimed_by == dewi.id
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Ditugaskan kepada Dewi Rekan" in html
    assert "Tangani (ganti Dewi Rekan)" in html


async def test_nobody_is_given_more_cases_than_the_region_allows(town: Town, new_browser: NewBrowser) -> None:
    dewi = await town.officer("dewi", Role.OFFICER, "DPUPR", "Dewi Rekan")
    async with town.database.write() as unit:
        body = {"others": [{"name": "load", "value": "1"}]}
        await unit.editions.add(DocumentKind.LIMITS, body, "admin", town.now(), 0)
        await unit.commit()
    first, second = await town.complain(), await town.complain()
    joko = await new_browser("joko")
    await joko.post(f"/aduan/{first.number}/tugaskan", petugas=dewi.id)
    response = await joko.post(f"/aduan/{second.number}/tugaskan", petugas=dewi.id)
    assert response.status == 422
    assert "Dewi Rekan sudah memegang 1 aduan terbuka" in await response.text()
    assert (await town.ticket(second)).claimed_by is None


async def test_the_case_says_whose_road_it_is(town: Town, new_browser: NewBrowser) -> None:
    road = {"name": "Jl. Merapi", "area": "", "owner": "province", "answers": "PLN", "note": ""}
    async with town.database.write() as unit:
        await unit.editions.add(DocumentKind.ROADS, {"roads": [road]}, "admin", town.now(), 0)
        await unit.commit()
    ticket = await town.complain(place="Jalan Merapi depan pasar")
    html = await (await new_browser("joko")).read(f"/aduan/{ticket.number}")
    assert "Jalan provinsi, dijawab PLN" in html


async def undo_form(joko: Browser, ticket: Ticket) -> dict[str, str]:
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Balasan dikirim dalam" in html
    turn = html.split('name="giliran" value="', 1)[1].split('"', 1)[0]
    return {"giliran": turn, "kunci": key_on(html)}


async def test_a_reply_is_taken_back_within_ten_seconds_and_its_words_return(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    await joko.post(f"{path}/balas", isi="Salah ketik")
    form = await undo_form(joko, ticket)
    for _ in range(2):
        response = await joko.post(f"{path}/batalkan", **form)
        assert response.headers["Location"] == f"{path}?kabar=dibatalkan"
    assert await town.said(ticket) == []
    html = await joko.read(f"{path}?kabar=dibatalkan")
    assert ">Salah ketik</textarea>" in html
    assert "Balasan dibatalkan sebelum terkirim" in html
    assert ">Salah ketik</textarea>" in await joko.read(path)
    assert (await town.ticket(ticket)).first_answered_at is None


async def test_after_ten_seconds_the_bar_is_gone_and_what_is_sent_stays_sent(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    await joko.post(f"{path}/balas", isi="Sudah benar")
    form = await undo_form(joko, ticket)
    town.ahead = timedelta(seconds=11)
    assert "Balasan dikirim dalam" not in await joko.read(path)
    async with town.database.write() as unit:
        assert await unit.sending.claim(Lane("telegram", "bot"), town.now(), timedelta(minutes=1))
        await unit.commit()
    response = await joko.post(f"{path}/batalkan", **form)
    assert response.status == 409
    assert "sudah dikirim" in await response.text()
    assert (await town.ticket(ticket)).status is TicketStatus.ANSWERED


async def test_nobody_takes_back_what_a_colleague_wrote(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("dewi", Role.OFFICER, "DPUPR")
    ticket, joko, dewi = await town.complain(), await new_browser("joko"), await new_browser("dewi")
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Baik")
    form = await undo_form(joko, ticket)
    assert "Balasan dikirim dalam" not in await dewi.read(f"/aduan/{ticket.number}")
    assert (await dewi.post(f"/aduan/{ticket.number}/batalkan", **form)).status == 422
    assert len(await town.said(ticket)) == 1


async def test_a_question_pauses_the_clocks_and_the_page_says_since_when(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    assert "Batas waktu berhenti sampai ia menjawab" in await joko.read(path)
    await joko.post(f"{path}/tanya", isi="Di sisi mana?")
    html = await joko.read(path)
    assert "Berhenti sejak" in html
    assert "menunggu jawaban pelapor" in html
    assert (await town.ticket(ticket)).status is TicketStatus.NEEDS_INFO
    response = await joko.post(f"{path}/mulai", isi="Kami mulai")
    assert response.status == 409
    assert "Kami mulai" in await response.text()


async def test_work_begins_now_or_on_a_day_to_come(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path, today = f"/aduan/{ticket.number}/mulai", town.now().date()
    for day, words in (("kapan-kapan", "Pilih tanggalnya"), ("2020-01-01", "sudah lewat")):
        response = await joko.post(path, isi="Penambalan", tanggal=day)
        html = await response.text()
        assert response.status == 422
        assert words in html
        assert f'value="{day}"' in html
        assert "Penambalan" in html
    await joko.post(path, isi="Penambalan", tanggal=str(today + timedelta(days=7)))
    await joko.post(path, isi="Alat sudah di tempat")
    assert [row.text.split()[0] for row in await town.said(ticket)] == [
        "utter_dijadwalkan",
        "utter_mulai_dikerjakan",
    ]
    assert "Dijadwalkan" in await joko.read(f"/aduan/{ticket.number}")


async def test_every_field_makes_the_deed_what_it_is(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    key, day = uuid.uuid4().hex, town.now().date()
    for n in (1, 1, 2):
        tanggal = str(day + timedelta(days=n))
        await joko.post(f"/aduan/{ticket.number}/mulai", isi="Penambalan", tanggal=tanggal, kunci=key)
    assert (await history(town, ticket)).count(EventKind.STARTED) == 2


async def test_words_typed_for_a_case_that_went_elsewhere_are_not_lost(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, tari = await town.complain(), await new_browser("joko"), await new_browser("tari")
    await tari.post(f"/aduan/{ticket.number}/alihkan", opd="DLH", alasan="Urusan sampah")
    response = await joko.post(f"/aduan/{ticket.number}/balas", isi="Kata-kata yang terlambat")
    assert response.status == 404
    assert "Kata-kata yang terlambat" in await response.text()


async def test_an_agency_that_helps_decides_nothing_about_the_case(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    fields = {"jenis": "part", "opd": "DLH", "isi": "Angkut ranting", "hari": "3"}
    await joko.post(f"/aduan/{ticket.number}/minta", **fields)
    html = await wati.read(f"/aduan/{ticket.number}")
    assert "Dipegang Dinas PU" in html
    assert re.findall(r'action="/aduan/[^"]*/(\w+)"', html) == ["catatan"]
    before = await town.ticket(ticket)
    response = await wati.post(f"/aduan/{ticket.number}/tutup", hasil="done", isi="Selesai")
    assert response.status == 403
    assert (await wati.post(f"/aduan/{ticket.number}/tangani")).status == 403
    assert await town.ticket(ticket) == before


async def test_what_gives_somebody_away_is_sent_only_with_a_yes(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path, words = f"/aduan/{ticket.number}/balas", "Hubungi saya di 081234567890, besok ditambal Dinas PU."
    response = await joko.post(path, isi=words)
    html = await response.text()
    assert response.status == 422
    assert "Ada nomor telepon" in html
    assert words in html
    assert 'name="setuju"' in html
    assert await town.said(ticket) == []
    assert (await joko.post(path, isi=words, setuju="ya")).status == 303
    assert len(await town.said(ticket)) == 1


async def test_an_officer_may_ask_for_remarks_before_sending(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}/balas"
    response = await joko.post(
        path, isi="Akan kami tindaklanjuti secepatnya, mohon ditunggu.", lihat_dulu="ya"
    )
    html = await response.text()
    assert response.status == 422
    assert "secepatnya" in html
    assert "kapan" in html
    assert 'name="setuju"' not in html
    assert await town.said(ticket) == []


async def test_canned_replies_and_earlier_answers_stand_beside_the_box(
    town: Town, new_browser: NewBrowser
) -> None:
    first, joko = await town.complain("Lubang besar di depan pasar"), await new_browser("joko")
    async with town.database.write() as unit:
        await unit.canned.add(
            "DPUPR", "Dijadwalkan", "Aduan {nomor} kami kerjakan {tanggal}.", "x", town.now()
        )
        await unit.commit()
    await joko.post(
        f"/aduan/{first.number}/tutup", hasil="cannot", isi="Pasar itu milik desa, kami teruskan."
    )
    ticket = await town.complain("Lubang di depan pasar besar sekali")
    html = await joko.read(f"/aduan/{ticket.number}")
    assert f"Aduan {ticket.number} kami kerjakan ‹tanggal›." in html
    assert "Pasar itu milik desa, kami teruskan." in html
