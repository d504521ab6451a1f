"""Answering, passing on, closing, taking over and giving back."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from inbox.views.case import window
from inbox.words import HUMAN_AGENT_HOURS, REPLY_HOURS
from messages import DeliveryStatus
from storage.tables import outbox
from tests.inbox.browser import key_on
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.status import TicketStatus
from tickets.ticket import BOT, Ticket

pytestmark = pytest.mark.asyncio


async def owner(town: Town, ticket: Ticket) -> tuple[str, str | None]:
    async with town.database.read() as unit:
        conversation = await unit.conversations.get(ticket.conversation_id)
        return conversation.owner, conversation.owner_agency


async def test_a_reply_goes_to_the_outbox_under_the_officers_name(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    response = await browser.post(f"/aduan/{ticket.number}/balas", isi="  Besok kami\r\ntambal.  ")
    assert response.headers["Location"] == f"/aduan/{ticket.number}?kabar=terkirim"
    (row,) = await town.said(ticket)
    assert row.text.startswith("utter_balasan_petugas isi=Besok kami\ntambal. ")
    assert row.state is DeliveryStatus.PENDING
    html = await browser.read(f"/aduan/{ticket.number}")
    assert "Joko Petugas" in html
    assert "menunggu dikirim" in html
    assert (await town.ticket(ticket)).status is TicketStatus.ANSWERED


async def test_posting_the_same_form_twice_sends_once(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    key = key_on(await browser.read(f"/aduan/{ticket.number}"))
    path, fields = f"/aduan/{ticket.number}/balas", {"isi": "Terima kasih", "kunci": key}
    twice = await asyncio.gather(*(browser.post(path, **fields) for _ in range(2)))
    assert [response.status for response in twice] == [303, 303]
    assert len(await town.said(ticket)) == 1


async def test_other_words_under_a_stale_key_are_not_swallowed(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    key = uuid.uuid4().hex
    await browser.post(f"/aduan/{ticket.number}/balas", isi="Yang pertama", kunci=key)
    await browser.post(f"/aduan/{ticket.number}/balas", isi="Yang kedua", kunci=key)
    assert len(await town.said(ticket)) == 2


async def test_a_closed_ticket_refuses_a_reply_and_keeps_the_words(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    await browser.post(f"/aduan/{ticket.number}/tutup", hasil="cannot", isi="Bukan aset kami")
    response = await browser.post(f"/aduan/{ticket.number}/balas", isi="Kata-kata yang terlambat")
    html = await response.text()
    assert response.status == 409
    assert "sudah ditutup" in html
    assert "Kata-kata yang terlambat" in html
    assert len(await town.said(ticket)) == 1


@pytest.mark.parametrize(
    ("deed", "fields", "kept"),
    [
        ("balas", {"isi": " "}, "kosong"),
        ("balas", {"isi": "x" * 3001}, "x" * 3001),
        ("alihkan", {"opd": "TIDAK-ADA", "alasan": "Ini sampah"}, "Ini sampah"),
        ("alihkan", {"opd": "PLN", "alasan": "Ini listrik"}, "Ini listrik"),
        ("alihkan", {"opd": "DPUPR", "alasan": "Ke diri sendiri"}, "Ke diri sendiri"),
        ("alihkan", {"opd": "DLH", "alasan": ""}, 'value="DLH" selected'),
        ("tutup", {"hasil": "apa saja", "isi": "Penjelasan"}, "Penjelasan"),
        ("tutup", {"hasil": "done", "isi": ""}, 'value="done" required checked'),
    ],
)
async def test_an_unfit_form_changes_nothing_and_keeps_what_was_typed(
    town: Town, new_browser: NewBrowser, deed: str, fields: dict[str, str], kept: str
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    response = await browser.post(f"/aduan/{ticket.number}/{deed}", **fields)
    assert response.status == 422
    assert kept in await response.text()
    assert await town.ticket(ticket) == ticket
    assert await town.said(ticket) == []


async def test_a_transfer_moves_the_case_out_of_sight(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    fields = {"opd": "DLH", "alasan": "Ini urusan sampah", "kunci": uuid.uuid4().hex}
    for _ in range(2):  # the second click finds the case gone, and that is no error
        response = await joko.post(f"/aduan/{ticket.number}/alihkan", **fields)
        assert response.headers["Location"] == "/?kabar=dialihkan"
    assert (await joko.open(f"/aduan/{ticket.number}")).status == 404
    assert ticket.number not in await joko.read("/")
    assert "Dialihkan dari Dinas PU ke DLH. Alasan: Ini urusan sampah" in await wati.read(
        f"/aduan/{ticket.number}"
    )
    assert len(await town.said(ticket)) == 1


async def test_the_second_click_of_triage_is_no_error_either(town: Town, new_browser: NewBrowser) -> None:
    ticket, tari = await town.complain(), await new_browser("tari")
    fields = {"opd": "DLH", "alasan": "Ini urusan sampah", "kunci": uuid.uuid4().hex}
    for _ in range(2):
        response = await tari.post(f"/aduan/{ticket.number}/alihkan", **fields)
        assert response.headers["Location"] == f"/aduan/{ticket.number}?kabar=dialihkan"
    assert len(await town.said(ticket)) == 1


async def test_the_conversation_goes_along_with_a_transferred_case(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/ambil")
    assert await owner(town, ticket) == ("officer", "DPUPR")
    await joko.post(f"/aduan/{ticket.number}/alihkan", opd="DLH", alasan="Urusan sampah")
    assert await owner(town, ticket) == ("officer", "DLH")


async def test_taking_silences_the_bot_and_giving_back_lets_it_speak(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/ambil")
    assert "Kembalikan ke bot" in await joko.read(f"/aduan/{ticket.number}")
    await joko.post(f"/aduan/{ticket.number}/kembalikan")
    assert await owner(town, ticket) == ("bot", None)
    assert "Ambil percakapan" in await joko.read(f"/aduan/{ticket.number}")


async def test_closing_gives_the_conversation_back(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/ambil")
    await joko.post(f"/aduan/{ticket.number}/tutup", hasil="answered", isi="Sudah kami jelaskan")
    assert await owner(town, ticket) == ("bot", None)
    assert (await town.ticket(ticket)).status is TicketStatus.AWAITING_REPORTER


async def test_a_conversation_that_others_hold_is_not_taken_from_them(
    town: Town, new_browser: NewBrowser
) -> None:
    ours = await town.complain(citizen="satu")
    theirs = await town.complain("Sampah menumpuk", "sampah", citizen="satu")
    await town.ask_for_officer(theirs)
    joko = await new_browser("joko")
    response = await joko.post(f"/aduan/{ours.number}/ambil")
    assert response.status == 422
    assert "petugas OPD lain" in await response.text()
    await joko.post(f"/aduan/{ours.number}/kembalikan")
    assert await owner(town, ours) == ("officer", "DLH")


@pytest.mark.parametrize(
    ("channel", "name"), [("whatsapp", "WhatsApp"), ("messenger", "Messenger (Facebook)")]
)
async def test_outside_the_reply_window_the_page_says_that_an_answer_waits(
    town: Town, new_browser: NewBrowser, channel: str, name: str
) -> None:
    ticket = await town.complain(channel=channel)
    town.ahead = timedelta(hours=5, minutes=1)
    joko = await new_browser("joko")
    assert f"{name} masih menerima balasan 18 jam" in await joko.read(f"/aduan/{ticket.number}")
    town.ahead = timedelta(hours=24, minutes=1)
    await joko.sign_in("joko")
    assert f"{name} menahan balasan Anda" in await joko.read(f"/aduan/{ticket.number}")


async def test_with_metas_leave_messenger_takes_an_answer_until_the_seventh_day(town: Town) -> None:
    ticket = await town.complain(channel="messenger")
    async with town.database.read() as unit:
        conversation = await unit.conversations.get(ticket.conversation_id)
    later = town.now() + timedelta(days=6)
    assert "menahan balasan Anda" in window(conversation, REPLY_HOURS, later)
    assert "masih menerima balasan 2" in window(conversation, HUMAN_AGENT_HOURS, later)
    assert window(conversation, {}, later) == ""


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (DeliveryStatus.WAITING, "WindowClosed", "jendela balas kanal tertutup"),
        (DeliveryStatus.FAILED, "ContactStopped", "gagal: pelapor memblokir layanan ini"),
        (DeliveryStatus.FAILED, "131026", "gagal: kode 131026"),
        (DeliveryStatus.PENDING, "Throttled 429", "dicoba lagi: kanal sedang sibuk"),
        (DeliveryStatus.READ, None, "dibaca"),
    ],
)
async def test_the_page_says_how_an_answer_fared(
    town: Town, new_browser: NewBrowser, state: DeliveryStatus, error: str | None, words: str
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Baik")
    (row,) = await town.said(ticket)
    async with town.database.write() as unit:
        changed = update(outbox).where(outbox.c.id == row.id).values(state=state, error=error)
        await unit.connection.execute(changed)
        await unit.commit()
    assert words in await joko.read(f"/aduan/{ticket.number}")


async def test_an_action_that_the_bot_took_is_not_signed_by_an_officer(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await town.complain()
    await town.ask_for_officer(ticket)
    assert BOT.id == ""
    assert "Pelapor minta dilayani petugas ·" in " ".join(
        (await (await new_browser("joko")).read(f"/aduan/{ticket.number}")).split()
    )
