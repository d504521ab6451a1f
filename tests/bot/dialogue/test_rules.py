"""Reading `rules.yml`: refusals with their file and line, so that no mistake waits for a citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.dialogue.domain import load_domain
from bot.dialogue.rules import Rule, load_rules
from bot.dialogue.source import DialogueFileError
from tests.bot.dialogue.chat import domain_file, rules_file

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = """
intents: [sapa, lapor]
entities: [tempat]
actions: [action_lapor]
slots:
  butuh: {type: bool, mappings: [{type: custom}]}
  lokasi: {type: text, mappings: [{type: custom}]}
  jenis: {type: categorical, values: [jalan, air], mappings: [{type: custom}]}
  nilai: {type: float, min_value: 1, max_value: 5, mappings: [{type: custom}]}
  daftar: {type: list, mappings: [{type: custom}]}
  rahasia: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {form_lokasi: {required_slots: [lokasi]}}
responses: {utter_halo: [{text: Halo}], utter_x/a: [{text: a}]}
"""


def read(folder: Path, text: str) -> tuple[Rule, ...]:
    """Read these rules."""
    return load_rules(rules_file(folder, text), load_domain(domain_file(folder, DOMAIN)))


def rule(*lines: str) -> str:
    """Return a file with one rule whose steps begin at line 5."""
    return "rules:\n- rule: satu\n  steps:\n" + "\n".join(f"  {line}" for line in lines)


def test_rules_that_share_their_beginning_agree(tmp_path: Path) -> None:
    beginning = "[{intent: lapor}, {action: action_lapor}, {slot_was_set: [{butuh: %s}]}%s]"
    more = ", {action: form_lokasi}, {active_loop: form_lokasi}"
    text = f"""
rules:
- {{rule: butuh, steps: {beginning % ("true", more)}}}
- {{rule: cukup, steps: {beginning % ("false", "")}}}
"""
    assert [one.name for one in read(tmp_path, text)] == ["butuh", "cukup"]


def test_a_rule_may_ask_for_any_text(tmp_path: Path) -> None:
    assert read(tmp_path, rule("- intent: sapa", "- slot_was_set: [lokasi]", "- action: utter_halo"))


@pytest.mark.parametrize(
    ("line", "word", "lines"),
    [
        (5, "sapaa", ("- intent: sapaa", "- action: utter_halo")),
        (6, "utter_hai", ("- intent: sapa", "- action: utter_hai")),
        (6, "action_listen", ("- intent: sapa", "- action: action_listen")),
        (7, "form_x", ("- intent: sapa", "- action: form_lokasi", "- active_loop: form_x")),
        (6, "active_loop: form_lokasi", ("- intent: sapa", "- action: form_lokasi")),
        (6, "hilang", ("- intent: sapa", "- slot_was_set: [{hilang: 1}]", "- action: utter_halo")),
        (6, "rahasia", ("- intent: sapa", "- slot_was_set: [{rahasia: x}]", "- action: utter_halo")),
        (6, "tidak cocok", ("- intent: sapa", "- slot_was_set: [{butuh: ya}]", "- action: utter_halo")),
        (6, "butuh: true", ("- intent: sapa", "- slot_was_set: [butuh]", "- action: utter_halo")),
        (
            6,
            "requested_slot",
            ("- intent: sapa", "- slot_was_set: [{requested_slot: lokasi}]", "- action: utter_halo"),
        ),
        (5, "tidak pernah jalan", ("- intent: restart", "- action: utter_halo")),
        (
            6,
            "tidak pernah ada",
            ("- intent: sapa", "- slot_was_set: [{jenis: pohon}]", "- action: utter_halo"),
        ),
        (6, "dari 1 sampai 5", ("- intent: sapa", "- slot_was_set: [{nilai: 7}]", "- action: utter_halo")),
        (6, "`null`", ("- intent: sapa", "- slot_was_set: [{daftar: []}]", "- action: utter_halo")),
        (
            6,
            "dua nilai sekaligus",
            ("- intent: sapa", "- slot_was_set: [{butuh: true}, {butuh: false}]", "- action: utter_halo"),
        ),
        (5, "or", ("- or: [{intent: sapa}, {intent: lapor}]", "- action: utter_halo")),
        (6, "entities", ("- intent: sapa", "  entities: [tempat]", "- action: utter_halo")),
        (5, "user", ("- user: halo", "- action: utter_halo")),
        (5, "checkpoint", ("- checkpoint: awal", "- action: utter_halo")),
        (6, "satu hal", ("- intent: sapa", "- action: utter_halo", "  active_loop: null")),
        (
            7,
            "satu `intent`",
            ("- intent: sapa", "- action: utter_halo", "- intent: lapor", "- action: utter_halo"),
        ),
        (4, "tidak punya `action`", ("- intent: sapa",)),
        (4, "tidak punya `action`", ("- action: utter_halo", "- intent: sapa")),
    ],
)
def test_a_step_that_cannot_work_is_refused_at_its_line(
    tmp_path: Path, line: int, word: str, lines: tuple[str, ...]
) -> None:
    with pytest.raises(DialogueFileError) as caught:
        read(tmp_path, rule(*lines))
    assert str(caught.value).startswith(f"{tmp_path}/rules.yml:{line}: ")
    assert word in caught.value.reason


@pytest.mark.parametrize("key", ["conversation_start: true", "prioritas: 1"])
def test_an_unsupported_key_of_a_rule_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(DialogueFileError) as caught:
        read(tmp_path, f"rules:\n- rule: a\n  {key}\n  steps: [{{intent: sapa}}, {{action: utter_halo}}]")
    assert caught.value.line == 4
    assert key.split(":", maxsplit=1)[0] in caught.value.reason


def test_a_second_rule_of_one_name_is_refused(tmp_path: Path) -> None:
    steps = (f"  steps: [{{intent: {intent}}}, {{action: utter_halo}}]" for intent in ("sapa", "lapor"))
    rules = (f"- rule: salam\n{each}" for each in steps)
    with pytest.raises(DialogueFileError, match=r"rules.yml:5: .*`salam` sudah ada di baris 3"):
        read(tmp_path, "\n".join(["rules:", *rules]))


def test_stories_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DialogueFileError, match=r"rules.yml:3: `stories`"):
        read(tmp_path, "rules: []\nstories: []")


def test_a_rule_that_leaves_its_form_interrupted_is_refused(tmp_path: Path) -> None:
    text = """rules:
- rule: bicara di tengah form
  condition: [{active_loop: form_lokasi}]
  steps:
  - intent: sapa
  - action: utter_halo
"""
    with pytest.raises(DialogueFileError, match=r"rules.yml:7: .*jawaban warga berikutnya hilang"):
        read(tmp_path, text)
