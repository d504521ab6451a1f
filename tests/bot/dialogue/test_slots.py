"""Filling slots from a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from bot.dialogue.action_client import InProcessActions
from tests.bot.dialogue.chat import chat

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


async def filled(folder: Path, slots: str, *messages: tuple[str, str], entities: Any = ()) -> dict[str, Any]:
    """Return the slots after the messages; `mulai` starts the form, which asks for `asal`, then `tujuan`."""
    domain = f"""
intents: [mulai, isi, tanya, batal]
entities: [kota]
actions: [action_echo]
slots:
  asal: {{type: text, mappings: [{{type: custom}}]}}
  tujuan: {{type: text, mappings: [{{type: custom}}]}}
  catatan: {{type: text, mappings: [{{type: custom}}]}}
{slots}
forms: {{form_perjalanan: {{required_slots: [asal, tujuan], ignored_intents: [batal]}}}}
responses: {{utter_ya: [{{text: ya}}]}}
"""
    for name in ("asal", "tujuan", "catatan"):
        if f"\n  {name}:" in slots or slots.startswith(f"  {name}:"):
            domain = domain.replace(f"  {name}: {{type: text, mappings: [{{type: custom}}]}}\n", "")
    rules = """
rules:
- {rule: mulai, steps: [{intent: mulai}, {action: form_perjalanan}, {active_loop: form_perjalanan}]}
- {rule: isi, steps: [{intent: isi}, {action: utter_ya}]}
- {rule: tanya, steps: [{intent: tanya}, {action: utter_ya}]}
- {rule: batal, steps: [{intent: batal}, {action: utter_ya}]}
- {rule: tak paham, steps: [{intent: nlu_fallback}, {action: utter_ya}]}
"""
    talk = chat(folder, domain, rules)
    for intent, text in messages:
        confidence = 0.1 if text == "kabur" else 0.9
        given = list(entities) if (intent, text) == messages[-1] else []
        await talk.hear(intent, text, entities=given, confidence=confidence)
    return talk.tracker.slots


KOTA = ({"entity": "kota", "value": "Bogor"}, {"entity": "kota", "value": "Depok"})


async def test_the_first_mapping_that_yields_wins(tmp_path: Path) -> None:
    slots = "  x: {type: text, mappings: [{type: from_entity, entity: kota}, {type: from_text}]}"
    assert (await filled(tmp_path, slots, ("isi", "ke Depok"), entities=KOTA))["x"] == "Depok"
    assert (await filled(tmp_path, slots, ("isi", "ke mana")))["x"] == "ke mana"


async def test_the_last_entity_is_used_and_a_list_takes_all(tmp_path: Path) -> None:
    slots = """  x: {type: text, mappings: [{type: from_entity, entity: kota}]}
  y: {type: list, mappings: [{type: from_entity, entity: kota}]}"""
    found = await filled(tmp_path, slots, ("isi", "Bogor Depok"), entities=KOTA)
    assert (found["x"], found["y"]) == ("Depok", ["Bogor", "Depok"])


async def test_a_mapping_holds_for_its_intents_only(tmp_path: Path) -> None:
    slots = """  x: {type: text, mappings: [{type: from_text, intent: tanya}]}
  y: {type: text, mappings: [{type: from_text, not_intent: tanya}]}
  z: {type: bool, mappings: [{type: from_intent, intent: tanya, value: true}]}"""
    asked = await filled(tmp_path, slots, ("tanya", "apa"))
    told = await filled(tmp_path, slots, ("isi", "itu"))
    assert (asked["x"], asked["y"], asked["z"]) == ("apa", None, True)
    assert (told["x"], told["y"], told["z"]) == (None, "itu", None)


async def test_a_mapping_holds_in_its_loop_and_for_its_requested_slot_only(tmp_path: Path) -> None:
    slots = """  x: {type: text, mappings: [{type: from_text, conditions: [{active_loop: null}]}]}
  y: {type: text, mappings: [{type: from_text, conditions: [{active_loop: form_perjalanan}]}]}
  z: {type: text, mappings: [{type: from_text,
      conditions: [{active_loop: form_perjalanan, requested_slot: tujuan}]}]}"""
    before = await filled(tmp_path, slots, ("isi", "satu"))
    within = await filled(tmp_path, slots, ("mulai", "satu"), ("isi", "dua"))
    assert (before["x"], before["y"], before["z"]) == ("satu", None, None)
    assert (within["x"], within["y"], within["z"]) == ("satu", "dua", None)


async def test_a_bare_from_text_swallows_a_question_put_inside_the_form(tmp_path: Path) -> None:
    slots = "  asal: {type: text, mappings: [{type: from_text}]}"
    assert (await filled(tmp_path, slots, ("mulai", "satu"), ("tanya", "ada petugas")))[
        "asal"
    ] == "ada petugas"


async def test_not_intent_keeps_a_question_out_of_the_slot(tmp_path: Path) -> None:
    slots = "  asal: {type: text, mappings: [{type: from_text, not_intent: [mulai, tanya]}]}"
    assert (await filled(tmp_path, slots, ("mulai", "satu"), ("tanya", "ada petugas")))["asal"] is None


async def test_a_text_not_understood_fills_from_text_unless_it_is_refused(tmp_path: Path) -> None:
    bare = "  asal: {type: text, mappings: [{type: from_text}]}"
    refused = "  asal: {type: text, mappings: [{type: from_text, not_intent: [mulai, nlu_fallback]}]}"
    talk = ("mulai", "satu"), ("isi", "kabur")
    assert (await filled(tmp_path, bare, *talk))["asal"] == "kabur"
    assert (await filled(tmp_path, refused, *talk))["asal"] is None


async def test_ignored_intents_block_every_mapping_that_names_no_intent(tmp_path: Path) -> None:
    slots = """  x: {type: text, mappings: [{type: from_text, not_intent: mulai}]}
  y: {type: text, mappings: [{type: from_text, intent: batal}]}"""
    within = await filled(tmp_path, slots, ("mulai", "satu"), ("batal", "sudah"))
    outside = await filled(tmp_path, slots, ("batal", "sudah"))
    assert (within["x"], within["y"]) == (None, "sudah")
    assert (outside["x"], outside["y"]) == ("sudah", "sudah")


async def test_the_intent_that_starts_a_form_fills_a_slot_only_then(tmp_path: Path) -> None:
    slots = "  x: {type: text, mappings: [{type: from_trigger_intent, intent: mulai, value: ya}]}"
    assert (await filled(tmp_path, slots, ("mulai", "satu")))["x"] == "ya"
    slots = "  x: {type: text, mappings: [{type: from_trigger_intent, intent: isi, value: ya}]}"
    assert (await filled(tmp_path, slots, ("isi", "satu")))["x"] is None


async def test_an_entity_shared_by_two_slots_of_a_form_fills_only_the_one_asked_for(tmp_path: Path) -> None:
    slots = """  asal: {type: text, mappings: [{type: from_entity, entity: kota}]}
  tujuan: {type: text, mappings: [{type: from_entity, entity: kota}]}"""
    found = await filled(tmp_path, slots, ("mulai", "satu"), ("isi", "Depok"), entities=KOTA[1:])
    assert (found["asal"], found["tujuan"]) == ("Depok", None)


async def test_an_entity_of_one_slot_only_fills_it_though_another_is_asked_for(tmp_path: Path) -> None:
    slots = "  tujuan: {type: text, mappings: [{type: from_entity, entity: kota}]}"
    found = await filled(tmp_path, slots, ("mulai", "satu"), ("isi", "ke Depok"), entities=KOTA[1:])
    assert (found["asal"], found["tujuan"]) == (None, "Depok")


async def test_a_custom_mapping_calls_its_action(tmp_path: Path) -> None:
    slots = "  catatan: {type: text, mappings: [{type: custom, action: action_echo}]}"
    assert (await filled(tmp_path, slots, ("isi", "satu")))["catatan"] == "terlihat"


@pytest.mark.parametrize(("value", "answer"), [(5, ["utter_ya"]), (9, ["utter_ya"]), (4, ["utter_tidak"])])
async def test_rules_see_a_number_only_within_its_bounds(
    tmp_path: Path, value: int, answer: list[str]
) -> None:
    domain = """
