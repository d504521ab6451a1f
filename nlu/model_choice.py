"""Which trained model is in use, and which were before it: `current.json` in the folder of all models.

It names "model", the ones "previous", latest first, and the one last "trained". As long as "model" is another one
than "trained", an operator has chosen it, and starting the product does not train over that choice.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nlu.errors import ModelDamaged, ModelMissing
from nlu.model_folder import (
    CURRENT,
    MANIFEST,
    before,
    current_model,
    manifest_if_sound,
    opened,
    read_json,
    write_current,
)

if TYPE_CHECKING:
    from pathlib import Path

THROWN_AWAY = ".dibuang-"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Names of models; `previous` were in use before, latest first."""

    model: str
    previous: tuple[str, ...]
    trained: str

    @property
    def is_an_operators(self) -> bool:
        """Say whether a person chose the model, not training."""
        return self.model != self.trained


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model on disk; `trained_at` is in UTC, `manifest` None when the model is damaged."""

    folder: Path
    trained_at: datetime
    manifest: dict[str, Any] | None


def read_choice(root: Path) -> ModelChoice:
    """Read which model is in use. Raises ModelMissing, ModelDamaged."""
    name = current_model(root).name
    stored = read_json(root / CURRENT)
    previous = tuple(str(each) for each in stored.get("previous", ()))
    return ModelChoice(name, previous, str(stored.get("trained", name)))


def use(folder: Path) -> None:
    """Make an undamaged model the one in use. Raises ModelMissing, ModelDamaged."""
    opened(folder)
    try:
        known = read_choice(folder.parent)
    except (ModelMissing, ModelDamaged):
        known = ModelChoice("", (), folder.name)
    if folder.name != known.model:
        previous = before(folder.name, known.model, known.previous)
        _write(folder.parent, ModelChoice(folder.name, tuple(previous), known.trained))


def roll_back(root: Path) -> str:
    """Use the latest model before that is still undamaged, and tell its name. Raises ModelMissing when none is."""
    known = read_choice(root)
    for number, name in enumerate(known.previous, 1):
        if manifest_if_sound(root / name):
            _write(root, ModelChoice(name, known.previous[number:], known.trained))
            return name
    raise ModelMissing("tidak ada model sebelumnya; lihat `tanggap nlu models`.")


def stored_models(root: Path) -> list[StoredModel]:
    """List the models on disk, newest first."""
    folders = [path.parent for path in root.glob(f"[!.]*/{MANIFEST}")]
    found = [StoredModel(folder, _trained_at(folder), manifest_if_sound(folder)) for folder in folders]
    return sorted(found, key=lambda each: (each.trained_at, each.folder.name), reverse=True)


def prune(root: Path, keep: int) -> list[str]:
    """Delete all models but the `keep` newest sound ones, the one in use and the one before it; tell their names."""
    known = read_choice(root)
    stored = stored_models(root)
    newest = [each.folder.name for each in stored if each.manifest is not None][:keep]
    kept = {known.model, *known.previous[:1], *newest}
    removed = [each.folder for each in stored if each.folder.name not in kept]
    for folder in removed:
        # Renamed first, so that a kill half way leaves no half of a model.
        folder.replace(root / f"{THROWN_AWAY}{folder.name}")
    for folder in root.glob(f"{THROWN_AWAY}*"):
        shutil.rmtree(folder)
    return [folder.name for folder in removed]


def _write(root: Path, choice: ModelChoice) -> None:
    write_current(root, {"model": choice.model, "previous": list(choice.previous), "trained": choice.trained})


def _trained_at(folder: Path) -> datetime:
    # The manifest does not say: the same data must give the same model, byte for byte.
    return datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)
