"""Reading `domain.yml`: what is understood, and what is refused at which line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.dialogue.domain import load_domain
from bot.dialogue.source import DialogueFileError
from tests.bot.dialogue.chat import domain_file

if TYPE_CHECKING:
    from pathlib import Path


def refusal(folder: Path, text: str) -> DialogueFileError:
    """Return the error of reading this domain."""
    with pytest.raises(DialogueFileError) as caught:
        load_domain(domain_file(folder, text))
    return caught.value


def test_a_domain_is_read_whole(tmp_path: Path) -> None:
    domain = load_domain(
        domain_file(
            tmp_path,
            """
            intents: [sapa, {lapor: {use_entities: [tempat]}}]
            entities: [tempat]
            actions: [action_lapor]
            slots:
              setuju:
                type: bool
                initial_value: false
                mappings: [{type: from_intent, intent: sapa, value: true}]
            forms: {form_setuju: {required_slots: [setuju], ignored_intents: lapor}}
            responses: {utter_halo: [{text: Halo, buttons: [{title: Lapor, payload: /lapor}]}]}
            session_config: {session_expiration_time: 30, carry_over_slots_to_new_session: false}
            """,
        )
    )
    assert {"sapa", "lapor", "nlu_fallback"} <= domain.intents
    assert domain.initial_slots() == {"setuju": False, "requested_slot": None}
    assert domain.forms["form_setuju"].ignored_intents == ("lapor",)
    assert (domain.session_minutes, domain.carry_over_slots) == (30, False)
    assert domain.source["forms"]["form_setuju"]["required_slots"] == ["setuju"]


def test_an_unquoted_no_is_a_text_as_in_yaml_1_2(tmp_path: Path) -> None:
    domain = load_domain(domain_file(tmp_path, "responses: {utter_no: [{text: no}]}"))
    assert domain.responses["utter_no"][0].text == "no"


@pytest.mark.parametrize(
    ("line", "word", "text"),
    [
        (2, "warna", "warna: [merah]"),
        (3, "salah_tik", "slots:\n  x: {type: text, salah_tik: 1, mappings: []}"),
        (3, "mappings", "slots:\n  x: {type: text}"),
        (3, "rasa.Slot", "slots:\n  x: {type: rasa.Slot, mappings: []}"),
        (3, "values", "slots:\n  x: {type: categorical, mappings: []}"),
        (3, "nilai awal", "slots:\n  x: {type: bool, initial_value: ya, mappings: []}"),
        (3, "hanya untuk slot `float`", "slots:\n  x: {type: bool, min_value: 1, mappings: []}"),
        (3, "lebih kecil", "slots:\n  x: {type: float, min_value: 1, mappings: []}"),
        (
            6,
            "sapaa",
            "intents: [sapa]\nslots:\n  x:\n    type: text\n    mappings: [{type: from_text, intent: sapaa}]",
        ),
        (3, "kota", "slots:\n  x: {type: text, mappings: [{type: from_entity, entity: kota}]}"),
        (3, "role", "slots:\n  x: {type: text, mappings: [{type: from_entity, entity: kota, role: dari}]}"),
        (3, "entity", "slots:\n  x: {type: text, mappings: [{type: from_entity}]}"),
        (3, "action_x", "slots:\n  x: {type: text, mappings: [{type: custom, action: action_x}]}"),
        (
            3,
            "form_x",
            "slots:\n  x: {type: text, mappings: [{type: from_text, conditions: [{active_loop: form_x}]}]}",
        ),
        (3, "nama", "forms:\n  form_x: {required_slots: [nama]}"),
        (3, "required_slots", "forms:\n  form_x: {ignored_intents: []}"),
        (4, "image", "responses:\n  utter_x:\n  - image: foto.jpg"),
        (3, "utter_", "responses:\n  jawab_x: [{text: a}]"),
        (
            3,
            "20 huruf",
            f"responses:\n  utter_x: [{{text: a, buttons: [{{title: {'x' * 21}, payload: /a}}]}}]",
        ),
        (
            3,
            "64 bita",
            f"responses:\n  utter_x: [{{text: a, buttons: [{{title: x, payload: /{'x' * 64}}}]}}]",
        ),
        (3, "berlaku umum", "responses:\n  utter_x: [{text: a, channel: telegram}]"),
        (
            3,
            "hilang",
            "responses:\n  utter_x: [{text: a, condition: [{type: slot, name: hilang, value: 1}]}]",
        ),
        (3, "${", "responses:\n  utter_x: [{text: 'di ${KOTA}'}]"),
        (3, "tanda kutip", "responses:\n  utter_x: [{text: 12}]"),
        (2, "back", "intents: [back]"),
        (2, "menit", "session_config: {session_expiration_time: lama}"),
        (3, "duplicate", "intents: []\nintents: []"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_line(
    tmp_path: Path, line: int, word: str, text: str
) -> None:
    error = refusal(tmp_path, text)
    assert str(error).startswith(f"{tmp_path}/domain.yml:{line}: ")
    assert word in error.reason


def test_a_broken_file_is_refused_at_the_line_it_breaks(tmp_path: Path) -> None:
    assert refusal(tmp_path, "intents: [sapa\nslots: {}").line == 3


def test_an_old_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "domain.yml"
    path.write_text('version: "2.0"\n', encoding="utf-8")
    with pytest.raises(DialogueFileError, match=r"3\.1"):
        load_domain(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "domain.yml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(DialogueFileError, match="kosong"):
        load_domain(path)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ("/laporr", "intent `laporr` di tombol ini tidak ada di domain"),
        ('/lapor{"topik":jalan}', "tidak terbaca"),
    ],
)
def test_a_button_that_would_never_be_understood_is_refused(tmp_path: Path, payload: str, told: str) -> None:
    text = f"""
    intents: [lapor]
    responses:
      utter_halo:
        - text: Halo
          buttons: [{{title: Lapor, payload: '{payload}'}}]
    """
    assert told in str(refusal(tmp_path, text))
