"""Finding a model by what a trainer calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.errors import ModelMissing
from nlu.model_choice import read_choice
from nlu.model_folder import MANIFEST, current_model

if TYPE_CHECKING:
    from pathlib import Path

IN_USE, BEFORE = "current", "sebelumnya"


def named_model(root: Path, name: str) -> Path:
    """Find "current", "sebelumnya" (in use before it), or a folder of `root` by the beginning of its name.

    Raises ModelMissing, ModelDamaged.
    """
    if name == IN_USE:
        return current_model(root)
    models = sorted(path.parent for path in root.glob(f"[!.]*/{MANIFEST}"))
    if name == BEFORE:
        known = [root / each for each in read_choice(root).previous if root / each in models][:1]
    else:
        known = [each for each in models if each.name.startswith(name)]
    if len(known) != 1:
        raise ModelMissing(f'di {root} {"ada beberapa" if known else "tidak ada"} model "{name}".')
    return known[0]
