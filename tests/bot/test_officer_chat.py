"""Officers by chat: who they are, what they may do, and that it is done once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from sqlalchemy import select

from bot.gateway import Gateway
from bot.officer_chat import OfficerChat
from bot.officer_commands import Command, Verb, read_command
from bot.worker import Limits, Worker
from messages import Address, Attachment, InboundMessage, MessageKind
from storage import Cipher
from storage.chat_photos import ChatPhotos
from storage.database import open_database
from storage.officer_links import CODE_LASTS, LASTS
from storage.staff import Officer, Role
from storage.tables import outbox
from tests.bot.test_worker import Echo
from tests.fakes import PlainTexts
from tests.inbox.town import ROUTING, Town
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio


@dataclass
class Phone:
    """An officer's chat with the bot, and the worker behind it."""

    town: Town
    worker: Worker
    echo: Echo
    gateway: Gateway
    n: int = 0

    async def send(self, text: str, who: str = "hp-joko", **more: object) -> str:
        """Send one message and return what came back last."""
        self.n += 1
        values: dict[str, object] = {"kind": MessageKind.TEXT, "channel": "telegram"} | more
        channel = str(values.pop("channel"))
        message = InboundMessage(
            Address(channel, "bot", who),
            str(values.pop("external_id", f"hp-{self.n}")),
            provider_time=self.town.now(),
            text=text,
            **values,  # type: ignore[arg-type]
        )
        await self.gateway.accept([(message, b"{}")])
        return await self.work()

    async def work(self) -> str:
        while await self.worker.turn():
            pass
        async with self.town.database.read() as unit:
            c = outbox.c
            row = (
                await unit.connection.execute(
                    select(c.text)
                    .where(c.author == "bot", c.response.is_(None))
                    .order_by(c.id.desc())
                    .limit(1)
                )
            ).scalar_one_or_none()
        return row or ""

    async def code(self, username: str) -> str:
        async with self.town.database.write() as unit:
            found = await unit.staff.by_username(username)
            assert found
            code = await unit.officer_links.new_code(found[0].id, self.town.now())
            await unit.commit()
            return code

    async def link(self, username: str = "joko", who: str = "hp-joko") -> str:
        return await self.send(f"/hubungkan {await self.code(username)}", who)


@pytest_asyncio.fixture
async def phone(database_url: str, tmp_path: Path) -> AsyncIterator[Phone]:
    async with open_database(database_url, Cipher(b"k" * 32), texts=PlainTexts()) as database:
        town = Town(database, tmp_path / "media")
        async with database.write() as unit:
            await unit.routing.add_version(ROUTING, "uji", town.now())
            for username, role, agency in (
                ("joko", Role.OFFICER, "DPUPR"),
                ("wati", Role.HEAD, "DLH"),
                ("tari", Role.TRIAGE, "DISKOMINFO"),
                ("awas", Role.SUPERVISOR, None),
            ):
                await unit.staff.add(username, username.title(), "x", role, agency, town.now())
            await unit.commit()
        echo = Echo()
        chat = OfficerChat(database, town.desk, ChatPhotos(town.media_dir, town.desk.rules.timezone))
        worker = Worker(database, echo, town.now, Limits(max_attempts=3, timeout=20), officers=chat)  # type: ignore[arg-type]
        yield Phone(town, worker, echo, Gateway(database, town.now, timedelta()))


async def joko(phone: Phone) -> Officer:
    async with phone.town.database.read() as unit:
        found = await unit.staff.by_username("joko")
    assert found
    return found[0]


async def kinds(phone: Phone, ticket: Ticket) -> list[EventKind]:
    async with phone.town.database.read() as unit:
        return [event.kind for event in await unit.tickets.events(ticket.id)]


