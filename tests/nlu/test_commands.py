import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.nlu_commands import nlu

SECRET = "lampu dekat rumah pak karto mati"


def _run(*words: object) -> Result:
    return CliRunner().invoke(nlu, [str(word) for word in words])


def _rows(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "ukur.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_sound_data_pass_and_faults_are_shown(small_data: Path, tmp_path: Path) -> None:
    assert "Data baik: 48 contoh" in _run("validate", "--data", small_data).output
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "a.yml").write_text("version: 1\n")
    spoilt = _run("validate", "--data", tmp_path)
    assert spoilt.exit_code == 1
    assert "a.yml:1: versi" in spoilt.output


def test_training_names_the_model(small_data: Path, model: Path) -> None:
    assert str(model) in _run("train", "--data", small_data, "--models", model.parent).output


def test_a_message_can_be_tried(model: Path) -> None:
    answer = json.loads(_run("parse", "lampu jalan mati", "--models", model.parent).output)
    assert answer["topic"]["name"] == "listrik_pju"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_figures_come_without_any_text(model: Path, tmp_path: Path, form: list[str]) -> None:
    file = _rows(tmp_path, json.dumps({"text": SECRET, "topic": "listrik_pju", "alt_topic": []}))
    shown = _run("evaluate", file, "--models", model.parent, *form)
    assert shown.exit_code == 0
    assert "macro_f1" in shown.output
    assert "karto" not in shown.output


@pytest.mark.parametrize("row", ["{", "[]", '{"text": "a"}', '{"text": "a", "topic": "b", "alt_topic": [1]}'])
def test_a_bad_row_is_named_by_its_line(model: Path, tmp_path: Path, row: str) -> None:
    file = _rows(tmp_path, '{"text": "a", "topic": "jalan"}', "", row)
    shown = _run("evaluate", file, "--models", model.parent)
    assert shown.exit_code == 1
    assert "ukur.jsonl:3:" in shown.output.replace("\n", "")


def test_without_a_model_the_remedy_is_told(tmp_path: Path) -> None:
    shown = _run("parse", "halo", "--models", tmp_path)
    assert shown.exit_code == 1
    assert "tanggap nlu train" in shown.output
