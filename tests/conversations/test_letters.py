"""A letter of 2,000 words: one ticket, soon, with every word of it for the officers."""

import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from messages import InboundMessage, MessageKind
from nlu.interpreter import Interpreter
from tests.conversations import records
from tests.conversations.citizen import citizen_on_paper
from tests.conversations.line import Line, open_line
from tests.conversations.test_conversations import interpreter
from tests.fakes import Clock

__all__ = ["interpreter"]

SENTENCES = (
    "Dengan hormat, bersama surat ini saya menyampaikan keluhan tentang jalan di depan Pasar Randusari.",
    "Jalan itu berlubang dalam sejak tahun lalu dan setiap hujan tergenang air.",
    "Lubangnya kira-kira selebar satu meter dan letaknya tepat di depan pintu masuk pasar.",
    "Warga sudah pernah menimbunnya dengan batu, tetapi timbunan itu habis terbawa air.",
)
#: What Telegram takes in one message; its apps cut what is longer and send the pieces at once.
PIECE = 4096
LETTER = " ".join(SENTENCES[n % len(SENTENCES)] for n in range(160))


@pytest.fixture
async def line(tmp_path: Path, interpreter: Interpreter) -> AsyncIterator[Line]:
    clock = Clock(datetime(2025, 11, 3, 10, tzinfo=ZoneInfo("Asia/Jakarta")))
    async with open_line(tmp_path, interpreter, clock, {}) as opened:
        yield opened


async def deliver(line: Line, texts: list[str]) -> float:
    """Send the texts as one person's messages; return the seconds the work took."""
    citizen = citizen_on_paper("warga", line.clock)
    written: list[InboundMessage] = [
        message for text in texts for message in citizen.write("citizen", text, {})
    ]
    await line.gateway.accept([(message, b"{}") for message in written])
    line.clock.forward(seconds=20)
    begun = time.monotonic()
    while await line.worker.turn():
        pass
    return time.monotonic() - begun


async def test_two_thousand_words_in_one_message(line: Line) -> None:
    assert len(LETTER.split()) > 2000
    assert await deliver(line, [LETTER]) < 10
    (number,) = await records.numbers(line.database)
    assert await whole(line, number) == LETTER


async def test_a_letter_that_the_app_cut_in_pieces_is_one_ticket(line: Line) -> None:
    pieces = [LETTER[n : n + PIECE] for n in range(0, len(LETTER), PIECE)]
    assert len(pieces) > 3
    assert await deliver(line, pieces) < 10
    (number,) = await records.numbers(line.database)
    assert await whole(line, number) == LETTER


async def test_a_letter_gets_one_answer(line: Line) -> None:
    await deliver(line, [LETTER[n : n + PIECE] for n in range(0, len(LETTER), PIECE)])
    said = await records.heard(line.database, citizen_on_paper("warga", line.clock).address)
    assert [each.response for each in said] == ["utter_tiket_diterima", "utter_jika_terluka"]


async def whole(line: Line, number: str) -> str:
    """Return every word the officers of a ticket see."""
    async with line.database.read() as unit:
        ticket = await unit.tickets.by_number(number)
        messages = await unit.journal.many(await unit.tickets.message_ids(ticket.id))
    assert all(message.kind is MessageKind.TEXT for message in messages)
    assert line.clock() - messages[0].received_at < timedelta(minutes=1)
    return "".join(message.text for message in messages)
