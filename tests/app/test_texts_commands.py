"""`tanggap texts check` names what a set of texts lacks, with file and line."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from tests.conftest import ROOT

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("domain.yml", "topics.yml"):
        shutil.copy(ROOT / "data" / name, tmp_path / name)
    shutil.copytree(ROOT / "data" / "texts", tmp_path / "texts")
    return tmp_path


def check(data: Path, *names: str) -> tuple[int, str]:
    done = RUNNER.invoke(cli, ["texts", "check", *names, "--data", str(data)])
    return done.exit_code, done.output


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_products_own_texts_lack_nothing(data: Path) -> None:
    assert check(data) == (0, "en: 0 kekurangan.\njv: 0 kekurangan.\n")


def test_a_response_or_a_topic_that_is_left_out_is_named(data: Path) -> None:
    change(data / "texts" / "en.yml", "  utter_pamit:\n    - text: Goodbye for now.", "  #\n  # :\n  #")
    change(data / "texts" / "en.yml", "  desa: {title: Village government, short: Village government}\n", "")
    code, said = check(data, "en")
    assert code == 1
    assert "en.yml:1: topik `desa` belum bernama." in said
    lines = (data / "domain.yml").read_text(encoding="utf-8").splitlines()
    assert f"balasan `utter_pamit` belum ada (domain.yml:{lines.index('  utter_pamit:') + 1})." in said


def test_a_lost_placeholder_is_named_with_its_line(data: Path) -> None:
    path = data / "texts" / "en.yml"
    change(path, "Ticket {nomor} is now under the topic", "The ticket is now under the topic")
    line = path.read_text(encoding="utf-8").splitlines().index("  utter_pilih_topik:") + 1
    code, said = check(data, "en")
    assert code == 1
    assert f"en.yml:{line}: isian `utter_pilih_topik` berbeda dari domain.yml: kurang {{nomor}}" in said


def test_a_set_that_is_not_there_is_said_to_be_missing(data: Path) -> None:
    code, said = check(data, "su")
    assert (code, "su.yml tidak ada" in said) == (2, True)
