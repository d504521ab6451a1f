import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from app.nlu_commands import nlu

SECRET = "lampu dekat rumah pak karto mati"


def _run(*words: object, ci: str = "") -> Result:
    return CliRunner().invoke(nlu, [str(word) for word in words], env={"CI": ci})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        {"text": SECRET, "topic": "sampah_lingkungan", "id": "x-1", "source": "chat"},
        {"text": "jalan berlubang", "topic": "jalan"},
    ]
    path = tmp_path / "ukur.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_the_mistakes_are_named_and_shown_only_when_asked(model: Path, file: Path) -> None:
    shown = _run("evaluate", file, "--models", model.parent, "--json")
    assert json.loads(shown.output)["worst"][0]["id"] == "x-1"
    assert "karto" not in shown.output
    assert "karto" in _run("evaluate", file, "--models", model.parent, "--show-text").output


@pytest.mark.parametrize("command", [["evaluate"], ["compare", "current", "current"]])
def test_texts_are_refused_where_ci_keeps_them(model: Path, file: Path, command: list[str]) -> None:
    shown = _run(*command, file, "--models", model.parent, "--show-text", ci="true")
    assert shown.exit_code == 1
    assert "CI" in shown.output
    assert "karto" not in shown.output
    assert _run(*command, file, "--models", model.parent, ci="true").exit_code == 0


@pytest.mark.parametrize("target", ["gambar.svg", "baru/gambar.svg", "."])
def test_a_picture_is_drawn_where_it_is_wanted(model: Path, file: Path, tmp_path: Path, target: str) -> None:
    shown = _run("evaluate", file, "--models", model.parent, "--picture", tmp_path / target)
    assert shown.exit_code == 0
    [picture] = tmp_path.rglob("*.svg")
    assert "Topik yang tertukar: ukur" in picture.read_text()
    assert ET.parse(picture).getroot().tag.endswith("svg")  # noqa: S314 - our own


def test_rough_writing_is_measured_when_asked(model: Path, file: Path) -> None:
    plain = _run("evaluate", file, "--models", model.parent, "--json", "--without-encoder")
    rough = _run("evaluate", file, "--models", model.parent, "--json", "--without-encoder", "--rough")
    assert "rough" not in json.loads(plain.output)
    assert json.loads(rough.output)["rough"]["bersih"]["drop_strict"] == 0
    assert "tanpa_vokal" in _run("evaluate", file, "--models", model.parent, "--rough").output


def test_two_models_are_compared_on_the_held_out_files(model: Path, file: Path, tmp_path: Path) -> None:
    (tmp_path / "heldout").mkdir()
    file.rename(tmp_path / "heldout" / file.name)
    words = ["compare", "current", model.name[:6], "--models", model.parent, "--data", tmp_path]
    figures = json.loads(_run(*words, "--json").output)
    assert (figures["n"], figures["changed"], figures["models"]) == (2, [], [model.name] * 2)
    assert "accuracy_lenient" in _run(*words).output


def test_a_model_that_is_not_there_is_named(model: Path, file: Path) -> None:
    shown = _run("compare", "current", "zzz", file, "--models", model.parent)
    assert shown.exit_code == 1
    assert "zzz" in shown.output


def test_an_exam_without_its_seal_is_refused(model: Path, tmp_path: Path) -> None:
    (tmp_path / "niat_1.jsonl").write_text('{"id": "a", "text": "halo", "intent": "sapa"}')
    shown = _run("exam", tmp_path, "--models", model.parent)
    assert shown.exit_code == 1
    assert "sha256sum" in shown.output
