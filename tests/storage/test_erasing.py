"""Erasing a citizen: after real conversations nothing of the words, the name or the number is left anywhere."""

import asyncio
import base64
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import inspect, text

from app.tools import ask_erasure
from bot.media import MediaFetcher
from messages import Address, Attachment, InboundMessage, MessageKind, Point, Saying
from nlu.interpreter import Interpreter
from nlu.pipeline import load_interpreter
from nlu.training import train
from settings import Settings, SettingsError
from storage import Database, UnitOfWork
from storage.corrections import What
from storage.erasing import attend, erase, erase_due, remove_files
from storage.staff import Role
from tests.conftest import KEY, ROOT
from tests.conversations.line import Line, open_line
from tests.fakes import Clock, PaperChannel
from tests.phone_photo import phone_photo
from tickets.help import HelpKind
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket, Vote

NAME, PHONE = "Suparjo Wiroguno", "+6281234567890"
#: Each stands in something the citizen wrote or an officer wrote about them.
MARKS = [
    "kromoleo",
    "sumurpitu",
    "suparjo",
    "81234567890",
    "bolongan",
    "zebrakuda",
    "kecewapol",
    "tiangmiring",
    "warga-rahasia",
    "berkas-foto",
    "geremetan",
    "dibetulke",
    "catatanku",
    "kutipanku",
    "drafku",
    "bantuanku",
    "suaraku",
    "-7.123",
    "110.987",
]
NEIGHBOUR = "gotgotan"


class PhotoChannel(PaperChannel):
    """Has the photo."""

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        del limit
        theirs = attachment.file_id == "berkas-foto"
        return phone_photo(1, point=Point(-7.123, 110.987)) if theirs else phone_photo(2)


class Life:
    """One citizen's whole story with the desk, and a neighbour's beside it."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.count = 0
        self.officer = ""

    async def say(self, words: str = "", who: str = "warga-rahasia", **more: Any) -> int:
        self.count += 1
        self.line.clock.forward(seconds=30)
        phone = PHONE if who == "warga-rahasia" else "+62800"
        address = Address("paper", "desk", who, phone=phone)
        name = NAME if who == "warga-rahasia" else "Tetangga"
        values = {"kind": MessageKind.TEXT, "sender_name": name} | more
        message = InboundMessage(
            address, f"m{self.count}", provider_time=self.line.clock(), text=words, **values
        )
        raw = json.dumps({"dari": NAME, "nomor": PHONE, "kata": words}).encode() if name == NAME else b"{}"
        await self.line.gateway.accept([(message, raw)])
        self.line.clock.forward(seconds=30)
        while await self.line.worker.turn():
            pass
        return self.count

    async def ticket(self, of: int = 0) -> Ticket:
        async with self.line.database.read() as unit:
            query = text("SELECT number FROM tickets ORDER BY opened_at")
            numbers = list((await unit.connection.execute(query)).scalars())
            return await unit.tickets.by_number(numbers[of])

    async def fetch(self) -> None:
        line = self.line
        fetcher = MediaFetcher(line.database, {"paper": PhotoChannel()}, line.media_dir, 10**7, line.clock)
        while await fetcher.step():
            pass

    async def hear(self, words: str) -> None:
        """Let a recogniser have heard these words in the last voice message."""
        async with self.line.database.write() as unit:
            voice = await unit.voices.claim(self.line.clock(), timedelta(minutes=1))
            assert voice is not None
            await unit.voices.heard(voice.attachment_id, words, self.line.clock())
            await unit.commit()

    async def officers(self, unit: UnitOfWork) -> None:
        """Do everything officers do on the citizen's case, quoting freely."""
        line, ticket = self.line, await self.ticket()
        now = line.clock()
        self.officer = (await unit.staff.add("rina", "Rina", "x", Role.OFFICER, "DPUPR", now)).id
        who, service = Actor(ActorKind.OFFICER, self.officer), await line.desk.service(unit)
        keys = (TurnKeys(f"officer:{n}") for n in range(99))
        ticket = await service.transfer(
            ticket, "DISHUB", "Pak Suparjo, tiangmiring dekat Kromoleo", who, next(keys)
        )
        ticket = await service.reply(ticket, "Pak Suparjo, bolongan itu", who, next(keys))
        ticket = await service.ask_help(
            ticket, HelpKind.QUESTION, "DLH", "bantuanku: bolongan?", 2, who, next(keys)
        )
        [asked] = await unit.tickets.help_of(ticket.id)
        ticket = await service.give_help(ticket, asked, "bantuanku juga", who, next(keys))
        again = date(2025, 11, 20)
        ticket = await service.pass_outside(
            ticket, "Provinsi", "Bu Tini", "kutipanku", again, who, next(keys)
        )
        await unit.notes.add(ticket.id, "catatan:1", self.officer, "catatanku: Pak Suparjo", now)
        await unit.drafts.put(ticket.id, self.officer, "balas.isi", "drafku Suparjo", now)
        await unit.corrections.note(ticket, What.TOPIC, "jalan", "banjir", self.officer, now)
        await service.ask(ticket, "Pak Suparjo, yang mana?", who, next(keys))
        link = await self._officers_chat(unit)
        words = f"Panggilan: {ticket.number} Jalan rusak, warung kromoleo"
        await unit.outbox.put(link, Saying(text=words), turn="calls:1", n=0)

    async def _officers_chat(self, unit: UnitOfWork) -> str:
        known = await unit.contacts.remember(Address("paper", "desk", "rina"), None, self.line.clock())
        talk = await unit.conversations.find_or_open(known, "paper", "desk", "", self.line.clock())
        await unit.officer_links.link(self.officer, talk, self.line.clock())
        return talk

    async def close(self, unit: UnitOfWork) -> None:
        who, service = Actor(ActorKind.OFFICER, self.officer), await self.line.desk.service(unit)
        for n in range(20):
            ticket = await self.ticket_or_none(n)
            if ticket is None or ticket.closed_at is not None:
                continue
            own = ticket.reporter_id == (await self.ticket()).reporter_id
            words = "dibetulke, Pak Suparjo" if own else "sudah dikeruk"
            await service.close(ticket, "done", words, who, TurnKeys(f"close:{n}"))
            closed = await unit.tickets.get(ticket.id)
            citizen = Actor(ActorKind.CITIZEN, ticket.reporter_id)
            note = "kecewapol" if n == 0 else ""
            await service.vote(closed, Vote.YES, citizen, TurnKeys(f"vote:{n}"), note)

    async def ticket_or_none(self, of: int) -> Ticket | None:
        try:
            return await self.ticket(of)
        except IndexError:
            return None


