import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlu.errors import ModelDamaged, ModelMissing
from nlu.model_folder import MANIFEST, current_model, read_json
from nlu.pipeline import load_interpreter
from nlu.training import MODULES, data_hash, train
from tests.nlu.conftest import SENTENCES, write_data


def test_training_twice_on_the_same_data_trains_once(small_data: Path, model: Path) -> None:
    before = (model / "model.npz").stat().st_mtime_ns
    said: list[str] = []
    assert train(small_data, model.parent, said.append) == model
    assert (model / "model.npz").stat().st_mtime_ns == before
    assert "tidak berubah" in said[0]


def test_the_same_data_gives_the_same_model_anywhere(small_data: Path, model: Path, tmp_path: Path) -> None:
    again = train(small_data, tmp_path, lambda _: None)
    assert _manifest(again) == _manifest(model)


def test_the_model_in_use_is_named(model: Path) -> None:
    assert current_model(model.parent) == model
    assert [path.name for path in model.parent.iterdir() if path.is_dir()] == [model.name]


def test_no_model_yet_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        current_model(tmp_path)
    with pytest.raises(ModelMissing):
        load_interpreter(tmp_path / "tidak-ada")


def test_a_changed_file_is_refused_and_mended_by_training(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", SENTENCES)
    folder = train(data, tmp_path / "models", lambda _: None)
    for name in ("model.npz", "lexicon.json", "manifest.json"):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content.replace(b"e", b"f", 1))
        with pytest.raises(ModelDamaged):
            load_interpreter(folder)
        (folder / name).write_bytes(content)
    (folder / "vocabulary.json").unlink()
    assert train(data, tmp_path / "models", lambda _: None) == folder
    assert load_interpreter(folder).parse("halo").intent.name == "sapa"


def test_every_source_of_a_model_changes_its_hash(tmp_path: Path) -> None:
    data = write_data(tmp_path, SENTENCES)
    hashes = [data_hash(data)]
    (data / "heldout").mkdir()
    for name in ("nlu/sapa.yml", "lexicon/slang.yml", "heldout/topik.jsonl"):
        with (data / name).open("a") as file:
            file.write("\n")
        hashes.append(data_hash(data))
    assert len(set(hashes)) == 4


def test_held_out_samples_are_measured_never_learnt(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", SENTENCES)
    (data / "heldout" / "intents").mkdir(parents=True)
    row = {"text": "zzz lampu padam", "topic": "listrik_pju", "alt_topic": ["jalan"]}
    (data / "heldout" / "topik.jsonl").write_text(json.dumps(row))
    (data / "heldout" / "intents" / "a.jsonl").write_text(json.dumps({"text": "halo", "intent": "sapa"}))
    folder = train(data, tmp_path / "models", lambda _: None)
    assert _manifest(folder)["figures"]["topics"]["held_out"]["n"] == 1
    assert _manifest(folder)["figures"]["intents"]["held_out"]["accuracy_strict"] == 1
    assert "zzz" not in json.loads((folder / "vocabulary.json").read_text())["words"]


def _manifest(folder: Path) -> dict[str, Any]:
    return read_json(folder / MANIFEST)


def test_whatever_training_imports_counts_for_the_hash_of_a_model() -> None:
    code = "import sys, nlu.training; print(*(name for name in sys.modules if name.startswith('nlu.')))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert {f"nlu.{name}" for name in MODULES} == set(loaded.split())