intents: [isi]
entities: [x]
slots: {x: {type: float, min_value: 1, max_value: 5, mappings: [{type: from_entity, entity: x}]}}
responses: {utter_ya: [{text: ya}], utter_tidak: [{text: tidak}]}
"""
    rules = """
rules:
- {rule: penuh, condition: [{slot_was_set: [{x: 5}]}], steps: [{intent: isi}, {action: utter_ya}]}
- {rule: lain, steps: [{intent: isi}, {action: utter_tidak}]}
"""
    assert (
        await chat(tmp_path, domain, rules).hear("isi", entities=[{"entity": "x", "value": value}]) == answer
    )


async def test_the_validation_of_mappings_judges_what_was_found_before_anything_is_chosen(
    tmp_path: Path,
) -> None:
    class Judge(Action):  # type: ignore[misc]
        def name(self) -> str:
            return "action_validate_slot_mappings"

        async def run(self, _dispatcher: Any, tracker: Any, _domain: Any) -> list[dict[str, Any]]:
            return [SlotSet("x", tracker.get_slot("x").upper())] if tracker.get_slot("x") else []

    domain = """
intents: [isi]
entities: [kota]
actions: [action_validate_slot_mappings]
slots: {x: {type: text, mappings: [{type: from_entity, entity: kota}]}}
responses: {utter_kota: [{text: "{x}"}]}
"""
    rules = "rules: [{rule: a, steps: [{intent: isi}, {action: utter_kota}]}]"
    talk = chat(tmp_path, domain, rules, InProcessActions([Judge]))
    await talk.hear("isi", entities=KOTA)
    assert talk.turn
    assert talk.turn.said[0].slots["x"] == "DEPOK"
