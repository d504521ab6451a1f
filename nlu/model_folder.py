"""A model on disk: `<root>/<hash12>/` with a manifest that seals every file, and `current.json`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np

from nlu.errors import ModelDamaged, ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

MANIFEST, CURRENT = "manifest.json", "current.json"
FORMAT = 3  #: of the files in a folder; raised when an older release could not read them, or this one theirs
REMEMBERED = 20  #: models that were in use before, by name


def write_json(path: Path, content: object) -> None:
    """Write readable, stable JSON."""
    path.write_text(
        json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object. Raises ModelDamaged when there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"{path.name} tidak terbaca; latih ulang dengan `tanggap nlu train`.") from error
    if not isinstance(content, dict):
        raise ModelDamaged(f"{path.name} bukan objek JSON; latih ulang dengan `tanggap nlu train`.")
    return content


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays as npz without pickle."""
    # Not np.savez: it stamps the time of day into the file, and the same model must have the same hash.
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            content = BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(ZipInfo(f"{name}.npy"), content.getvalue(), ZIP_DEFLATED)


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Read arrays, refusing pickled ones."""
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


@contextmanager
def new_model_folder(root: Path, name: str) -> Iterator[Path]:
    """Offer an empty folder that becomes `<root>/<name>` only when the block ends well."""
    root.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".melatih-", dir=root))
    try:
        yield building
        building.chmod(0o755)
        shutil.rmtree(root / name, ignore_errors=True)
        building.replace(root / name)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def seal(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest with the hash of every file and of itself."""
    manifest = manifest | {
        "format": FORMAT,
        "files": {path.name: _hash(path) for path in sorted(folder.iterdir())},
    }
    write_json(folder / MANIFEST, manifest | {"seal": _seal(manifest)})


def opened(folder: Path) -> dict[str, Any]:
    """Read the manifest of an undamaged model. Raises ModelMissing, ModelDamaged."""
    if not folder.is_dir():
        raise ModelMissing(f'model "{folder.name}" belum ada; jalankan `tanggap nlu train`.')
    manifest = read_json(folder / MANIFEST)
    if manifest.pop("seal", None) != _seal(manifest):
        raise ModelDamaged(f"manifes model {folder.name} berubah; latih ulang dengan `tanggap nlu train`.")
    if manifest.get("format") != FORMAT:
        reason = f"model {folder.name} dibuat rilis lain; latih ulang dengan `tanggap nlu train`."
        raise ModelDamaged(reason)
    for name, expected in manifest["files"].items():
        if not (folder / name).is_file() or _hash(folder / name) != expected:
            raise ModelDamaged(
                f"berkas {name} model {folder.name} berubah; latih ulang dengan `tanggap nlu train`."
            )
    return manifest


def manifest_if_sound(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a model, None where it is missing or damaged."""
    try:
        return opened(folder)
    except (ModelMissing, ModelDamaged):
        return None


def thresholds(folder: Path) -> dict[str, Any]:
    """Read the thresholds training chose. Raises ModelDamaged."""
    chosen: dict[str, Any] = read_json(folder / MANIFEST)["thresholds"]
    return chosen


def name_current(root: Path, name: str) -> None:
    """Make `<root>/<name>`, which the data give, the model in use, atomically; the ones before are remembered."""
    try:
        known = read_json(root / CURRENT) if (root / CURRENT).exists() else {}
    except ModelDamaged:
        known = {}
    previous = before(name, known.get("model", ""), known.get("previous", ()))
    wanted = {"model": name, "previous": previous, "trained": name}
    if known != wanted:
        write_current(root, wanted)


def before(name: str, model: str, previous: Iterable[str]) -> list[str]:
    """List what was in use before `name` takes over from `model`: latest first, each once, the oldest forgotten."""
    return [each for each in dict.fromkeys([model, *previous]) if each and each != name][:REMEMBERED]


def write_current(root: Path, content: Mapping[str, object]) -> None:
    """Replace `current.json`, atomically; `nlu/model_choice.py` says what it holds."""
    written = root / f".{CURRENT}.{os.getpid()}"
    write_json(written, content)
    written.replace(root / CURRENT)


def current_model(root: Path) -> Path:
    """Find the folder of the model in use. Raises ModelMissing, ModelDamaged."""
    if not (root / CURRENT).is_file():
        raise ModelMissing("belum ada model; jalankan `tanggap nlu train`.")
    return root / str(read_json(root / CURRENT).get("model"))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _seal(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
