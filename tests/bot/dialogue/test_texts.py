"""Texts: which wording, and with which values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.domain import load_domain
from bot.dialogue.renderer import MissingParameter, Texts, UnknownResponse
from tests.bot.dialogue.chat import domain_file

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = """
intents: [setuju]
slots:
  warga: {type: text, mappings: [{type: custom}]}
  kota: {type: text, mappings: [{type: custom}]}
responses:
  utter_nomor: [{text: "Nomor {nomor}, {warga}. Data: {a b} {}"}]
  utter_halo: [{text: satu}, {text: dua}, {text: tiga}]
  utter_pilih:
  - {text: umum}
  - {text: telegram, channel: telegram}
  - {text: bogor, condition: [{type: slot, name: kota, value: bogor}]}
  - {text: bogor telegram, channel: telegram, condition: [{type: slot, name: kota, value: bogor}]}
  utter_tombol:
  - {text: Pilih, buttons: [{title: "Ya, {nama}", payload: '/setuju{"nama": "{nama}"}'}]}
  utter_x/a: [{text: a}]
"""


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    return Texts(load_domain(domain_file(tmp_path, DOMAIN)))


def test_parameters_go_before_slots(texts: Texts) -> None:
    slots = {"warga": "Sari", "nomor": "lama"}
    filled = texts.render("utter_nomor", {"nomor": "ADU-7"}, slots, "web", 1)
    assert filled.text == "Nomor ADU-7, Sari. Data: {a b} {}"


def test_a_value_is_never_filled_again(texts: Texts) -> None:
    filled = texts.render("utter_nomor", {"nomor": "{warga}", "warga": "Sari"}, {}, "web", 1)
    assert filled.text.startswith("Nomor {warga}, Sari.")


@pytest.mark.parametrize("params", [{"nomor": "1"}, {"nomor": "1", "warga": None}])
def test_a_missing_value_is_an_error_and_never_a_half_filled_text(
    texts: Texts, params: dict[str, str]
) -> None:
    with pytest.raises(MissingParameter) as caught:
        texts.render("utter_nomor", params, {"warga": None}, "web", 1)
    assert (caught.value.response, caught.value.parameter) == ("utter_nomor", "warga")


def test_the_same_seed_chooses_the_same_wording_and_seeds_choose_all(texts: Texts) -> None:
    chosen = [texts.render("utter_halo", {}, {}, "web", seed).text for seed in range(40)]
    assert chosen == [texts.render("utter_halo", {}, {}, "web", seed).text for seed in range(40)]
    assert set(chosen) == {"satu", "dua", "tiga"}


@pytest.mark.parametrize(
    ("kota", "channel", "wording"),
    [
        ("Bogor", "telegram", "bogor telegram"),
        ("Depok", "telegram", "telegram"),
        ("Bogor", "web", "bogor"),
        (None, "web", "umum"),
    ],
)
def test_the_particular_wording_goes_before_the_general(
    texts: Texts, kota: str | None, channel: str, wording: str
) -> None:
    assert texts.render("utter_pilih", {}, {"kota": kota}, channel, 1).text == wording


def test_a_button_carries_any_value_in_its_payload(texts: Texts) -> None:
    [button] = texts.render("utter_tombol", {"nama": 'Sari "Ibu"'}, {}, "web", 1).buttons
    assert button.title == 'Ya, Sari "Ibu"'
    assert json.loads(button.payload.removeprefix("/setuju")) == {"nama": 'Sari "Ibu"'}


def test_lists_and_decimals_are_written_as_indonesians_do(texts: Texts) -> None:
    filled = texts.render("utter_nomor", {"nomor": 1234.5, "warga": ["a", "b", "c"]}, {}, "web", 1)
    assert filled.text.startswith("Nomor 1.234,5, a, b, dan c.")


def test_a_response_tells_what_it_needs(texts: Texts) -> None:
    assert texts.parameters("utter_nomor") == {"nomor", "warga"}
    assert texts.parameters("utter_tombol") == {"nama"}
    assert texts.names() == {"utter_nomor", "utter_halo", "utter_pilih", "utter_tombol", "utter_x/a"}


def test_a_response_the_domain_does_not_have_is_an_error(texts: Texts) -> None:
    with pytest.raises(UnknownResponse, match="utter_hilang"):
        texts.render("utter_hilang", {}, {}, "web", 1)
