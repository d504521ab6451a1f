import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.nlu_commands import nlu
from nlu.errors import ModelDamaged, ModelMissing
from nlu.model_choice import prune, read_choice, roll_back, stored_models, use
from nlu.model_folder import CURRENT, current_model, name_current, read_json, seal, write_json


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three models, trained in turn: "satu", "dua", "tiga"."""
    for day, name in enumerate(("satu", "dua", "tiga"), 1):
        _store(tmp_path, name, day)
        name_current(tmp_path, name)
    return tmp_path


def _store(root: Path, name: str, day: int) -> None:
    folder = root / name
    folder.mkdir()
    (folder / "isi").write_text(name)
    seal(folder, {"figures": {"topics": {"held_out": {"macro_f1": 0.9, "accuracy_lenient": day / 10}}}})
    os.utime(folder / "manifest.json", (day * 86_400, day * 86_400))


def _run(*words: object) -> Result:
    return CliRunner().invoke(nlu, [str(word) for word in words], env={"COLUMNS": "120"})


def test_training_remembers_what_was_in_use_before(root: Path) -> None:
    assert read_json(root / CURRENT) == {"model": "tiga", "previous": ["dua", "satu"], "trained": "tiga"}
    name_current(root, "tiga")
    assert read_choice(root).previous == ("dua", "satu")


def test_a_current_of_the_release_before_is_understood(tmp_path: Path) -> None:
    _store(tmp_path, "satu", 1)
    write_json(tmp_path / CURRENT, {"model": "satu"})
    assert not read_choice(tmp_path).is_an_operators
    _store(tmp_path, "dua", 2)
    use(tmp_path / "dua")
    assert roll_back(tmp_path) == "satu"


def test_rolling_back_goes_back_step_by_step(root: Path) -> None:
    assert roll_back(root) == "dua"
    assert read_choice(root).is_an_operators
    assert roll_back(root) == "satu"
    with pytest.raises(ModelMissing):
        roll_back(root)
    assert current_model(root) == root / "satu"


def test_rolling_back_passes_over_a_damaged_model(root: Path) -> None:
    (root / "dua" / "isi").write_text("lain")
    assert roll_back(root) == "satu"


def test_choosing_the_trained_model_again_ends_the_choice(root: Path) -> None:
    use(root / "satu")
    assert read_choice(root).is_an_operators
    use(root / "tiga")
    assert not read_choice(root).is_an_operators
    assert read_choice(root).previous == ("satu", "dua")


def test_training_ends_the_choice(root: Path) -> None:
    use(root / "satu")
    name_current(root, "tiga")
    assert not read_choice(root).is_an_operators


def test_a_damaged_or_missing_model_is_not_chosen(root: Path) -> None:
    (root / "satu" / "isi").write_text("lain")
    with pytest.raises(ModelDamaged):
        use(root / "satu")
    with pytest.raises(ModelMissing):
        use(root / "nol")
    assert current_model(root) == root / "tiga"


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_a_damaged_current_is_mended_by_training_or_choosing(root: Path, content: str) -> None:
    (root / CURRENT).write_text(content)
    use(root / "dua")
    assert current_model(root) == root / "dua"
    (root / CURRENT).write_text(content)
    name_current(root, "tiga")
    assert current_model(root) == root / "tiga"


def test_pruning_keeps_the_newest_the_current_and_the_one_before(root: Path) -> None:
    _store(root, "empat", 4)
    use(root / "satu")
    assert prune(root, 1) == ["dua"]
    assert [each.folder.name for each in stored_models(root)] == ["empat", "tiga", "satu"]


def test_what_a_killed_pruning_left_is_no_model_and_goes_with_the_next(root: Path) -> None:
    shutil.move(root / "satu", root / ".dibuang-satu")
    assert [each.folder.name for each in stored_models(root)] == ["tiga", "dua"]
    assert prune(root, 2) == []
    assert not (root / ".dibuang-satu").exists()


def test_a_killed_writer_of_current_leaves_the_old_one(root: Path) -> None:
    (root / f".{CURRENT}.123").write_text('{"mod')
    assert read_choice(root).model == "tiga"


def test_the_models_are_listed_with_figures_and_state(root: Path) -> None:
    (root / "satu" / "isi").write_text("lain")
    shown = _run("models", "--models", root).output
    [three] = [line for line in shown.splitlines() if "tiga" in line]
    assert "dipakai" in three
    assert "0.3" in three
    assert "1970-01-0" in three
    assert ["sebelumnya" in line for line in shown.splitlines() if "dua" in line] == [True]
    assert ["rusak" in line for line in shown.splitlines() if "satu" in line] == [True]


def test_commands_choose_undo_and_prune(root: Path) -> None:
    assert "Model satu dipakai" in _run("use", "sat", "--models", root).output
    assert "tanggap nlu use satu" in _run("rollback", "--models", root).output
    assert current_model(root).name == "tiga"
    assert "Dihapus: satu" in _run("models", "--prune", 2, "--models", root).output
    assert not (root / "satu").exists()


@pytest.mark.parametrize("words", [["use", "nol"], ["rollback"], ["models"]])
def test_without_models_the_commands_say_so(tmp_path: Path, words: list[str]) -> None:
    shown = _run(*words, "--models", tmp_path)
    assert shown.exit_code == 1
    assert "model" in shown.output
