"""`data/presets/*.yml`: what a region starts from, one file each; checked when it is read."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from tickets.document import DocumentError, Problem
from tickets.preset import Preset
from tickets.preset_reading import parse


class PresetError(Exception):
    """The preset cannot be used; the message names file, line and reason (Indonesian)."""


def find_preset(folder: Path, name: str) -> Preset:
    """Read the preset of that name. Raises PresetError, also where there is none."""
    path = folder / f"{name}.yml"
    if not path.exists():
        there = ", ".join(sorted(each.stem for each in folder.glob("*.yml"))) or "tidak ada"
        raise PresetError(f"{path}: preset ini tidak ada. Isi PRESET dengan salah satu: {there}.")
    return read_preset(path)


def read_preset(path: Path) -> Preset:
    """Read and check one file. Raises PresetError naming file and line."""
    document = _load(path)
    try:
        return parse(document)
    except DocumentError as error:
        first = error.problems[0]
        raise PresetError(f"{path}:{_line(document, first)}: {first.message}") from None


def _load(path: Path) -> CommentedMap:
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except OSError:
        raise PresetError(f"{path}: berkas tidak dapat dibaca.") from None
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise PresetError(
            f"{path}:{line}: bukan YAML yang benar. Periksa indentasi dan tanda baca."
        ) from None
    if not isinstance(document, CommentedMap):
        raise PresetError(f"{path}:1: berkas harus berisi `preset`, `steps`, dan bagian lainnya.")
    return document


def _line(document: CommentedMap, problem: Problem) -> int:
    """Return the nearest line to a problem: its cell's, else its row's, its section's, the file's first."""
    found: Any = document
    line = 0
    for step in (*problem.section.split("."), problem.row, problem.field):
        try:
            if isinstance(found, CommentedSeq) and isinstance(step, int):
                line = found.lc.item(step)[0]
            elif isinstance(found, CommentedMap):
                line = found.lc.key(step)[0]
            found = found[step]
        except (KeyError, IndexError, TypeError):
            break
    return line + 1
