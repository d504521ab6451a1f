"""Rules that cannot live together are refused at load, naming both and their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.domain import load_domain
from bot.dialogue.rules import load_rules
from bot.dialogue.source import DialogueFileError
from tests.bot.dialogue.chat import domain_file, rules_file
from tests.conftest import ROOT

DOMAIN = """
intents: [sapa, lapor]
actions: [action_lapor]
slots:
  butuh: {type: bool, mappings: [{type: custom}]}
  jenis: {type: categorical, values: [jalan, air], mappings: [{type: custom}]}
  lokasi: {type: text, mappings: [{type: custom}]}
forms: {form_lokasi: {required_slots: [lokasi]}}
responses: {utter_a: [{text: a}], utter_b: [{text: b}], utter_c: [{text: c}]}
"""


def rule(name: str, *steps: str, when: str = "", more: str = "") -> str:
    """Return one rule of three lines, the last of which is its steps."""
    condition = f"condition: [{when}]" if when else "condition: []"
    listed = ", ".join(f"{{{step}}}" for step in steps)
    return f"- rule: {name}\n  {condition}{more}\n  steps: [{listed}]\n"


def load(folder: Path, *rules: str) -> None:
    """Read these rules; the nth one's steps stand at line 2 + 3 * n."""
    load_rules(rules_file(folder, "rules:\n" + "".join(rules)), load_domain(domain_file(folder, DOMAIN)))


def refusal(folder: Path, *rules: str) -> DialogueFileError:
    """Return the error of reading these rules."""
    with pytest.raises(DialogueFileError) as caught:
        load(folder, *rules)
    return caught.value


SAPA, A, B, C = "intent: sapa", "action: utter_a", "action: utter_b", "action: utter_c"
BUTUH, TIDAK, JALAN = (
    "slot_was_set: [{butuh: true}]",
    "slot_was_set: [{butuh: false}]",
    "slot_was_set: [{jenis: jalan}]",
)
IN_FORM, NO_FORM = "{active_loop: form_lokasi}", "{active_loop: null}"


def test_two_rules_that_want_different_answers_to_the_same_are_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, rule("satu", SAPA, A), rule("dua", SAPA, "action: action_lapor"))
    assert error.line == 8
    assert "`dua` bertentangan dengan `satu` (baris 5): syaratnya sama" in error.reason


def test_a_rule_that_goes_on_where_another_waits_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, rule("satu", SAPA, A), rule("dua", SAPA, A, "action: action_lapor"))
    assert error.line == 8
    assert "`action_lapor` di sini dan `action_listen` di sana" in error.reason


def test_two_rules_that_fit_one_moment_are_refused_when_neither_asks_for_more(tmp_path: Path) -> None:
    error = refusal(
        tmp_path,
        rule("satu", SAPA, A, when=f"{{{BUTUH}}}"),
        rule("dua", SAPA, B, when=f"{{{JALAN}}}"),
    )
    assert error.line == 8
    assert "`dua` bertentangan dengan `satu` (baris 5)" in error.reason
    assert "saat `butuh: true` dan `jenis: jalan`" in error.reason


def test_one_more_condition_does_not_settle_which_of_two_rules_is_meant(tmp_path: Path) -> None:
    two = "{slot_was_set: [{jenis: jalan}, lokasi]}"
    assert (
        "bertentangan"
        in refusal(
            tmp_path, rule("satu", SAPA, A, when=f"{{{BUTUH}}}"), rule("dua", SAPA, B, when=two)
        ).reason
    )


def test_the_same_answer_twice_is_no_contradiction(tmp_path: Path) -> None:
    load(tmp_path, rule("satu", SAPA, A, when=f"{{{BUTUH}}}"), rule("dua", SAPA, A, when=f"{{{JALAN}}}"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rule("satu", SAPA, A, when=f"{{{BUTUH}}}"), rule("dua", SAPA, B, when=f"{{{TIDAK}}}")),
        (rule("satu", SAPA, A), rule("dua", "intent: lapor", B)),
        (rule("satu", SAPA, A, when=IN_FORM + ", " + NO_FORM), rule("dua", "intent: lapor", B)),
    ],
)
def test_rules_that_never_fit_one_moment_live_together(tmp_path: Path, first: str, second: str) -> None:
    load(tmp_path, first, second)


def test_a_rule_that_asks_for_more_lives_beside_the_general_one(tmp_path: Path) -> None:
    load(tmp_path, rule("umum", SAPA, A), rule("khusus", SAPA, B, when=f"{{{BUTUH}}}"))


def test_a_rule_that_looks_back_further_lives_beside_the_short_one(tmp_path: Path) -> None:
    load(tmp_path, rule("pendek", A, B), rule("panjang", SAPA, A, C))


@pytest.mark.parametrize(
    ("when", "told"), [(NO_FORM, "`active_loop: null`"), ("{slot_was_set: [{butuh: null}]}", "`butuh: null`")]
)
def test_a_rule_for_what_is_empty_contradicts_the_general_one(tmp_path: Path, when: str, told: str) -> None:
    """Rasa tries each rule with all else empty, and finds the other one."""
    error = refusal(tmp_path, rule("umum", SAPA, A), rule("kosong", SAPA, B, when=when))
    assert error.line == 8
    assert f"`kosong` bertentangan dengan `umum` (baris 5): keduanya cocok saat {told}" in error.reason


def test_a_rule_for_each_value_lives_beside_one_for_none(tmp_path: Path) -> None:
    ways = [rule(f"r{n}", SAPA, B, when=f"{{{way}}}") for n, way in enumerate((BUTUH, TIDAK))]
    load(tmp_path, rule("umum", SAPA, A), *ways)


def test_a_rule_silent_about_a_slot_that_another_names_is_refused(tmp_path: Path) -> None:
    """Rasa calls such rules incomplete, after minutes of training."""
    error = refusal(tmp_path, rule("satu", SAPA, A, BUTUH, B), rule("dua", "intent: lapor", A))
    assert error.line == 8
    assert (
        "`dua` belum lengkap: sesudah `utter_a` aturan `satu` (baris 5) menyebut slot `butuh`" in error.reason
    )


def test_a_rule_silent_about_the_form_another_ends_is_refused(tmp_path: Path) -> None:
    stop = "action: action_deactivate_loop"
    error = refusal(
        tmp_path, rule("satu", SAPA, stop, "active_loop: null"), rule("dua", "intent: lapor", stop, A)
    )
    assert "menyebut `active_loop`, di sini tidak" in error.reason


def test_a_rule_that_ends_there_without_waiting_may_be_silent(tmp_path: Path) -> None:
    load(
        tmp_path,
        rule("satu", SAPA, A, BUTUH, B),
        rule("dua", "intent: lapor", A, more="\n  wait_for_user_input: false"),
    )


def test_our_own_rules_live_together() -> None:
    assert load_rules(ROOT / "data" / "rules.yml", load_domain(ROOT / "data" / "domain.yml"))
