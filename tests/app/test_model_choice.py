"""Starting the product trains, but never over an operator's choice."""

from pathlib import Path

import pytest

from app import prepare
from nlu.model_choice import use
from nlu.model_folder import name_current, seal
from settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(var_dir=tmp_path)
    for name in ("lama", "baru"):
        (settings.model_dir / name).mkdir(parents=True)
        (settings.model_dir / name / "isi").write_text(name)
        seal(settings.model_dir / name, {})
        name_current(settings.model_dir, name)
    return settings


def _trains(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> bool:
    trained: list[Path] = []
    monkeypatch.setattr("nlu.training.train", lambda data, *_: trained.append(data))
    prepare.prepare_model(settings)
    return bool(trained)


def test_starting_trains_where_nobody_chose(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _trains(settings, monkeypatch)


def test_starting_keeps_an_operators_choice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    use(settings.model_dir / "lama")
    assert not _trains(settings, monkeypatch)
    use(settings.model_dir / "baru")
    assert _trains(settings, monkeypatch)


def test_a_choice_this_release_cannot_read_is_trained_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(settings.model_dir / "lama")
    (settings.model_dir / "lama" / "isi").unlink()
    assert _trains(settings, monkeypatch)


def test_the_first_start_trains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _trains(Settings(var_dir=tmp_path), monkeypatch)
