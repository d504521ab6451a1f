import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.nlu_commands import nlu
from nlu.classifier import LinearModel
from nlu.lexicon import Lexicon, read_lexicon
from nlu.lexicon_changes import Change, HeldOutEffect, Kind, changes, warnings
from nlu.pipeline import load_interpreter
from nlu.samples import Sample
from nlu.snapshot import read_snapshot
from tests.nlu.conftest import REAL

SLANG = "slang.yml"


@pytest.fixture(scope="module")
def known() -> Lexicon:
    return read_lexicon(REAL / "lexicon")


@pytest.fixture(scope="module")
def linear(model: Path) -> LinearModel:
    return LinearModel.load(model)


def _with(lexicon: Lexicon, **slang: str) -> Lexicon:
    return replace(lexicon, slang=lexicon.slang | slang)


def test_added_changed_and_removed_lines_are_told_with_their_file(known: Lexicon) -> None:
    slang = {form: each for form, each in known.slang.items() if form != "yg"}
    now = replace(
        known,
        slang=slang | {"jln": "jalanan", "jeglongan": "lubang jalan"},
        links=known.links | {"kuat": (*known.links["kuat"], "lalu ini")},
    )
    assert changes(known, now) == [
        Change(Kind.ADDED, "sambungan.yml", "kuat: lalu ini", ""),
        Change(Kind.ADDED, SLANG, "jeglongan", "lubang jalan"),
        Change(Kind.REMOVED, SLANG, "yg", "yang"),
        Change(Kind.CHANGED, SLANG, "jln", "jalanan"),
    ]
    assert changes(known, known) == []


def test_what_a_model_was_trained_with_has_not_changed(model: Path, known: Lexicon) -> None:
    assert changes(read_snapshot(model)[0], known) == []


@pytest.mark.parametrize(
    ("form", "meaning", "said"),
    [
        ("lampu", "pelita", 'mengenal "lampu" dengan baik'),
        ("jeglongan", "zzyzx", 'belum mengenal "zzyzx"'),
        ("dua kata", "lubang", "tidak pernah cocok"),
        ("jeglongan", "jln berlubang", "memuat singkatan"),
    ],
)
def test_a_line_that_may_disappoint_is_warned_of(
    linear: LinearModel, known: Lexicon, form: str, meaning: str, said: str
) -> None:
    assert said in "; ".join(warnings(Change(Kind.ADDED, SLANG, form, meaning), known.slang, linear))


def test_a_new_word_for_known_ones_is_fine(linear: LinearModel, known: Lexicon) -> None:
    line = Change(Kind.ADDED, SLANG, "jeglongan", "jalan rusak")
    assert warnings(line, known.slang, linear) == []


def test_the_effect_counts_the_texts_that_read_otherwise(model: Path, known: Lexicon) -> None:
    samples = [
        Sample("wongwang sudah sebulan", "listrik_pju"),
        Sample("wongwang", "sampah_lingkungan", frozenset({"listrik_pju"})),
        Sample("sampah menumpuk", "sampah_lingkungan"),
        Sample("lampu jalan mati", "jalan"),
    ]
    effect = HeldOutEffect(samples, known, lambda lists: load_interpreter(model, lexicon=lists))
    measured = effect.of_line(Change(Kind.ADDED, SLANG, "wongwang", "lampu jalan mati"))
    assert (measured.touched, measured.right_after) == (2, 2)
    assert effect.accuracy_after(measured) == effect.accuracy + (2 - measured.right_before) / 4
    assert effect.of(_with(known, kata="lain")).touched == 0


def test_the_command_shows_lines_and_figures_and_no_held_out_text(model: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(REAL / "lexicon", data / "lexicon")
    words = ["lexicon", "--data", str(data), "--models", str(model.parent)]
    assert "sama dengan saat model" in CliRunner().invoke(nlu, words).output
    (data / "heldout").mkdir()
    row = {"text": "wongwang dekat rumah pak karto", "topic": "listrik_pju"}
    (data / "heldout" / "a.jsonl").write_text(json.dumps(row))
    with (data / "lexicon" / SLANG).open("a") as slang:
        slang.write("wongwang: lampu jalan mati\nlampu: pelita\n")
    shown = CliRunner().invoke(nlu, words, env={"COLUMNS": "120"}).output
    assert "wongwang: lampu jalan mati" in shown
    assert "1.0000 dengan semua perubahan (1 dari 1" in shown
    assert 'mengenal "lampu" dengan baik' in shown
    assert "karto" not in shown


def test_a_message_is_tried_with_the_lists_on_disk(model: Path, tmp_path: Path) -> None:
    shutil.copytree(REAL / "lexicon", tmp_path / "lexicon")
    with (tmp_path / "lexicon" / SLANG).open("a") as slang:
        slang.write("wongwang: lampu jalan mati\n")
    words = ["parse", "wongwang", "--data", str(tmp_path), "--models", str(model.parent)]
    assert json.loads(CliRunner().invoke(nlu, words).output)["topic"]["name"] == "listrik_pju"
