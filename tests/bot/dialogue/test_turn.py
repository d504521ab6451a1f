"""The order of a turn, as Rasa 3.6 keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.dialogue.action_client import ActionFailed
from tests.bot.dialogue.chat import chat
from tests.bot.dialogue.small import DOMAIN, rules

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


async def test_slots_are_filled_before_the_first_action_is_chosen(tmp_path: Path) -> None:
    taught = """
rules:
- rule: dengan tempat
  condition: [{slot_was_set: [tempat]}]
  steps: [{intent: lapor}, {action: utter_di_tempat}]
- {rule: tanpa tempat, steps: [{intent: lapor}, {action: utter_halo}]}
"""
    talk = chat(tmp_path, DOMAIN, taught)
    assert await talk.hear("lapor") == ["utter_halo"]
    assert await talk.hear("lapor", entities=[{"entity": "tempat", "value": "pasar"}]) == ["utter_di_tempat"]


async def test_extra_entities_never_keep_a_rule_from_matching(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    assert await talk.hear("sapa", entities=[{"entity": "lain", "value": "x"}]) == ["utter_halo"]


async def test_the_longest_matching_rule_wins_wherever_it_stands(tmp_path: Path) -> None:
    talk = chat(
        tmp_path,
        DOMAIN,
        rules(
            "action: utter_halo, action: utter_lanjut",
            "intent: sapa, action: utter_halo",
            "intent: lapor, action: utter_halo, action: utter_di_tempat",
        ),
    )
    assert await talk.hear("sapa") == ["utter_halo"]
    assert await talk.hear("lapor") == ["utter_halo", "utter_di_tempat"]


async def test_a_rule_with_an_action_before_the_intent_looks_back_at_it(tmp_path: Path) -> None:
    talk = chat(
        tmp_path,
        DOMAIN,
        rules(
            "intent: sapa, action: utter_halo",
            "action: utter_halo, intent: pamit, action: utter_lanjut",
            "intent: lapor, action: utter_lanjut",
        ),
    )
    await talk.hear("sapa")
    assert await talk.hear("pamit") == ["utter_lanjut"]
    await talk.hear("lapor")
    assert await talk.hear("pamit") == ["utter_default"]


async def test_a_rule_that_does_not_wait_leaves_the_rest_to_another(tmp_path: Path) -> None:
    taught = """
rules:
- {rule: a, wait_for_user_input: false, steps: [{intent: sapa}, {action: utter_halo}]}
- {rule: b, steps: [{action: utter_halo}, {action: utter_lanjut}]}
"""
    assert await chat(tmp_path, DOMAIN, taught).hear("sapa") == ["utter_halo", "utter_lanjut"]


async def test_a_turn_stops_after_ten_actions(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: action_continue"))
    assert await talk.hear("sapa", "rahasia warga") == ["lagi"] * 10
    assert "action_continue" in caplog.text
    assert "rahasia" not in caplog.text


async def test_restart_goes_before_every_rule_and_empties_the_slots(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa", entities=[{"entity": "tempat", "value": "pasar"}])
    assert await talk.hear("restart") == []
    assert talk.actions() == ["action_restart", "action_session_start", "action_listen"]
    assert talk.tracker.slots["tempat"] is None


async def test_a_retrieval_intent_is_answered_by_its_label(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: bukan_kewenangan, action: utter_bukan_kewenangan"))
    assert await talk.hear("bukan_kewenangan", retrieval="pln") == ["utter_bukan_kewenangan/pln"]
    assert await talk.hear("bukan_kewenangan", retrieval="pajak") == []  # as Rasa, which only logs it


async def test_an_action_that_no_rule_follows_falls_back_as_rasa_does(tmp_path: Path) -> None:
    talk = chat(
        tmp_path,
        DOMAIN,
        "rules: [{rule: a, wait_for_user_input: false, steps: [{intent: sapa}, {action: utter_halo}]}]",
    )
    assert await talk.hear("sapa") == ["utter_halo", "utter_default"]
    assert talk.actions()[-3:] == ["utter_halo", "action_default_fallback", "action_listen"]


async def test_a_restart_begins_a_session_of_its_own(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: utter_halo"))
    await talk.hear("sapa")
    await talk.hear("restart")
    assert talk.actions() == ["action_restart", "action_session_start", "action_listen"]


async def test_a_failing_action_fails_the_turn(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: action_crash"))
    with pytest.raises(ActionFailed) as failure:
        await talk.hear("sapa")
    assert not failure.value.retryable


async def test_a_message_that_could_not_be_shown_fails_rather_than_vanish(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: action_photograph"))
    with pytest.raises(ActionFailed) as failure:
        await talk.hear("sapa")
    assert not failure.value.retryable


async def test_an_action_reads_slots_and_metadata_and_sets_slots(tmp_path: Path) -> None:
    talk = chat(tmp_path, DOMAIN, rules("intent: sapa, action: action_echo"))
    place = [{"entity": "tempat", "value": "pasar"}]
    await talk.hear("sapa", entities=place, metadata={"channel": "web", "turn": "k-1"})
    assert talk.turn
    seen = talk.turn.said[0].params["seen"]
    assert seen["slots"]["tempat"] == "pasar"
    assert seen["metadata"] == {"channel": "web", "turn": "k-1"}
    assert talk.tracker.slots["catatan"] == "terlihat"
