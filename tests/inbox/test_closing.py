"""The end of the work and what undoes it; cases that are joined, parted and split."""

from dataclasses import replace

import pytest

from storage.staff import Role
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.keys import TurnKeys
from tickets.status import TicketStatus
from tickets.ticket import Actor, ActorKind, Outcome, Ticket, Vote

pytestmark = pytest.mark.asyncio


async def vote(town: Town, ticket: Ticket, said: Vote) -> None:
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        current = await unit.tickets.get(ticket.id)
        actor = Actor(ActorKind.CITIZEN, ticket.reporter_id)
        await service.vote(current, said, actor, TurnKeys(f"vote:{ticket.id}:{said}"))
        await unit.commit()


async def test_done_waits_for_the_reporter_and_is_not_closed_twice(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    await joko.post(f"{path}/tutup", hasil="done", isi="Sudah ditambal")
    html = await joko.read(path)
    assert "Menunggu penilaian pelapor" in html
    assert "sesudah itu dianggap selesai" in html
    assert f'action="{path}/tutup"' not in html
    response = await joko.post(f"{path}/tutup", hasil="cannot", isi="Berubah pikiran")
    html = await response.text()
    assert response.status == 409
    assert "Berubah pikiran" in html
    await vote(town, ticket, Vote.YES)
    assert "Sudah beres" in await joko.read(path)


async def test_an_officer_opens_a_case_again_with_a_reason(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    response = await joko.post(f"{path}/buka", alasan="Masih terbuka")
    assert response.status == 409
    await joko.post(f"{path}/tutup", hasil="cannot", isi="Bukan aset daerah")
    assert (await joko.post(f"{path}/buka", alasan="")).status == 422
    assert (await joko.post(f"{path}/buka", alasan="Ternyata aset kami")).status == 303
    now = await town.ticket(ticket)
    assert (now.status, now.level) == (TicketStatus.REOPENED, 1)
    assert "utter_dibuka_kembali_petugas alasan=Ternyata aset kami" in (await town.said(ticket))[-1].text
    assert "Dinaikkan ke kepala bidang" in await joko.read(path)


async def test_a_second_closing_is_looked_at_by_somebody_else(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    ticket, kepala = await town.complain(), await new_browser("kepala")
    path = f"/aduan/{ticket.number}"
    assert (await kepala.post(f"{path}/periksa")).status == 409
    await kepala.post(f"{path}/tutup", hasil="done", isi="Ditambal")
    await vote(town, ticket, Vote.NO)
    await kepala.post(f"{path}/tutup", hasil="done", isi="Ditambal lagi")
    assert (await town.ticket(ticket)).needs_review
    response = await kepala.post(f"{path}/periksa", alasan="Saya sendiri")
    assert response.status == 409
    assert "Anda sendiri yang menutup" in await response.text()
    tari = await new_browser("tari")
    assert "Penutupan perlu diperiksa" in await tari.read(path)
    assert (await tari.post(f"{path}/periksa", alasan="Foto cocok")).status == 303
    assert not (await town.ticket(ticket)).needs_review


async def test_no_complaint_is_marked_with_a_reason_and_taken_up_again(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}"
    assert (await joko.post(f"{path}/bukan", alasan="")).status == 422
    await joko.post(f"{path}/ambil")
    await joko.post(f"{path}/bukan", alasan="Iklan")
    now = await town.ticket(ticket)
    assert (now.status, now.outcome) == (TicketStatus.ARCHIVED, Outcome.SPAM)
    async with town.database.read() as unit:
        assert (await unit.conversations.get(ticket.conversation_id)).owner == "bot"
    html = await joko.read(path)
    assert f'action="{path}/proses"' in html
    assert f'action="{path}/buka"' not in html
    assert (await joko.post(f"{path}/buka", alasan="Lewat pintu lain")).status == 409
    await joko.post(f"{path}/proses", alasan="Keliru")
    assert (await town.ticket(ticket)).status is TicketStatus.REOPENED
    assert (await joko.post(f"{path}/proses")).status == 422


async def test_cases_are_joined_by_number_and_parted_again(town: Town, new_browser: NewBrowser) -> None:
    first, second = await town.complain(), await town.complain("Lubang yang sama")
    joko = await new_browser("joko")
    path = f"/aduan/{second.number}"
    other = await town.complain("Sampah", "sampah")
    for number, why in (
        ("", "Tulis nomor aduan tujuan"),
        (second.number, "nomor aduan ini sendiri"),
        (other.number, "Tidak ada aduan"),
        ("KLT-222222-2", "Tidak ada aduan"),
    ):
        response = await joko.post(f"{path}/gabung", nomor=number)
        html = await response.text()
        assert response.status == 422
        assert why in html
    for _ in range(2):
        await joko.post(f"{path}/gabung", nomor=f" {first.number.lower()} ")
    html = await joko.read(path)
    assert f'digabung ke <a href="/aduan/{first.number}">' in html
    assert f'href="/aduan/{second.number}"' in await joko.read(f"/aduan/{first.number}")
    assert (await town.ticket(second)).parent_id == first.id
    assert (await joko.post(f"{path}/pisah", alasan="")).status == 422
    await joko.post(f"{path}/pisah", alasan="Ternyata lubang lain")
    now = await town.ticket(second)
    assert (now.parent_id, now.status) == (None, TicketStatus.ASSIGNED)
    assert (await joko.post(f"{path}/pisah", alasan="Lagi")).status == 409


async def test_a_case_is_not_joined_to_one_that_another_agency_leads(
    town: Town, new_browser: NewBrowser
) -> None:
    ours, theirs = await town.complain(), await town.complain("Sampah", "sampah", citizen="dua")
    async with town.database.write() as unit:
        await unit.tickets.save(replace(theirs, supporting=("DPUPR",)))
        await unit.commit()
    response = await (await new_browser("joko")).post(f"/aduan/{ours.number}/gabung", nomor=theirs.number)
    assert response.status == 422
    assert "dipegang OPD lain" in await response.text()
    assert (await town.ticket(ours)).parent_id is None


async def test_joined_cases_show_their_votes_within_the_readers_scope(
    town: Town, new_browser: NewBrowser
) -> None:
    first, second, third = [await town.complain() for _ in range(3)]
    joko, tari = await new_browser("joko"), await new_browser("tari")
    for ticket in (second, third):
        await joko.post(f"/aduan/{ticket.number}/gabung", nomor=first.number)
    async with town.database.write() as unit:
        stored = await unit.tickets.get(third.id)
        object.__setattr__(stored, "agency", "DLH")
        await unit.tickets.save(stored)
        await unit.commit()
    await joko.post(f"/aduan/{first.number}/tutup", hasil="done", isi="Ditambal")
    await vote(town, second, Vote.YES)
    html = await joko.read(f"/aduan/{first.number}")
    family = html.split('id="gabungan"', 1)[1]
    assert f"{second.number}</a>" in family
    assert "Sudah beres" in family
    assert third.number not in family
    assert "1 aduan lain yang tidak berada di OPD Anda" in family
    assert third.number in await tari.read(f"/aduan/{first.number}")


async def test_a_secret_case_is_joined_to_nothing(town: Town, new_browser: NewBrowser) -> None:
    secret = await town.complain("Kekerasan", "anak", sensitivity=("kekerasan",))
    other = await town.complain("Kekerasan", "anak", sensitivity=("kekerasan",))
    response = await (await new_browser("rini")).post(f"/aduan/{secret.number}/gabung", nomor=other.number)
    assert response.status == 409


async def test_ticked_messages_become_a_case_of_their_own(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Jalan rusak dan sampah", citizen="satu")
    message, _, _ = await town.write("satu", "Sampahnya di sebelah pasar")
    await town.link(ticket, message)
    stranger, _, _ = await town.write("dua", "Pesan orang lain")
    joko, wati = await new_browser("joko"), await new_browser("wati")
    path = f"/aduan/{ticket.number}/pecah"
    for form in (
        {"topik": "sampah"},
        {"topik": "sampah", f"pesan-{stranger}": "ya"},
        {f"pesan-{message}": "ya"},
    ):
        assert (await joko.post(path, **form)).status == 422
    response = await joko.post(path, **{f"pesan-{message}": "ya"})
    assert f'name="pesan-{message}" value="ya" checked' in await response.text()
    form = {"topik": "sampah", f"pesan-{message}": "ya", "kunci": "0" * 32}
    for _ in range(2):
        await joko.post(path, **form)
    async with town.database.read() as unit:
        (new,) = [t for t in await unit.tickets.of_reporter(ticket.reporter_id) if t.id != ticket.id]
        assert await unit.tickets.message_ids(new.id) == [message]
    assert (new.agency, new.topic) == ("DLH", "sampah")
    html = await wati.read(f"/aduan/{new.number}")
    assert "Sampahnya di sebelah pasar" in html
    assert "Jalan rusak dan sampah" not in html
