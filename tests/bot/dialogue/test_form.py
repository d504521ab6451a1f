"""Forms: starting, asking, filling, and being interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa_sdk import Action

from bot.dialogue.action_client import ActionClient, InProcessActions
from tests.bot.dialogue.chat import Chat, chat

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio

RULES = """
rules:
- {rule: mulai, steps: [{intent: mulai}, {action: form_nama}, {active_loop: form_nama}]}
- {rule: selesai, condition: [{active_loop: form_nama}], steps: [
    {action: form_nama}, {active_loop: null}, {action: utter_selesai}]}
- {rule: tanya, steps: [{intent: tanya}, {action: utter_jawab}]}
- {rule: ulang, condition: [{active_loop: form_nama}], steps: [
    {intent: ulang}, {action: utter_baik}, {action: form_nama}, {active_loop: form_nama}]}
"""


def talk_about(
    folder: Path, *, asks: str, actions: str = "", rules: str = RULES, client: ActionClient | None = None
) -> Chat:
    """Return a conversation whose form wants `nama` and `umur`, with these questions to ask."""
    questions = "\n".join(f"  {name}: [{{text: {name}}}]" for name in asks.split())
    domain = f"""
intents: [mulai, isi, tanya, ulang]
entities: [nama, umur]
actions: [{actions}]
slots:
  nama: {{type: text, mappings: [{{type: from_entity, entity: nama}}]}}
  umur: {{type: float, mappings: [{{type: from_entity, entity: umur}}]}}
forms: {{form_nama: {{required_slots: [nama, umur]}}}}
responses:
  utter_selesai: [{{text: "{{nama}}, {{umur}}"}}]
  utter_jawab: [{{text: begitu}}]
  utter_baik: [{{text: baik}}]
  utter_default: [{{text: maaf}}]
{questions}
"""
    return chat(folder, domain, rules, client)


NAMA = {"entity": "nama", "value": "Sari"}
UMUR = {"entity": "umur", "value": 30}


async def test_a_form_asks_for_the_first_empty_slot_and_ends_with_none(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur")
    assert await talk.hear("mulai") == ["utter_ask_nama"]
    assert talk.tracker.slots["requested_slot"] == "nama"
    assert await talk.hear("isi", entities=[NAMA]) == ["utter_ask_umur"]
    assert await talk.hear("isi", entities=[UMUR]) == ["utter_selesai"]
    assert talk.tracker.slots["requested_slot"] is None


async def test_a_slot_filled_by_the_starting_message_is_not_asked_for(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur")
    assert await talk.hear("mulai", entities=[NAMA]) == ["utter_ask_umur"]


async def test_a_form_with_nothing_to_ask_submits_at_once(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur")
    assert await talk.hear("mulai", entities=[NAMA, UMUR]) == ["utter_selesai"]


async def test_the_answer_to_another_question_of_the_form_is_taken_too(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur")
    await talk.hear("mulai")
    assert await talk.hear("isi", entities=[UMUR]) == ["utter_ask_nama"]


async def test_the_question_of_the_form_itself_goes_before_the_general_one(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_form_nama_nama")
    assert await talk.hear("mulai") == ["utter_ask_form_nama_nama"]


async def test_an_action_may_ask_and_goes_before_the_response(tmp_path: Path) -> None:
    asking = ["action_ask_form_nama_nama", "action_ask_nama"]

    def named(name: str) -> type[Action]:
        class Asking(Action):  # type: ignore[misc]
            def name(self) -> str:
                return name

            async def run(self, dispatcher: Any, _tracker: Any, _domain: Any) -> list[dict[str, Any]]:
                dispatcher.utter_message(text=name)
                return []

        return Asking

    actions = InProcessActions([named(name) for name in asking])
    for known in (asking, asking[1:]):
        talk = talk_about(tmp_path, asks="utter_ask_nama", actions=", ".join(known), client=actions)
        assert await talk.hear("mulai") == known[:1]


async def test_a_message_with_nothing_for_the_form_is_left_to_the_rules(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama")
    await talk.hear("mulai")
    assert await talk.hear("tanya") == ["utter_jawab", "utter_ask_nama"]
    assert await talk.hear("isi") == ["utter_default"]
    assert await talk.hear("isi", entities=[NAMA, UMUR]) == ["utter_selesai"]


async def test_a_message_with_something_for_the_form_is_not_left_to_the_rules(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur")
    await talk.hear("mulai")
    assert await talk.hear("tanya", entities=[NAMA]) == ["utter_ask_umur"]


async def test_a_rule_that_ends_with_the_form_makes_it_ask_again(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama")
    await talk.hear("mulai")
    assert await talk.hear("ulang") == ["utter_baik", "utter_ask_nama"]
    assert await talk.hear("isi", entities=[NAMA, UMUR]) == ["utter_selesai"]


async def test_a_rule_cannot_run_the_form_that_has_just_rejected(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama")
    await talk.hear("mulai")
    assert await talk.hear("mulai") == ["utter_default"]


async def test_a_validation_may_reject_the_form_by_an_event(tmp_path: Path) -> None:
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur", actions="validate_form_nama")
    await talk.hear("mulai")
    assert await talk.hear("tanya", "nanti", entities=[NAMA]) == ["utter_jawab", "utter_ask_umur"]


async def test_a_rule_sees_a_form_of_several_questions_as_one_action(tmp_path: Path) -> None:
    rules = """
rules:
- {rule: mulai sampai selesai, steps: [{intent: mulai}, {action: utter_jawab}, {action: form_nama},
    {active_loop: form_nama}, {active_loop: null}, {action: utter_default}]}
"""
    talk = talk_about(tmp_path, asks="utter_ask_nama utter_ask_umur", rules=rules)
    assert await talk.hear("mulai") == ["utter_jawab", "utter_ask_nama"]
    await talk.hear("isi", entities=[NAMA])
    assert await talk.hear("isi", entities=[UMUR]) == ["utter_default"]
