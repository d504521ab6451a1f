"""Voice messages are heard beside the conversations: nobody waits for it, and a kill asks nobody twice."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from bot.gateway import Gateway
from bot.media import MediaFetcher
from bot.recogniser import Recogniser
from bot.transcriber import Transcriber
from messages import Address, Attachment, InboundMessage, MessageKind
from nlu.interpreter import Interpreter
from storage.erasing import erase
from storage.tables import outbox
from tests.conversations.line import Line, VoiceChannel, open_line
from tests.fakes import Clock
from tickets.keys import TurnKeys
from tickets.opening import Opening

NOBODY = cast("Interpreter", None)  #: no words are understood here
READS = f"{sys.executable} -c 'import sys; print(open(sys.argv[1]).read())'"


class Desk:
    """One voice message, stored and on its ticket."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def transcriber(self, command: str = READS, seconds: float = 20) -> Transcriber:
        line = self.line
        return Transcriber(line.database, Recogniser(command, seconds), line.media_dir, line.clock)

    async def write(self, kind: MessageKind, n: int) -> int:
        line = self.line
        sound = (Attachment(MessageKind.VOICE, "suara"),) if kind is MessageKind.VOICE else ()
        message = InboundMessage(
            Address("paper", "desk", "warga"), f"m{n}", kind, line.clock(), attachments=sound
        )
        await Gateway(line.database, line.clock, timedelta(0)).accept([(message, b"{}")])
        return n

    async def speak(self) -> None:
        """Store a voice message and open its ticket, as its turn does."""
        line, n = self.line, await self.write(MessageKind.VOICE, 1)
        channels = {"paper": VoiceChannel("lampu jalan mati")}
        while await MediaFetcher(line.database, channels, line.media_dir, 1000, line.clock).step():
            pass
        async with line.database.write() as unit:
            stored = await unit.journal.get(n)
            reporter = (await unit.conversations.get(stored.conversation_id)).contact_id
            request = Opening(n, reporter, stored.conversation_id, "lainnya", 0, topic_is_sure=False)
            await (await line.desk.service(unit)).open_ticket(request, TurnKeys("in:1"))
            await unit.journal.settle([n], stored.state.DONE)
            await unit.commit()

    async def said(self) -> list[str | None]:
        async with self.line.database.read() as unit:
            query = select(outbox.c.response).order_by(outbox.c.id)
            return list((await unit.connection.execute(query)).scalars())


@pytest.fixture
async def desk(tmp_path: Path, database_url: str) -> AsyncIterator[Desk]:
    async with open_line(tmp_path, NOBODY, Clock(), {"database_url": database_url}) as line:
        desk = Desk(line)
        await desk.speak()
        yield desk


async def test_it_is_heard_and_asked_about_once(desk: Desk) -> None:
    assert await desk.transcriber().step()
    assert not await desk.transcriber().step()
    assert await desk.said() == ["utter_suara_didengar"]


async def test_a_recogniser_that_fails_leaves_it_to_the_officers(desk: Desk) -> None:
    assert await desk.transcriber("false").step()
    assert await desk.said() == ["utter_suara_tidak_terbaca"]


async def test_others_write_while_a_recogniser_thinks(desk: Desk) -> None:
    slow = asyncio.create_task(desk.transcriber(f"{sys.executable} -c 'import time; time.sleep(3)'").step())
    await asyncio.sleep(0.5)
    async with asyncio.timeout(2):
        await desk.write(MessageKind.STICKER, 2)
    assert await slow


async def test_who_wrote_on_is_not_asked(desk: Desk) -> None:
    await desk.write(MessageKind.STICKER, 2)
    assert await desk.transcriber().step()
    assert await desk.said() == []


async def test_killed_while_hearing_it_is_heard_again_once_and_then_given_up(desk: Desk) -> None:
    for _ in range(3):
        assert await desk.transcriber()._claim() is not None, "and then the process is killed"
        assert not await desk.transcriber().step(), "nobody takes it while its lease lasts"
        desk.line.clock.forward(minutes=2)
    assert await desk.transcriber("echo never").step()
    assert await desk.said() == ["utter_suara_tidak_terbaca"]


async def test_an_old_one_is_left_to_the_officers(desk: Desk) -> None:
    desk.line.clock.forward(hours=2)
    assert not await desk.transcriber().step()


async def test_who_is_erased_meanwhile_is_asked_nothing(desk: Desk) -> None:
    transcriber, line = desk.transcriber(), desk.line
    voice = await transcriber._claim()
    assert voice is not None
    async with line.database.write() as unit:
        contact_id = (await unit.conversations.get(voice.conversation_id)).contact_id
        await unit.erasures.ask(contact_id, "cli", line.clock())
        await erase(unit, line.desk, contact_id, line.clock())
        await unit.commit()
    async with line.database.write() as unit:
        assert not await unit.voices.heard(voice.attachment_id, "lampu", line.clock())
    assert await desk.said() == []
