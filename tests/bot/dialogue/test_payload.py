"""What a button's payload, `/intent@0.9{"slot": "x"}`, means to the dialogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.payload import parsed_payload, read_payload
from tests.bot.dialogue.chat import Chat, chat
from tests.bot.dialogue.small import DOMAIN, rules

pytestmark = pytest.mark.asyncio

RULES = rules(
    "intent: sapa, action: utter_halo",
    "intent: lapor, action: utter_di_tempat",
    "intent: bukan_kewenangan, action: utter_bukan_kewenangan",
    "intent: nlu_fallback, action: utter_lanjut",
)


async def press(talk: Chat, payload: str) -> list[str]:
    """Press a button that carries this payload."""
    read = read_payload(payload)
    assert read
    parsed = parsed_payload(payload, read, ["jalan"]).as_rasa()
    more = {key: parsed[key] for key in ("intent_ranking", "entities", "retrieval")}
    sure = parsed["intent"]["confidence"]
    return await talk.hear(parsed["intent"]["name"], payload, confidence=sure, **more)


async def test_a_payload_is_its_intent_and_nothing_is_guessed(tmp_path: Path) -> None:
    assert await press(chat(tmp_path, DOMAIN, RULES), "/sapa") == ["utter_halo"]


async def test_what_a_payload_carries_fills_the_slot_that_takes_that_entity(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, RULES)
    assert await press(talk, '/lapor@0.9{"tempat": "pasar"}') == ["utter_di_tempat"]
    assert talk.tracker.slots["tempat"] == "pasar"


async def test_a_payload_of_little_confidence_is_not_followed(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, RULES)
    assert await press(talk, "/sapa@0.9") == ["utter_halo"]
    assert await press(talk, "/sapa@0.2") == ["utter_lanjut"]


async def test_a_label_in_a_payload_picks_its_answer(tmp_path: Path) -> None:
    assert await press(chat(tmp_path, DOMAIN, RULES), "/bukan_kewenangan/pln") == [
        "utter_bukan_kewenangan/pln"
    ]