def photo(colour: str = "red") -> bytes:
    content = BytesIO()
    image = Image.new("RGB", (64, 48), colour)
    exif = Image.Exif()
    exif[0x010F] = "KameraRahasia"
    image.save(content, "JPEG", exif=exif)
    return content.getvalue()


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("KLT-3W7QHD-5 tutup: ditambal 5/11", Command(Verb.CLOSE, "KLT-3W7QHD-5", "ditambal 5/11")),
        ("klt-3w7qhd-5 Tutup : ditambal\nrapi", Command(Verb.CLOSE, "KLT-3W7QHD-5", "ditambal\nrapi")),
        ("KLT 3W7QHD 5 balas: besok", Command(Verb.REPLY, "KLT-3W7QHD-5", "besok")),
        ("KLT-3W7QHD-5, ambil", Command(Verb.CLAIM, "KLT-3W7QHD-5")),
        ("KLT-3W7QHD-5 status", Command(Verb.STATUS, "KLT-3W7QHD-5")),
        ("KLT-3W7QHD-5 tutup", Command(Verb.CLOSE, "KLT-3W7QHD-5")),
        ("KLT-3W7QHD-5 selesai: ok", Command(Verb.UNKNOWN, "KLT-3W7QHD-5", "ok")),
        ("Antrean", Command(Verb.QUEUE)),
        ("/hubungkan ABCD-EFGH", Command(Verb.LINK, words="ABCD-EFGH")),
        ("/hubungkan@DeskBot ABCD", Command(Verb.LINK, words="ABCD")),
        ("/lepas", Command(Verb.UNLINK)),
        ("KLT-3W7QHD-5", None),
        ("KLT-3W7QHD-5 bagaimana kabarnya?", None),
        ("SMR-3W7QHD-5 tutup: salah daerah", None),
        ("tolong tutup: lubangnya", None),
        ("jalan rusak", None),
        ("", None),
    ],
)
async def test_what_is_a_command_and_what_is_not(said: str, command: Command | None) -> None:
    assert read_command(said, "KLT") == command


async def test_a_code_links_the_chat_once(phone: Phone) -> None:
    code = await phone.code("joko")
    assert "terhubung dengan akun joko" in await phone.send(f"/hubungkan {code.lower().replace('-', ' ')}")
    assert "Kode tidak cocok" in await phone.send(f"/hubungkan {code}", "hp-lain")
    assert phone.echo.heard == [], "the dialogue never hears of codes"
    assert "dilepas" in await phone.send("/lepas")
    await phone.send("antrean")
    assert phone.echo.heard == ["antrean"], "whoever is not linked is a citizen"


async def test_a_code_ends_after_fifteen_minutes_and_with_the_account(phone: Phone) -> None:
    code = await phone.code("joko")
    phone.town.ahead = CODE_LASTS + timedelta(seconds=1)
    assert "Kode tidak cocok" in await phone.send(f"/hubungkan {code}")
    code = await phone.code("joko")
    async with phone.town.database.write() as unit:
        await unit.staff.disable((await joko(phone)).id, phone.town.now())
        await unit.commit()
    assert "Kode tidak cocok" in await phone.send(f"/hubungkan {code}")


async def test_after_five_tries_even_the_right_code_waits_an_hour(phone: Phone) -> None:
    for _ in range(5):
        assert "Kode tidak cocok" in await phone.send("/hubungkan AAAA-AAAA")
    assert "lima kali" in await phone.link()
    phone.town.ahead = timedelta(hours=1, minutes=1)
    assert "terhubung" in await phone.link()


async def test_only_telegram_may_be_linked_and_in_the_demo_the_web_chat(phone: Phone) -> None:
    assert "hanya dapat dihubungkan lewat Telegram" in await phone.send(
        f"/hubungkan {await phone.code('joko')}", channel="web"
    )
    async with phone.town.database.write() as unit:
        await unit.facts.note_installation("mode", "demo")
        await unit.commit()
    assert "terhubung" in await phone.send(f"/hubungkan {await phone.code('joko')}", channel="web")


