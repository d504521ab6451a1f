"""Several matters of one message over a real database: keys, officers' eyes, and what is asked how often."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.save_place import ActionSavePlace
from actions.submit_complaint import ActionSubmitComplaint
from inbox.timeline import Side, timeline
from messages import Address, InboundMessage, MessageKind
from nlu.interpreter import Interpreter
from storage.case_lists import Viewer
from storage.case_parts import Case
from storage.cases import Cases
from storage.search import Search, understand
from storage.staff import Officer, Role
from tests.conversations.line import Line, dialogue, open_line
from tests.fakes import Clock
from tickets.keys import TurnKeys
from tickets.ticket import BOT, Ticket, TicketUrgency, Visibility

NOBODY = cast("Interpreter", None)  #: no words are understood here; the parts are given
ROAD, LAMP, BRIBE = "jalan kampung berlubang", "terus lampu jalan mati", "terus pak kades minta uang 200rb"
DPUPR = Officer("o1", "joko", "Joko", Role.OFFICER, "DPUPR")
INSPECTOR = Officer("o2", "sari", "Sari", Role.OFFICER, "INSPEKTORAT")


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(tmp_path, NOBODY, Clock(), {}) as opened:
        yield opened


def part(text: str, topic: str, **more: Any) -> dict[str, Any]:
    plain = {"text": text, "topics": [[topic, 0.9]], "topic_is_sure": True, "urgency": "biasa"}
    return plain | {"sensitivity": [], "place": None} | more


async def turn(line: Line, parts: list[dict[str, Any]], slots: dict[str, Any] | None = None) -> Tracker:
    """Journal a message of these parts and return the turn as an action sees it."""
    text = ", ".join(each["text"] for each in parts)
    message = InboundMessage(Address("paper", "desk", "warga"), "m1", MessageKind.TEXT, line.clock(), text)
    await line.gateway.accept([(message, b"{}")])
    async with line.database.read() as unit:
        stored = await unit.journal.get(1)
        reporter = (await unit.conversations.get(stored.conversation_id)).contact_id
    metadata = {"turn": "in:1", "message_id": 1, "message_ids": [1], "kind": "text", "has_media": False}
    metadata |= {"contact_id": reporter, "conversation_id": stored.conversation_id, "remarks": []}
    metadata |= {"received_at": line.clock().isoformat(), "point": None, "last_outbound": None}
    metadata |= {"topics": parts[0]["topics"], "topic_is_sure": True, "urgency": "biasa", "parts": parts}
    metadata |= {"sensitivity": sorted({flag for each in parts for flag in each["sensitivity"]})}
    heard = {"text": text, "intent": {"name": "lapor", "confidence": 1.0}, "metadata": metadata}
    return Tracker("1", slots or {}, heard, [], False, None, {}, "action_listen")


async def opened(line: Line, tracker: Tracker) -> tuple[list[Ticket], list[dict[str, Any]], dict[str, Any]]:
    """Run the action; return all tickets by part, what was said, and the slots."""
    said = CollectingDispatcher()
    events = await ActionSubmitComplaint().run(said, tracker, dialogue()[0].source)
    async with line.database.read() as unit:
        found = await unit.tickets.of_reporter(tracker.latest_message["metadata"]["contact_id"])
    return sorted(found, key=lambda t: t.part), said.messages, {e["name"]: e["value"] for e in events}


async def seen(line: Line, officer: Officer, number: str) -> Case:
    async with line.database.read() as unit:
        return await Cases(unit, officer).case(number)


async def found(line: Line, officer: Officer, word: str) -> list[str]:
    viewer = Viewer(officer, line.clock(), line.clock().date())
    async with line.database.read() as unit:
        return [row.ticket.number for row in (await Search(unit, viewer).find(understand(word, "KLT"))).rows]


async def test_a_turn_run_twice_opens_every_ticket_once(line: Line) -> None:
    tracker = await turn(line, [part(ROAD, "jalan"), part(LAMP, "listrik_pju")])
    first, said, slots = await opened(line, tracker)
    again, said_again, slots_again = await opened(line, tracker)
    assert [ticket.number for ticket in again] == [ticket.number for ticket in first]
    assert (said, slots) == (said_again, slots_again)
    assert slots["bagian"] == slots["tiket_lokasi"] == [ticket.number for ticket in first]


async def test_a_place_said_twice_stands_on_every_ticket_once(line: Line) -> None:
    tracker = await turn(line, [part(ROAD, "jalan"), part(LAMP, "listrik_pju")])
    first, _, slots = await opened(line, tracker)
    tracker.slots |= slots | {"lokasi": "depan pasar"}
    for _ in range(2):
        await ActionSavePlace().run(CollectingDispatcher(), tracker, dialogue()[0].source)
    async with line.database.read() as unit:
        now = [await unit.tickets.get(ticket.id) for ticket in first]
        kinds = [[event.kind for event in await unit.tickets.events(ticket.id)] for ticket in first]
    assert [ticket.place for ticket in now] == ["depan pasar", "depan pasar"]
    assert [each.count("place_set") for each in kinds] == [1, 1]


async def test_officers_read_which_part_is_theirs_before_the_whole_message(line: Line) -> None:
    road, _lamp = (await opened(line, await turn(line, [part(ROAD, "jalan"), part(LAMP, "listrik_pju")])))[0]
    spoken = (await seen(line, DPUPR, road.number)).spoken[0]
    assert spoken.part is not None
    assert (spoken.part.n, spoken.part.of, spoken.part.words) == (1, 2, ROAD)
    assert LAMP in spoken.message.text
    entry = next(
        e for e in timeline(await seen(line, DPUPR, road.number), str, str) if e.side is Side.CITIZEN
    )
    assert entry.note == f"Pesan ini memuat 2 laporan; aduan ini nomor 1: “{ROAD}”"


async def test_beside_a_secret_matter_officers_read_their_own_words_only(line: Line) -> None:
    bribe = part(BRIBE, "desa", sensitivity=["pungli"])
    road, secret = (await opened(line, await turn(line, [part(ROAD, "jalan"), bribe])))[0]
    assert secret.visibility is Visibility.SECRET
    read = await seen(line, DPUPR, road.number)
    assert read.spoken[0].message.text == ROAD
    assert [entry.note for entry in timeline(read, str, str) if entry.side is Side.CITIZEN] == [""]
    assert BRIBE in (await seen(line, INSPECTOR, secret.number)).spoken[0].message.text
    assert await found(line, DPUPR, "kades") == []
    assert await found(line, INSPECTOR, "kades") == [secret.number]
    assert await found(line, DPUPR, "berlubang") == [road.number]


async def test_a_split_of_a_veiled_ticket_unveils_nothing(line: Line) -> None:
    bribe = part(BRIBE, "desa", sensitivity=["pungli"])
    road, _ = (await opened(line, await turn(line, [part(ROAD, "jalan"), bribe])))[0]
    async with line.database.write() as unit:
        service = await line.desk.service(unit)
        half = await service.split(road, "banjir_drainase", "Banjir", [1], BOT, TurnKeys("officer:1"))
        await unit.commit()
    assert (await seen(line, DPUPR, half.number)).spoken[0].message.text == ROAD


async def test_a_secret_matter_is_not_named_beside_the_others(line: Line) -> None:
    parts = [part(ROAD, "jalan"), part(LAMP, "listrik_pju"), part(BRIBE, "desa", sensitivity=["pungli"])]
    tickets, said, slots = await opened(line, await turn(line, parts))
    secret = tickets[2].number
    assert [each["response"] for each in said] == ["utter_beberapa_tiket", "utter_tiket_rahasia"]
    assert secret not in said[0]["daftar"]
    assert secret not in slots["bagian"]


async def test_an_unsure_matter_goes_to_triage_in_the_citizens_words(line: Line) -> None:
    vague = part("terus itu loh {yang} kemarin gimana?", "desa", topic_is_sure=False)
    tickets, said, slots = await opened(line, await turn(line, [part(ROAD, "jalan"), vague]))
    assert tickets[1].agency == "DISKOMINFO"
    assert '2) "terus itu loh yang kemarin gimana" → dipilah petugas' in said[0]["daftar"]
    assert slots["tiket_lokasi"] == [tickets[0].number]


async def test_nothing_is_asked_while_somebody_is_in_danger(line: Line) -> None:
    fire = part("kebakaran di pasar", "bencana", urgency="darurat", place="di pasar")
    tickets, said, slots = await opened(line, await turn(line, [part(ROAD, "jalan"), fire]))
    assert [each["response"] for each in said] == ["utter_darurat", "utter_beberapa_tiket"]
    assert tickets[1].urgency is TicketUrgency.EMERGENCY
    assert (slots["tiket_aktif"], slots["butuh_lokasi"]) == (tickets[1].number, False)


async def test_two_secret_matters_stay_one_secret_report(line: Line) -> None:
    """A name that must not be told makes matters of people secret, too."""
    parts = [part("ktp belum jadi", "kependudukan"), part("terus bansos dipotong", "bansos")]
    tracker = await turn(line, parts)
    tracker.latest_message["metadata"]["remarks"] = ["tanpa_nama"]
    tickets, said, _ = await opened(line, tracker)
    assert [(ticket.part, ticket.visibility) for ticket in tickets] == [(0, Visibility.SECRET)]
    assert [each["response"] for each in said] == ["utter_tiket_rahasia"]


async def test_what_is_important_and_what_is_secret_leave_three_bubbles_and_no_question(line: Line) -> None:
    parts = [part(ROAD, "jalan", urgency="penting"), part(BRIBE, "desa", sensitivity=["pungli"])]
    _, said, slots = await opened(line, await turn(line, parts))
    assert [each["response"] for each in said] == [
        "utter_tiket_perlu_lokasi",
        "utter_jika_terluka",
        "utter_tiket_rahasia",
    ]
    assert slots["butuh_lokasi"] is False
