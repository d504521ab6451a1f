"""What a Rasa server asks of us, in Rasa 3.6's own shapes (rasa/core/http_interpreter.py, nlg/callback.py)."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.dialogue.action_client import InProcessActions
from bot.dialogue.domain import load_domain
from bot.dialogue.renderer import Texts
from bot.dialogue.under_way import TurnsUnderWay
from bot.rasa_side import RasaSide
from tests.bot.dialogue.chat import domain_file, parsed
from tests.bot.dialogue.sample_actions import ACTIONS
from tests.bot.dialogue.small import DOMAIN

TOKEN = "rahasia"
SENDER = "c-1"


async def alone(text: str) -> dict[str, Any]:
    return parsed("lapor", text, confidence=0.2)


@pytest.fixture
def turns() -> TurnsUnderWay:
    return TurnsUnderWay()


@pytest.fixture
async def rasa(tmp_path: Path, turns: TurnsUnderWay, aiohttp_client: AiohttpClient) -> TestClient[Any, Any]:
    domain = load_domain(domain_file(tmp_path, DOMAIN))
    side = RasaSide(alone, domain, Texts(domain), InProcessActions(ACTIONS), turns)
    return await aiohttp_client(side.app(TOKEN))


async def understood(rasa: TestClient[Any, Any], text: str, sender: str = SENDER) -> dict[str, Any]:
    asked = {"token": TOKEN, "text": text, "message_id": sender}
    return dict(await (await rasa.post("/model/parse", json=asked)).json())


async def worded(
    rasa: TestClient[Any, Any], response: str, channel: str = "collector", **arguments: Any
) -> Any:
    tracker = {
        "slots": {"tempat": "pasar", "catatan": None, "session_started_metadata": {}},
        "latest_message": {"retrieval": "pln"},
        "latest_event_time": 1.5,
    }
    asked = {"response": response, "id": None, "arguments": arguments, "tracker": tracker}
    answer = await rasa.post(f"/nlg?token={TOKEN}", json=asked | {"channel": {"name": channel}})
    return await answer.json()


def call(action: str) -> dict[str, Any]:
    tracker = {
        "sender_id": SENDER,
        "slots": {},
        "latest_message": {"text": ""},
        "events": [],
        "paused": False,
    }
    return {"next_action": action, "sender_id": SENDER, "tracker": tracker, "version": "3.6.21"}


@pytest.mark.parametrize("path", ["/model/parse", "/nlg", "/webhook"])
@pytest.mark.parametrize("token", [None, "salah"])
async def test_nobody_is_answered_without_the_token(
    rasa: TestClient[Any, Any], path: str, token: str | None
) -> None:
    body = {"text": "halo"} | ({"token": token} if token else {})
    assert (await rasa.post(path, json=body)).status == 401


async def test_the_text_of_the_turn_under_way_means_what_the_turn_made_of_it(
    rasa: TestClient[Any, Any], turns: TurnsUnderWay
) -> None:
    with turns.begin(SENDER, parsed("beri_nilai", " 5 ")):
        assert (await understood(rasa, "5"))["intent"]["name"] == "beri_nilai"
        assert (await understood(rasa, "4"))["intent"]["name"] == "nlu_fallback"
        assert (await understood(rasa, "5", "c-2"))["intent"]["name"] == "nlu_fallback"
    assert (await understood(rasa, "5"))["intent"]["name"] == "nlu_fallback"


async def test_a_label_is_told_as_rasas_response_selector_does(
    rasa: TestClient[Any, Any], turns: TurnsUnderWay
) -> None:
    with turns.begin(SENDER, parsed("bukan_kewenangan", "motor hilang", retrieval="polisi")):
        selected = (await understood(rasa, "motor hilang"))["response_selector"]
    assert selected["bukan_kewenangan"]["response"]["utter_action"] == "utter_bukan_kewenangan/polisi"


async def test_our_own_channel_gets_the_name_of_the_words_and_what_they_need(
    rasa: TestClient[Any, Any],
) -> None:
    button = {"title": "Batal", "payload": "/batal"}
    answer = await worded(rasa, "utter_di_tempat", buttons=[button], text=None, nomor="KLT-1")
    assert answer["custom"] == {
        "response": "utter_di_tempat",
        "params": {"nomor": "KLT-1"},
        "slots": {"tempat": "pasar"},
        "buttons": [button],
    }
    assert answer["text"] == ""


async def test_any_other_channel_gets_the_words_themselves(rasa: TestClient[Any, Any]) -> None:
    assert await worded(rasa, "utter_di_tempat", "telegram") == {"text": "Di pasar", "buttons": []}


async def test_a_labelled_response_is_found_and_an_unknown_one_is_nothing(rasa: TestClient[Any, Any]) -> None:
    assert (await worded(rasa, "utter_bukan_kewenangan"))["custom"][
        "response"
    ] == "utter_bukan_kewenangan/pln"
    assert await worded(rasa, "utter_restart") == {}


async def test_an_action_is_run_as_by_an_action_server(rasa: TestClient[Any, Any]) -> None:
    done = await rasa.post(f"/webhook?token={TOKEN}", json=call("action_echo"))
    assert done.status == 200
    assert {event["name"] for event in (await done.json())["events"]} == {"catatan"}
    refused = await rasa.post(f"/webhook?token={TOKEN}", json=call("action_refuse"))
    assert (refused.status, (await refused.json())["action_name"]) == (400, "action_refuse")


async def test_an_action_that_fails_is_remembered_for_its_turn(
    rasa: TestClient[Any, Any], turns: TurnsUnderWay
) -> None:
    with turns.begin(SENDER, parsed("sapa")) as turn:
        assert (await rasa.post(f"/webhook?token={TOKEN}", json=call("action_crash"))).status == 500
        assert turn.fault is not None
        assert turn.fault.action == "action_crash"
