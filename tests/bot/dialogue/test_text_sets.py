"""Other texts beside the domain's own: complete, with the same holes and buttons, and chosen by condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.renderer import Texts
from bot.dialogue.source import DialogueFileError
from bot.dialogue.text_set import answered_in, faults, laid_over, missing, read_text_set
from tests.bot.dialogue.chat import domain_file
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SETS = sorted((ROOT / "data" / "texts").glob("*.yml"))
DOMAIN = """
intents: [setuju, ubah]
slots:
  bahasa: {type: text, mappings: [{type: custom}]}
responses:
  utter_catat:
  - {text: "Dicatat, {nomor}.", buttons: [{title: Benar, payload: /setuju}, {title: Ubah, payload: /ubah}]}
  utter_sama_sama: [{text: Sama-sama.}]
"""
BUTTONS = "buttons: [{title: Leres, payload: /setuju}, {title: Gantos, payload: /ubah}]"


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    return load_domain(domain_file(tmp_path, DOMAIN))


def written(folder: Path, responses: str, more: str = "") -> Path:
    path = folder / "jv.yml"
    path.write_text(f'version: "3.1"\nlanguage: id\n{more}responses:\n{responses}\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_set_of_the_product_fits_the_domain(path: Path) -> None:
    own = load_domain(ROOT / "data" / "domain.yml")
    assert [str(fault) for fault in faults(path, own)] == []
    assert missing(path, own) == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_set_asks_more_or_less_than_the_domain_does(path: Path) -> None:
    own = load_domain(ROOT / "data" / "domain.yml")
    for name, variations in read_text_set(path, own).responses.items():
        questions = {one.text.count("?") for one in variations}
        assert questions == {own.responses[name][0].text.count("?")}, name


def test_the_english_set_says_everything() -> None:
    own = load_domain(ROOT / "data" / "domain.yml")
    english = read_text_set(ROOT / "data" / "texts" / "en.yml", own)
    assert english.responses.keys() == own.responses.keys()


@pytest.mark.parametrize(
    ("responses", "told"),
    [
        ("  utter_lain: [{text: Halo}]", "`utter_lain` tidak ada di domain.yml"),
        (f"  utter_catat: [{{text: Sampun, {BUTTONS}}}]", "kurang {nomor}; lebih -"),
        ("  utter_sama_sama: [{text: 'Sami-sami, {nama}'}]", "kurang -; lebih {nama}"),
        ("  utter_catat: [{text: '{nomor}'}]", "tombol `utter_catat` harus sama"),
        (
            f"  utter_catat: [{{text: '{{nomor}}', {BUTTONS.replace('Leres', 'Sampun leres sanget nggih')}}}]",
            "paling panjang 20 huruf",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, domain: Domain, responses: str, told: str
) -> None:
    path = written(tmp_path, responses)
    with pytest.raises(DialogueFileError, match=r"jv\.yml:4") as caught:
        read_text_set(path, domain)
    assert told in caught.value.reason


def test_a_complete_set_tells_what_it_lacks_and_a_partial_one_leaves_it(
    tmp_path: Path, domain: Domain
) -> None:
    responses = "  utter_sama_sama: [{text: Sami-sami.}]"
    assert missing(written(tmp_path, responses), domain) == ["utter_catat"]
    assert missing(written(tmp_path, responses, "partial: true\n"), domain) == []


def test_a_set_that_is_chosen_speaks_and_what_it_lacks_stays(tmp_path: Path, domain: Domain) -> None:
    own = laid_over(
        domain, read_text_set(written(tmp_path, "  utter_sama_sama: [{text: Sami-sami.}]"), domain)
    )
    texts = Texts(own)
    assert texts.render("utter_sama_sama", {}, {}, "web", 1).text == "Sami-sami."
    assert texts.render("utter_catat", {"nomor": "1"}, {}, "web", 1).text == "Dicatat, 1."
    assert own.source["responses"]["utter_sama_sama"][0]["text"] == "Sami-sami."


def test_a_set_that_is_followed_speaks_only_to_who_writes_its_language(
    tmp_path: Path, domain: Domain
) -> None:
    responses = f"  utter_catat: [{{text: 'Sampun, {{nomor}}.', {BUTTONS}}}]"
    own = answered_in(domain, read_text_set(written(tmp_path, responses), domain))
    texts = Texts(own)
    said = [
        texts.render("utter_catat", {"nomor": "1"}, {"bahasa": slot}, "web", 1).text for slot in (None, "jv")
    ]
    assert said == ["Dicatat, 1.", "Sampun, 1."]
    condition = own.source["responses"]["utter_catat"][1]["condition"]
    assert condition == [{"type": "slot", "name": "bahasa", "value": "jv"}]
    assert domain.source["responses"]["utter_catat"][1:] == []


def test_lists_and_decimals_follow_the_language(domain: Domain) -> None:
    texts = Texts(replace(domain, language="en"))
    assert texts.render("utter_catat", {"nomor": ["A", "B"]}, {}, "web", 1).text == "Dicatat, A and B."
