"""The second engine before a server that answers as Rasa 3.6 does; tests/parity has the real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dialogue.action_client import ActionFailed
from bot.dialogue.domain import load_domain
from bot.dialogue.rasa_engine import RasaEngine, RasaFailed
from bot.dialogue.tracker import Tracker
from bot.dialogue.under_way import TurnsUnderWay
from messages import Button
from tests.bot.dialogue.chat import domain_file, parsed
from tests.bot.dialogue.small import DOMAIN

METADATA = {"turn": "in:1", "channel": "telegram"}
SAID = {"response": "utter_di_tempat", "params": {"nomor": "1"}, "slots": {"tempat": "pasar"}, "buttons": []}


class FakeRasa:
    """Answers what it is told to and keeps what it was asked."""

    def __init__(self, turns: TurnsUnderWay) -> None:
        self.turns = turns
        self.answers: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {"session_started_metadata": {}}
        self.understands = True
        self.time = 0.0
        self.status = 200
        self.asked: list[Any] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", self.hear)
        app.router.add_get("/conversations/{sender}/tracker", self.tell)
        return app

    async def hear(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        self.time += self.status == 200
        if self.understands:
            self.turns.parsed(self.asked[-1]["sender"], self.asked[-1]["message"])
        self.meanwhile()
        return web.json_response(self.answers, status=self.status)

    async def tell(self, request: web.Request) -> web.Response:
        assert (request.query["include_events"], request.query["token"]) == ("NONE", "t")
        state = {"slots": self.slots, "latest_action_name": "action_listen", "active_loop": {}}
        return web.json_response(state | {"latest_event_time": self.time})


class Talk:
    """A citizen, the engine and the fake."""

    def __init__(self, engine: RasaEngine, rasa: FakeRasa) -> None:
        self.engine, self.rasa = engine, rasa
        self.tracker = Tracker("c-1")

    async def hear(self, intent: str = "lapor", text: str = "jalan rusak", **more: Any) -> Any:
        return await self.engine.handle(self.tracker, parsed(intent, text, **more), METADATA)


@pytest.fixture
async def talk(tmp_path: Path) -> Any:
    turns = TurnsUnderWay()
    rasa = FakeRasa(turns)
    domain = load_domain(domain_file(tmp_path, DOMAIN))
    async with TestServer(rasa.app()) as server, aiohttp.ClientSession() as session:
        yield Talk(RasaEngine(str(server.make_url("/")), "t", session, 5, domain, turns), rasa)


async def test_rasas_answers_become_what_is_said(talk: Talk) -> None:
    button = {"title": "Batal", "payload": "/batal"}
    talk.rasa.answers = [
        {"recipient_id": "c-1", "text": "", "buttons": [button]},  # Rasa's own copy of the buttons
        {"recipient_id": "c-1", "custom": SAID | {"buttons": [button]}},
        {"recipient_id": "c-1", "text": "Kata-kata sebuah aksi"},
    ]
    worded, plain = (await talk.hear()).said
    assert (worded.response, worded.params, worded.slots) == (SAID["response"], SAID["params"], SAID["slots"])
    assert worded.buttons == (Button("Batal", "/batal"),)
    assert (plain.response, plain.text) == (None, "Kata-kata sebuah aksi")
    assert talk.rasa.asked[0]["metadata"] == METADATA


async def test_the_tracker_follows_rasas_slots_and_form(talk: Talk) -> None:
    talk.rasa.slots |= {"tempat": "pasar"}
    turn = await talk.hear()
    assert [(event["name"], event["value"]) for event in turn.events] == [("tempat", "pasar")]
    assert talk.tracker.slots == {"catatan": None, "tempat": "pasar", "requested_slot": None}


async def test_rasa_finds_the_turns_own_understanding_settled(talk: Talk) -> None:
    seen: list[Any] = []
    talk.rasa.meanwhile = lambda: seen.append(talk.rasa.turns.parsed("c-1", "jalan rusak"))
    await talk.hear(confidence=0.1)
    assert seen[0]["intent"]["name"] == "nlu_fallback"
    assert talk.rasa.turns.parsed("c-1", "jalan rusak") is None


async def test_a_message_rasa_dropped_has_failed(talk: Talk) -> None:
    await talk.hear()
    talk.rasa.time -= 1
    with pytest.raises(RasaFailed, match="keep") as failure:
        await talk.hear()
    assert not failure.value.retryable


async def test_a_rasa_that_guesses_what_the_text_means_has_failed(talk: Talk) -> None:
    talk.rasa.understands, talk.rasa.answers = False, [{"custom": SAID}]
    with pytest.raises(RasaFailed, match="ask us"):
        await talk.hear()


async def test_an_action_that_failed_behind_rasas_back_fails_the_turn(talk: Talk) -> None:
    fault = ActionFailed("action_crash", "ValueError", retryable=False)
    talk.rasa.meanwhile = lambda: talk.rasa.turns.blame("c-1", fault)
    with pytest.raises(ActionFailed):
        await talk.hear()


@pytest.mark.parametrize(("status", "retryable"), [(503, True), (401, False)])
async def test_an_unwell_rasa_is_waited_for_and_a_refusal_is_counted(
    talk: Talk, status: int, *, retryable: bool
) -> None:
    talk.rasa.status = status
    with pytest.raises(RasaFailed) as failure:
        await talk.hear()
    assert failure.value.retryable is retryable