@pytest.fixture(scope="module")
def interpreter(models: Path) -> Interpreter:
    return load_interpreter(train(ROOT / "data", models, lambda _: None), "KLT")


@pytest.fixture
async def life(tmp_path: Path, interpreter: Interpreter, database_url: str) -> AsyncIterator[Life]:
    clock = Clock(datetime(2025, 11, 3, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta")))
    async with open_line(tmp_path, interpreter, clock, {"database_url": database_url}) as line:
        yield await _lived(Life(line))


async def _lived(life: Life) -> Life:
    """Live it until everything is closed and the erasure is asked for."""
    await life.say("jalan depan warung mbah kromoleo bolong, ada bolongan gede, saya Suparjo, 081234567890")
    last = await life.say("jalan depan balai desa banyak lubang geremetan juga")
    await life.say("jalan depan balai desa banyak lubang zebrakuda", edits=f"m{last}")
    await life.say(kind=MessageKind.LOCATION, point=Point(-7.123, 110.987))
    photo = Attachment(MessageKind.PHOTO, "berkas-foto", "image/jpeg")
    await life.say("fotonya di sumurpitu", kind=MessageKind.PHOTO, attachments=(photo,))
    sound = Attachment(MessageKind.VOICE, "berkas-suara", "audio/ogg")
    await life.say(kind=MessageKind.VOICE, attachments=(sound,))
    await life.fetch()
    await life.hear("suaraku tentang kromoleo")
    async with life.line.database.write() as unit:
        await life.officers(unit)
        await unit.commit()
    await life.say("yang di sumurpitu sebelah kromoleo pak")
    theirs = Attachment(MessageKind.PHOTO, "tetangga", "image/jpeg")
    await life.say(
        f"{NEIGHBOUR} mampet di jl kenanga", "tetangga", kind=MessageKind.PHOTO, attachments=(theirs,)
    )
    await life.fetch()
    async with life.line.database.write() as unit:
        await life.close(unit)
        await unit.commit()
    await life.say("hapus data saya")
    await life.say(kind=MessageKind.BUTTON, payload="/hapus_data_ya")
    return life


async def run(life: Life) -> int:
    line = life.line
    return await erase_due(line.database, line.desk, line.media_dir, line.clock())


async def everything(database: Database) -> str:
    """Return every value of every table in one text; what is sealed is opened."""
    found: list[str] = []
    async with database.read() as unit:
        names = await unit.connection.run_sync(lambda db: inspect(db).get_table_names())
        for name in names:
            rows = (await unit.connection.execute(text(f'SELECT * FROM "{name}"'))).all()  # noqa: S608 - our own names
            found += [f"{name}: {word}" for row in rows for value in row for word in _words(database, value)]
    return "\n".join(found).casefold()


def _words(database: Database, value: Any) -> Iterator[str]:
    if not isinstance(value, bytes | memoryview):
        yield str(value)
        return
    content = bytes(value)
    yield content.decode("latin-1")
    try:
        yield database.cipher.decrypt(content).decode("latin-1") if content else ""
    except (InvalidTag, ValueError):
        return


def files(life: Life) -> list[Path]:
    return [path for path in life.line.media_dir.rglob("*") if path.is_file()]


async def test_nothing_of_an_erased_citizen_is_left(life: Life) -> None:
    before = await everything(life.line.database)
    missing = [mark for mark in (*MARKS, NEIGHBOUR) if mark not in before]
    assert missing == [], "the test would find nothing even if nothing were erased"
    assert len(files(life)) == 3
    life.line.clock.forward(days=2, minutes=5)
    assert await run(life) == 1
    after = await everything(life.line.database)
    left = [line for line in after.splitlines() if any(mark in line for mark in MARKS)]
    assert left == [], "\n".join(left)
    assert NEIGHBOUR in after
    assert len(files(life)) == 1


async def test_nothing_is_left_in_the_file_of_the_database_either(
    life: Life, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if "sqlite" not in request.node.name:
        pytest.skip("PostgreSQL's vacuum frees what was changed, in its own time")
    life.line.clock.forward(days=2, minutes=5)
    await run(life)
    with closing(sqlite3.connect(tmp_path / "tanggap.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (
        b"".join(path.read_bytes() for path in tmp_path.glob("tanggap.db*")).decode("latin-1").casefold()
    )
    assert NEIGHBOUR in content
    assert [mark for mark in MARKS if mark in content] == []


async def test_what_stays_is_number_topic_agency_times_and_outcome(life: Life) -> None:
    before = await life.ticket()
    life.line.clock.forward(days=2, minutes=5)
    await run(life)
    after = await life.ticket()
    for name in (
        "number",
        "topic",
        "agency",
        "status",
        "outcome",
        "vote",
        "opened_at",
        "closed_at",
        "area_code",
    ):
        assert getattr(after, name) == getattr(before, name), name
    assert (after.place, after.point) == (None, None)
    async with life.line.database.read() as unit:
        last = (await unit.tickets.events(after.id))[-1]
    assert last.kind == "data_erased"


async def test_it_waits_two_days_and_is_done_once(life: Life) -> None:
    assert await run(life) == 0
    life.line.clock.forward(days=2, minutes=5)
    assert await run(life) == 1
    assert await run(life) == 0
    async with life.line.database.read() as unit:
        assert await unit.erasures.waiting() == []
        assert await unit.erasures.is_erased((await life.ticket()).reporter_id)


async def test_killed_before_the_commit_nothing_is_erased_and_killed_after_it_the_files_still_go(
    life: Life,
) -> None:
    line, ticket = life.line, await life.ticket()
    life.line.clock.forward(days=2, minutes=5)
    async with line.database.write() as unit:
        await erase(unit, line.desk, ticket.reporter_id, line.clock())
    assert "kromoleo" in await everything(line.database)
    async with line.database.write() as unit:
        await erase(unit, line.desk, ticket.reporter_id, line.clock())
        await unit.commit()
    assert len(files(life)) == 3
    assert await remove_files(line.database, line.media_dir, line.clock()) == 2
    assert len(files(life)) == 1


async def test_a_file_that_was_being_fetched_is_removed_too(life: Life) -> None:
    line = life.line
    theirs = min({path.name for path in files(life)} - {await _file_of(line, "tetangga")})
    life.line.clock.forward(days=2, minutes=5)
    await run(life)
    (line.media_dir / theirs).write_bytes(b"late")
    life.line.clock.forward(minutes=5)
    await run(life)
    assert not (line.media_dir / theirs).exists()
    async with line.database.write() as unit:
        assert not await unit.media.stored(theirs, "image/jpeg", 4)


async def _file_of(line: Line, who: str) -> str:
    async with line.database.read() as unit:
        known = line.database.cipher.fingerprint("address", "paper", "desk", who)
        query = text(
            "SELECT a.id FROM attachments a JOIN inbound_messages m ON m.id = a.message_id JOIN conversations c "
            "ON c.id = m.conversation_id JOIN contact_addresses d ON d.contact_id = c.contact_id "
            "WHERE d.fingerprint = :known"
        )
        return str((await unit.connection.execute(query, {"known": known})).scalar_one())


async def test_whoever_writes_again_is_a_new_person_and_old_cases_reach_nobody(life: Life) -> None:
    line, old = life.line, await life.ticket()
    life.line.clock.forward(days=2, minutes=5)
    await run(life)
    await life.say("lampu jalan mati di jl veteran depan smpn 2")
    async with line.database.write() as unit:
        service = await line.desk.service(unit)
        again = await unit.tickets.get(old.id, lock=True)
        await service.reopen(
            again, "diperiksa lagi", Actor(ActorKind.OFFICER, life.officer), TurnKeys("buka:1")
        )
        await unit.commit()
    newest = await life.ticket(-1)
    assert newest.reporter_id != old.reporter_id
    async with line.database.read() as unit:
        [*_, last] = await unit.outbox.of_ticket(old.id)
    assert (last.state, last.error) == ("failed", "Erased")


async def test_what_comes_while_it_is_due_is_worked_off_first(life: Life) -> None:
    line = life.line
    life.line.clock.forward(days=2, minutes=5)
    letter = InboundMessage(
        Address("paper", "desk", "warga-rahasia"),
        "m99",
        MessageKind.TEXT,
        line.clock(),
        "lampu jalan mati di jl mawar",
    )
    await line.gateway.accept([(letter, b"{}")])
    assert await run(life) == 0
    line.clock.forward(seconds=30)
    while await line.worker.turn():
        pass
    assert await run(life) == 0, "the new report is open"
    async with line.database.read() as unit:
        [request] = await unit.erasures.waiting()
    assert request.due_at is None


async def test_what_comes_in_at_the_very_moment_is_a_strangers(life: Life) -> None:
    line, old = life.line, await life.ticket()
    line.clock.forward(days=2, minutes=5)
    letter = InboundMessage(
        Address("paper", "desk", "warga-rahasia"), "m99", MessageKind.TEXT, line.clock(), "masih ada orang"
    )
    async with line.database.write() as unit:
        assert await attend(unit, line.desk, old.reporter_id, line.clock())
        coming = asyncio.create_task(line.gateway.accept([(letter, b"{}")]))
        await asyncio.sleep(0.3)
        assert not coming.done()
        await unit.commit()
    await coming
    async with line.database.read() as unit:
        message = max(await unit.journal.pending(await _talk_of(unit)), key=lambda each: each.id)
        assert (await unit.conversations.get(message.conversation_id)).contact_id != old.reporter_id


async def _talk_of(unit: UnitOfWork) -> str:
    query = text("SELECT conversation_id FROM inbound_messages WHERE state = 'pending'")
    return str((await unit.connection.execute(query)).scalar_one())


async def test_a_written_request_names_a_ticket_and_hears_the_day(life: Life, database_url: str) -> None:
    key = base64.urlsafe_b64encode(KEY).decode()
    settings = Settings(_env_file=None, contact_key=key, database_url=database_url)
    number = (await life.ticket()).number
    assert "Kamis, 6 November 2025" in await ask_erasure(settings, number.lower())
    life.line.clock.forward(days=2, minutes=5)
    await run(life)
    with pytest.raises(SettingsError, match="sudah dihapus"):
        await ask_erasure(settings, number)