async def test_a_case_is_closed_by_chat_once_however_often_it_is_delivered(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    for _ in range(2):
        answer = await phone.send(f"{ticket.number} tutup: ditambal 5/11", external_id="sama")
    assert "ditutup sebagai selesai dikerjakan" in answer
    closed = await phone.town.ticket(ticket)
    assert closed.status is TicketStatus.AWAITING_REPORTER
    assert (await kinds(phone, ticket)).count(EventKind.REPORTED_DONE) == 1
    (said,) = await phone.town.said(ticket)
    assert "ditambal 5/11" in said.text
    assert said.author == (await joko(phone)).id
    assert "sedang menunggu" in await phone.send(f"{ticket.number} tutup: lagi")


async def test_a_photo_of_the_same_message_goes_along_without_its_camera(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    attachment = (Attachment(MessageKind.PHOTO, "berkas-bukti", "image/jpeg"),)
    await phone.send(f"{ticket.number} tutup: ditambal", kind=MessageKind.PHOTO, attachments=attachment)
    assert (await phone.town.ticket(ticket)).status is TicketStatus.ASSIGNED, "it waits for the photo"
    async with phone.town.database.write() as unit:
        wanted = await unit.media.claim(phone.town.now(), timedelta(0), ["telegram"])
        assert wanted
        phone.town.media_dir.mkdir(exist_ok=True)
        (phone.town.media_dir / wanted.id).write_bytes(photo())
        await unit.media.stored(wanted.id, "image/jpeg", 1)
        await unit.commit()
    phone.town.ahead = timedelta(seconds=20)
    assert "1 foto ikut dikirim" in await phone.work()
    (copy,) = (phone.town.media_dir / "petugas").glob("*.jpg")
    assert b"KameraRahasia" not in copy.read_bytes()
    async with phone.town.database.read() as unit:
        (kept,) = await unit.evidence.of_ticket(ticket.id)
    assert kept.officer_id


async def test_a_photo_that_never_comes_leaves_the_case_as_it_was(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    attachment = (Attachment(MessageKind.PHOTO, "berkas-bukti", "image/jpeg"),)
    await phone.send(f"{ticket.number} tutup: ditambal", kind=MessageKind.PHOTO, attachments=attachment)
    phone.town.ahead = timedelta(minutes=6)
    assert "Kirim lagi fotonya" in await phone.work()
    assert (await phone.town.ticket(ticket)).status is TicketStatus.ASSIGNED


async def test_replying_claiming_asking_and_listing(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    assert "Anda tangani" in await phone.send(f"{ticket.number} ambil")
    assert (await phone.town.ticket(ticket)).claimed_by == (await joko(phone)).id
    status = await phone.send(f"{ticket.number.lower()} status")
    assert "Ditangani: Joko" in status
    assert "Pasar Kota" in status
    assert ticket.number in await phone.send("antrean")
    assert "masuk antrean kirim" in await phone.send(f"{ticket.number} balas: Besok pagi kami datang")
    assert "Besok pagi" in (await phone.town.said(ticket))[0].text
    assert "Perintah itu tidak dikenal" in await phone.send(f"{ticket.number} selesai: sudah")
    assert "setelah titik dua" in await phone.send(f"{ticket.number} tutup")


async def test_cases_of_others_are_not_there(phone: Phone) -> None:
    other = await phone.town.complain("Sampah", "sampah")
    secret = await phone.town.complain("Anak", "anak", sensitivity=("kekerasan",))
    await phone.link()
    for ticket in (other, secret):
        for deed in ("tutup: beres", "balas: halo", "ambil", "status"):
            assert "tidak ada di antrean OPD Anda" in await phone.send(f"{ticket.number} {deed}")
        assert await phone.town.ticket(ticket) == ticket
    assert other.number not in await phone.send("antrean")


async def test_words_that_give_somebody_away_are_not_sent_by_chat(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    for verb in ("balas", "tutup"):
        answer = await phone.send(f"{ticket.number} {verb}: Hubungi pelapor di 0812-3456-7890")
        assert "belum dikirim. Ada nomor telepon" in answer
    assert await phone.town.ticket(ticket) == ticket
    assert await phone.town.said(ticket) == []


async def test_an_agency_that_only_helps_decides_nothing_by_chat(phone: Phone) -> None:
    other = await phone.town.complain("Sampah", "sampah")
    async with phone.town.database.write() as unit:
        await unit.tickets.save(replace(other, supporting=("DPUPR",)))
        await unit.commit()
    other = await phone.town.ticket(other)
    await phone.link()
    for deed in ("tutup: beres", "balas: halo", "ambil"):
        assert "hanya mendukung" in await phone.send(f"{other.number} {deed}")
    assert await phone.town.ticket(other) == other


@pytest.mark.parametrize("username", ["tari", "awas"])
async def test_other_roles_do_nothing_by_chat(phone: Phone, username: str) -> None:
    ticket = await phone.town.complain()
    await phone.link(username)
    assert "hanya untuk petugas dan kepala OPD" in await phone.send(f"{ticket.number} tutup: beres")
    assert await phone.town.ticket(ticket) == ticket


async def test_a_mistyped_number_is_asked_about_before_anything_is_done(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    wrong = ticket.number[:5] + ("2" if ticket.number[5] != "2" else "3") + ticket.number[6:]
    assert f"Maksud Anda {ticket.number}?" in await phone.send(f"{wrong} tutup: ditambal")
    assert await phone.town.ticket(ticket) == ticket
    assert "tidak ada yang dijalankan" in await phone.send("tidak")
    await phone.send(f"{wrong} tutup: ditambal rapi")
    assert "ditutup sebagai selesai" in await phone.send("Ya")
    assert "ditambal rapi" in (await phone.town.said(ticket))[0].text
    await phone.send("ya")
    assert phone.echo.heard[-1] == "ya", "nothing is asked any more"


async def test_a_question_forgotten_for_ten_minutes_is_no_question(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    wrong = ticket.number[:5] + ("2" if ticket.number[5] != "2" else "3") + ticket.number[6:]
    await phone.send(f"{wrong} tutup: ditambal")
    phone.town.ahead = timedelta(minutes=11)
    await phone.send("ya")
    assert await phone.town.ticket(ticket) == ticket


@pytest.mark.parametrize("how", ["old", "closed"])
async def test_a_link_counts_90_days_and_as_long_as_the_account_is_open(phone: Phone, how: str) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    if how == "old":
        phone.town.ahead = LASTS + timedelta(minutes=1)
    else:
        async with phone.town.database.write() as unit:
            await unit.staff.disable((await joko(phone)).id, phone.town.now())
            await unit.commit()
    assert "tidak berlaku lagi" in await phone.send(f"{ticket.number} tutup: ditambal")
    assert await kinds(phone, ticket) == await kinds(phone, ticket)
    assert (await phone.town.ticket(ticket)).status is TicketStatus.ASSIGNED


async def test_an_officers_other_words_are_a_citizens(phone: Phone) -> None:
    await phone.link()
    await phone.send("Lampu jalan di depan rumah saya mati")
    assert phone.echo.heard == ["Lampu jalan di depan rumah saya mati"]


async def test_a_citizen_cannot_command(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.send(f"{ticket.number} tutup: saya bukan petugas", "hp-warga")
    assert await phone.town.ticket(ticket) == ticket
    assert len(phone.echo.heard) == 1


async def test_an_edited_command_is_not_done_again(phone: Phone) -> None:
    ticket = await phone.town.complain()
    await phone.link()
    await phone.send("halo", external_id="asal")
    phone.echo.note_edit = _nowhere  # type: ignore[method-assign]
    answer = await phone.send(f"{ticket.number} tutup: ditambal", external_id="edit:asal", edits="asal")
    assert "tidak dijalankan" in answer
    assert (await phone.town.ticket(ticket)).status is TicketStatus.ASSIGNED


async def _nowhere(*_: object) -> bool:
    return False
