"""What citizens choose by: as buttons, as a list, on the web page; and a press through the web chat counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.texts import HouseTexts
from bot.channels.telegram_keyboard import keyboard
from bot.channels.web import WebChannel, Written
from bot.channels.whatsapp_compose import bodies
from bot.dialogue.renderer import Texts
from messages import Address, OutboundMessage, Rendered
from nlu.interpreter import Interpreter, ParsedMessage
from nlu.payload import parsed_payload, read_payload
from settings import Settings
from tests.conversations import records
from tests.conversations.line import Line, dialogue, open_line
from tests.fakes import Clock
from tickets.keys import TurnKeys
from tickets.opening import Opening
from tickets.status import TicketStatus
from tickets.ticket import Actor, ActorKind, Ticket

RINA = Actor(ActorKind.OFFICER, "rina")
SARI, BUDI = "S" * 43, "B" * 43
KNOWN = {"nomor": "ABCDE-3W7QHD-5", "opd": "DPUPR", "isi": "Selesai.", "tanggal": "Senin, 10 November 2025"}
KNOWN |= {"perkara": "Jalan", "sejak": "3 Nov", "jumlah": "2", "status": "sedang dikerjakan", "lama": "X"}
KNOWN |= {"nama_topik": "Perilaku aparatur"}


class Payloads:
    """Understands buttons alone."""

    def parse(self, text: str) -> ParsedMessage:
        payload = read_payload(text)
        assert payload is not None
        return parsed_payload(text, payload, ["jalan", "lainnya"])


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    interpreter: Interpreter = Payloads()
    async with open_line(tmp_path, interpreter, Clock(), {}) as opened:
        yield opened


def rendered(response: str) -> Rendered:
    house = HouseTexts(Texts(dialogue()[0]), Settings(_env_file=None))
    return house.render(response, KNOWN, {}, "whatsapp", "1")


@pytest.mark.parametrize(
    ("response", "kind", "choices"),
    [
        ("utter_tiket_ditutup_done", "button", 3),
        ("utter_minta_nilai", "list", 5),
        ("utter_mungkin_sama", "button", 2),
        ("utter_tiket_rahasia", "button", 3),
    ],
)
def test_whatsapp_shows_up_to_three_buttons_and_more_as_a_list(
    response: str, kind: str, choices: int
) -> None:
    shown = rendered(response)
    [body] = bodies(OutboundMessage(Address("whatsapp", "desk", "628"), shown.text, shown.buttons))
    assert body["interactive"]["type"] == kind
    action = body["interactive"]["action"]
    rows = action["buttons"] if kind == "button" else action["sections"][0]["rows"]
    assert len(rows) == choices


def test_telegram_shows_five_stars_two_in_a_row() -> None:
    keys = keyboard(rendered("utter_minta_nilai").buttons)
    assert keys is not None
    assert [len(row) for row in keys.inline_keyboard] == [2, 2, 1]


async def press(line: Line, visitor: str, client_id: str, payload: str) -> Address:
    message, raw = WebChannel(Path()).message(visitor, Written(client_id, payload=payload))
    await line.gateway.accept([(message, raw)])
    while await line.worker.turn():
        pass
    return message.address


async def closed_ticket(line: Line) -> tuple[Ticket, Address]:
    address = await press(line, SARI, "1", "/sapa")
    async with line.database.write() as unit:
        talk = await unit.conversations.get((await unit.journal.get(1)).conversation_id)
        service = await line.desk.service(unit)
        opening = Opening(1, talk.contact_id, talk.id, "jalan", 0.9, topic_is_sure=True)
        ticket = await service.open_ticket(opening, TurnKeys("open"))
        ticket = await service.close(ticket, "done", "Ditambal.", RINA, TurnKeys("close"))
        await unit.commit()
    return ticket, address


async def test_on_the_web_page_the_reporter_presses_and_nobody_else_can(line: Line) -> None:
    ticket, address = await closed_ticket(line)
    shown = (await records.heard(line.database, address))[-1]
    assert [title for title, _ in shown.buttons] == ["Sudah", "Belum", "Belum sempat lihat"]
    stranger = await press(line, BUDI, "2", shown.buttons[0][1])
    assert (await records.heard(line.database, stranger))[-1].response == "utter_tiket_tidak_ketemu"
    await press(line, SARI, "3", shown.buttons[0][1])
    async with line.database.read() as unit:
        assert (await unit.tickets.get(ticket.id)).status is TicketStatus.RESOLVED
    stars = (await records.heard(line.database, address))[-1]
    await press(line, SARI, "4", stars.buttons[3][1])
    async with line.database.read() as unit:
        assert (await unit.tickets.get(ticket.id)).rating == 4


async def test_stars_that_are_none_are_not_kept(line: Line) -> None:
    ticket, address = await closed_ticket(line)
    for n, stars in enumerate(("0", "6", "lima", ""), start=2):
        payload = f'/beri_nilai{{"nomor_tiket":"{ticket.number}","nilai":"{stars}"}}'
        await press(line, SARI, str(n), payload)
        assert (await records.heard(line.database, address))[-1].response == "utter_nilai_tidak_dicatat"
    async with line.database.read() as unit:
        assert (await unit.tickets.get(ticket.id)).rating is None
