"""Whose case it is: passing on with a suggestion and a limit, bodies outside, levels, topic, urgency, checking."""

from datetime import timedelta

import pytest

from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.status import TicketStatus
from tickets.ticket import Ticket, TicketKind, TicketUrgency, Visibility

pytestmark = pytest.mark.asyncio


def suggested(html: str) -> str:
    return html.split("Disarankan menurut topik dan wilayah", 1)[1].split("</optgroup>", 1)[0]


async def test_the_owner_of_topic_and_place_is_suggested_first(town: Town, new_browser: NewBrowser) -> None:
    ticket, wati = await town.complain("Jalan", "jalan"), await new_browser("wati")
    tari = await new_browser("tari")
    await tari.post(f"/aduan/{ticket.number}/alihkan", opd="DLH", alasan="Coba DLH")
    html = await wati.read(f"/aduan/{ticket.number}")
    assert 'value="DPUPR"' in suggested(html)
    assert 'value="DP3A"' not in suggested(html)
    assert 'value="DP3A"' in html
    assert 'value="PLN"' not in html.split('id="alihkan"', 1)[1].split("</form>", 1)[0]


async def test_after_two_moves_only_triage_decides(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    path = f"/aduan/{ticket.number}"
    await joko.post(f"{path}/alihkan", opd="DLH", alasan="Bukan kami")
    await wati.post(f"{path}/alihkan", opd="DPUPR", alasan="Bukan kami juga")
    html = await joko.read(path)
    assert "sudah dua kali dialihkan" in html
    assert 'value="DISKOMINFO"' in suggested(html)
    response = await joko.post(f"{path}/alihkan", opd="DLH", alasan="Tetap bukan kami")
    html = await response.text()
    assert response.status == 422
    assert "Tetap bukan kami" in html
    assert (await joko.post(f"{path}/alihkan", opd="DISKOMINFO", alasan="Tolong putuskan")).status == 303
    tari = await new_browser("tari")
    assert (await tari.post(f"{path}/alihkan", opd="DLH", alasan="Ini DLH")).status == 303
    assert (await town.ticket(ticket)).agency == "DLH"


async def test_a_body_outside_is_watched_until_a_day(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    day = town.now().date() + timedelta(days=14)
    form = {"lembaga": "PT PLN", "kontak": "Posko 123", "isi": "Tiang milik PLN", "tanggal": str(day)}
    for wrong, why in (
        ({"lembaga": ""}, "nama lembaganya"),
        ({"isi": ""}, "kosong"),
        ({"tanggal": "2020-01-01"}, "sudah lewat"),
        ({"tanggal": "2099-01-01"}, "terlalu jauh"),
    ):
        response = await joko.post(f"/aduan/{ticket.number}/luar", **(form | wrong))
        html = await response.text()
        assert response.status == 422
        assert why in html
        assert "Posko 123" in html
    assert (await joko.post(f"/aduan/{ticket.number}/luar", **form)).status == 303
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "tanyakan lagi" in html
    assert "Posko 123" in html
    (row,) = await town.said(ticket)
    assert "Posko 123" not in row.text
    town.ahead = timedelta(days=16)
    await joko.sign_in("joko")
    assert ", sudah lewat" in await joko.read(f"/aduan/{ticket.number}")


async def test_a_case_is_lifted_by_hand_up_to_the_top(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}/naikkan"
    assert (await joko.post(path, alasan="")).status == 422
    for _ in range(3):
        assert (await joko.post(path, alasan="Perlu keputusan")).status == 303
    response = await joko.post(path, alasan="Masih perlu")
    assert response.status == 409
    assert "Masih perlu" in await response.text()
    assert (await town.ticket(ticket)).level == 3
    assert await town.said(ticket) == []


async def test_a_corrected_topic_moves_the_case_to_its_owner(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}/topik"
    for topic in ("jalan", "tidak-ada", ""):
        assert (await joko.post(path, topik=topic)).status == 422
    response = await joko.post(path, topik="sampah")
    assert response.headers["Location"] == "/?kabar=topik_diubah"
    now = await town.ticket(ticket)
    assert (now.topic, now.agency) == ("sampah", "DLH")
    async with town.database.read() as unit:
        (lesson,) = await unit.corrections.pending()
    assert (lesson.what, lesson.before, lesson.after) == ("topic", "jalan", "sampah")


async def test_urgency_is_corrected(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    for urgency in ("ordinary", "gawat"):
        assert (await joko.post(f"/aduan/{ticket.number}/urgensi", urgensi=urgency)).status == 422
    await joko.post(f"/aduan/{ticket.number}/urgensi", urgensi="important")
    assert (await town.ticket(ticket)).urgency is TicketUrgency.IMPORTANT
    assert "Urgensi diubah dari biasa ke penting" in await joko.read(f"/aduan/{ticket.number}")


async def test_an_officer_makes_a_case_secret_and_sees_it_no_more(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    assert (await joko.post(f"{path}/rahasiakan", perkara="gosip")).status == 422
    response = await joko.post(f"{path}/rahasiakan", perkara="kekerasan")
    assert response.headers["Location"] == "/?kabar=dirahasiakan"
    now = await town.ticket(ticket)
    assert (now.agency, now.visibility, now.sensitivity) == ("DP3A", Visibility.SECRET, ("kekerasan",))
    assert (now.supporting, now.claimed_by) == ((), None)
    assert (await joko.open(path)).status == 404
    assert (await town.said(ticket))[-1].text.startswith("utter_dirahasiakan")


async def test_a_case_that_others_joined_is_not_made_secret(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    other = await town.complain()
    await joko.post(f"/aduan/{other.number}/gabung", nomor=ticket.number)
    response = await joko.post(f"/aduan/{ticket.number}/rahasiakan", perkara="pungli")
    assert response.status == 409
    assert "Pisahkan dulu" in await response.text()


async def test_triage_alone_verifies(town: Town, new_browser: NewBrowser) -> None:
    ticket: Ticket = await town.complain("Entah apa", "lainnya")
    tari = await new_browser("tari")
    assert f"/aduan/{ticket.number}/verifikasi" in await tari.read(f"/aduan/{ticket.number}")
    for _ in range(2):
        await tari.post(f"/aduan/{ticket.number}/verifikasi")
    assert (await town.ticket(ticket)).status is TicketStatus.VERIFIED
    response = await tari.post(f"/aduan/{ticket.number}/verifikasi")
    assert response.status == 409


async def test_a_request_for_information_takes_longer_once_and_with_a_reason(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await town.complain("Minta data jalan", kind=TicketKind.INFORMATION_REQUEST)
    plain, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}/perpanjang"
    assert "7 hari kerja" in (await joko.read(f"/aduan/{ticket.number}")).split('id="perpanjang"', 1)[1]
    assert (await joko.post(path, alasan="")).status == 422
    assert (await joko.post(path, alasan="Arsip dikumpulkan")).status == 303
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Diperpanjang 7 hari kerja. Alasan: Arsip dikumpulkan" in html
    assert 'id="perpanjang"' not in html
    assert (await town.ticket(ticket)).first_answer_due > ticket.first_answer_due
    response = await joko.post(path, alasan="Sekali lagi")
    assert response.status == 409
    assert "sekali, dan sebelum batas waktunya lewat" in await response.text()
    assert 'id="perpanjang"' not in await joko.read(f"/aduan/{plain.number}")
