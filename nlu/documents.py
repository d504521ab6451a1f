"""YAML files that people edit, read with the line of everything, so an error can point at it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from nlu.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def read_mapping(path: Path) -> CommentedMap:
    """Read a file whose root is a mapping (YAML 1.2); nobody changes what is returned. Raises TrainingDataError."""
    try:
        root = parse_yaml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise TrainingDataError(path, 1, "berkas bukan UTF-8; simpan ulang sebagai UTF-8.") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TrainingDataError(
            path, line, f"YAML tidak terbaca ({error.problem}); periksa spasi dan tanda di baris ini."
        ) from error
    except YAMLError as error:
        raise TrainingDataError(path, 1, "YAML tidak terbaca; hapus karakter yang tidak lazim.") from error
    if not isinstance(root, CommentedMap):
        raise TrainingDataError(path, 1, "isi berkas harus berupa pasangan kunci: nilai.")
    return root


@lru_cache(maxsize=32)
def parse_yaml(text: str) -> object:
    """Parse a text (YAML 1.2) once: a start reads some files several times, and reading takes a second.

    Nobody changes what is returned. Raises ruamel.yaml's YAMLError.
    """
    return YAML(typ="rt").load(text)


def line_of(node: CommentedMap | CommentedSeq, key: str | int) -> int:
    """Tell the line, from 1, of a key in a mapping or of an item in a list."""
    place = node.lc.key(key) if isinstance(node, CommentedMap) else node.lc.item(key)
    return int(place[0]) + 1


def refuse_unknown_keys(path: Path, node: CommentedMap, known: Collection[str]) -> None:
    """Raise TrainingDataError at the first key that is not known."""
    for key in node:
        if key not in known:
            allowed = ", ".join(known)
            reason = f'kunci "{key}" tidak dikenal; yang boleh: {allowed}. Perbaiki ejaannya atau hapus.'
            raise TrainingDataError(path, line_of(node, key), reason)


def phrases(path: Path, node: CommentedMap, key: str) -> tuple[str, ...]:
    """Read `key: [phrase, …]`, a list of non-empty strings. Raises TrainingDataError."""
    items = node.get(key, CommentedSeq())
    if not isinstance(items, CommentedSeq):
        raise TrainingDataError(
            path, line_of(node, key), f'"{key}" harus berupa daftar; mulai tiap baris dengan "- ".'
        )
    for index, item in enumerate(items):
        if not isinstance(item, str) or not item.strip():
            reason = f'isi "{key}" ini harus berupa kata; beri tanda kutip bila berupa angka.'
            raise TrainingDataError(path, line_of(items, index), reason)
    return tuple(item.strip() for item in items)
