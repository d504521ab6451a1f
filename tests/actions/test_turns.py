"""Actions of a turn over a real database: what they make of who spoke last, and what a repeated turn does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answers
from actions.context import Context
from actions.receipt import say_receipt
from actions.withdraw import ActionWithdraw
from messages import Address, InboundMessage, MessageKind
from nlu.interpreter import Interpreter
from storage.agencies_file import read_agencies
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tests.conversations.line import Line, dialogue, open_line
from tests.fakes import Clock
from tickets.keys import TurnKeys
from tickets.opening import Opening
from tickets.status import TicketStatus
from tickets.ticket import Ticket

DATA = ROOT / "data"
NOBODY = cast("Interpreter", None)  #: no words are understood here


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(tmp_path, NOBODY, Clock(), {}) as opened:
        yield opened


def context(said: str = "ya", last: dict[str, Any] | None = None, **more: Any) -> Context:
    return Context.of(tracker(said, last_outbound=last, **more), "action_x")


def tracker(said: str, slots: dict[str, Any] | None = None, **metadata: Any) -> Tracker:
    plain = {"turn": "in:9", "message_id": 9, "message_ids": [9], "kind": "text", "urgency": "biasa"}
    plain |= {"topics": [["jalan", 0.9]], "topic_is_sure": True, "sensitivity": [], "has_media": False}
    message = {"text": said, "intent": {"name": "setuju", "confidence": 1.0}, "metadata": plain | metadata}
    return Tracker("9", slots or {}, message, [], False, None, {}, "action_listen")


def spoken(author: str, *, age: float, response: str = "utter_yakin_batal") -> dict[str, Any]:
    return {"author": author, "response": response, "ticket_id": "t", "number": "n", "age_seconds": age}


async def tickets(line: Line, topics: list[str]) -> list[Ticket]:
    """Open one ticket a topic, all of one reporter, each by a message of its own."""
    opened = []
    for n, topic in enumerate(topics, start=1):
        line.clock.moment = line.clock.moment.replace(microsecond=n)
        message = InboundMessage(
            Address("paper", "desk", "warga"), f"m{n}", MessageKind.TEXT, line.clock(), topic
        )
        await line.gateway.accept([(message, b"{}")])
        async with line.database.write() as unit:
            stored = await unit.journal.get(n)
            reporter = (await unit.conversations.get(stored.conversation_id)).contact_id
            request = Opening(n, reporter, stored.conversation_id, topic, 0.5, topic_is_sure=False)
            service = await line.desk.service(unit)
            opened.append(await service.open_ticket(request, TurnKeys(f"open:{n}")))
            await unit.commit()
    return opened


def test_a_typed_yes_answers_the_bots_question_within_an_hour() -> None:
    assert context(last=spoken("bot", age=3600)).last_response() == "utter_yakin_batal"
    assert context(last=spoken("bot", age=3601)).last_response() == ""


def test_a_typed_yes_answers_nothing_of_the_bots_once_an_officer_spoke() -> None:
    assert context(last=spoken("officer", age=5)).last_response() == ""
    assert context(last=None).last_response() == ""


def test_words_answer_the_officer_and_a_button_does_not() -> None:
    last = spoken("officer", age=5, response="utter_balasan_petugas")
    assert context(last=last).answered_ticket_id() == "t"
    assert context("/setuju", last, kind="button").answered_ticket_id() is None


async def test_a_complaint_answers_the_officer_for_a_day_and_about_the_same_matter(line: Line) -> None:
    [road] = await tickets(line, ["jalan"])
    assert answers(context("masih bolong", spoken("officer", age=80_000)), road)
    assert not answers(context("masih bolong", spoken("officer", age=90_000)), road)
    other = {"topics": [["sampah_lingkungan", 0.9]]}
    assert not answers(context("sampah", spoken("officer", age=5), **other), road)
    assert not answers(context("kebakaran", spoken("officer", age=5), urgency="darurat"), road)


async def test_a_withdrawal_run_again_names_the_same_ticket_and_spares_the_others(line: Line) -> None:
    road, light = await tickets(line, ["jalan", "listrik_pju"])
    turn = tracker("ya", {"tiket_aktif": light.number}, contact_id=light.reporter_id)
    for _ in range(2):
        dispatcher = CollectingDispatcher()
        await ActionWithdraw().run(dispatcher, turn, {})
        [said] = dispatcher.messages
        assert (said["response"], said["nomor"]) == ("utter_tiket_dibatalkan", light.number)
    async with line.database.read() as unit:
        assert (await unit.tickets.get(light.id)).status is TicketStatus.ARCHIVED
        assert (await unit.tickets.get(road.id)).status is not TicketStatus.ARCHIVED


async def test_the_receipt_knows_triage_from_the_routing_in_force(line: Line) -> None:
    routing = read_agencies(DATA / "agencies.yml", read_topics(DATA / "topics.yml"))
    async with line.database.write() as unit:
        await unit.routing.add_version(replace(routing, triage="DPUPR"), "test", line.clock())
        await unit.commit()
    [school] = await tickets(line, ["pendidikan"])
    dispatcher = CollectingDispatcher()
    async with line.database.read() as unit:
        say_receipt(dispatcher, dialogue()[0].source, await line.desk.service(unit), school)
    assert [said["response"] for said in dispatcher.messages] == ["utter_tiket_ke_triase"]
