"""Messages that were not understood, and those that no rule answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.dialogue.chat import chat
from tests.bot.dialogue.small import DOMAIN, rules

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


async def test_a_message_no_rule_answers_gets_the_default_answer_and_is_undone(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN)
    assert await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}]) == ["utter_default"]
    assert talk.tracker.slots["tempat"] is None


async def test_without_a_default_answer_a_message_no_rule_answers_gets_none(tmp_path: Path) -> None:
    assert await chat(tmp_path, "intents: [sapa]").hear("sapa") == []


async def test_an_undone_message_is_not_between_two_others(tmp_path: Path) -> None:
    talk = chat(
        tmp_path,
        DOMAIN,
        rules("intent: sapa, action: utter_halo", "action: utter_halo, intent: pamit, action: utter_lanjut"),
    )
    await talk.hear("sapa")
    assert await talk.hear("lapor") == ["utter_default"]
    assert await talk.hear("pamit") == ["utter_lanjut"]


async def test_a_weak_intent_is_not_followed(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    assert await talk.hear("sapa", confidence=0.29) == ["utter_default"]
    assert await talk.hear("sapa", confidence=0.3) == ["utter_halo"]


async def test_two_intents_too_close_to_tell_apart_are_not_followed(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    near = [{"name": "sapa", "confidence": 0.5}, {"name": "lapor", "confidence": 0.41}]
    apart = [{"name": "sapa", "confidence": 0.5}, {"name": "lapor", "confidence": 0.3}]
    assert await talk.hear("sapa", intent_ranking=near, confidence=0.5) == ["utter_default"]
    assert await talk.hear("sapa", intent_ranking=apart, confidence=0.5) == ["utter_halo"]


async def test_a_rule_on_the_fallback_intent_answers_a_weak_one(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: nlu_fallback, action: utter_lanjut"))
    assert await talk.hear("sapa", confidence=0.1) == ["utter_lanjut"]


async def test_actions_still_see_the_intent_behind_the_fallback(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: nlu_fallback, action: action_echo"))
    await talk.hear("sapa", confidence=0.1)
    assert talk.turn
    assert talk.turn.said[0].params["seen"]["intent"] == "sapa"


async def test_an_action_that_refuses_leaves_the_message_to_the_default_answer(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: action_refuse"))
    assert await talk.hear("sapa") == ["utter_default"]
