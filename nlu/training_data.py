"""Training examples in Rasa's 3.1 format, read from a folder of YAML files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from nlu.documents import line_of, read_mapping, refuse_unknown_keys
from nlu.errors import TrainingDataError
from nlu.example_lines import example_lines
from nlu.marks import Marks, read_marks
from nlu.markup import strip_markup

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "3.1"
KINDS = ("intent", "synonym", "regex", "lookup")
_INTENT = re.compile(r"\w+(?:/\w+)?")


@dataclass(frozen=True, slots=True)
class Example:
    """One line a citizen could have written, and where a trainer finds it."""

    text: str
    intent: str
    retrieval: str | None
    file: Path
    line: int
    marks: Marks = field(default_factory=Marks)

    @property
    def label(self) -> str:
        """The intent as written: `lapor/jalan`, `sapa`."""
        return f"{self.intent}/{self.retrieval}" if self.retrieval else self.intent


@dataclass(slots=True)
class TrainingData:
    """Everything the files teach; `synonyms` maps a written form to the value meant."""

    examples: list[Example] = field(default_factory=list)
    lookups: dict[str, list[str]] = field(default_factory=dict)
    synonyms: dict[str, str] = field(default_factory=dict)
    regexes: dict[str, list[str]] = field(default_factory=dict)


def read_training_data(folder: Path) -> TrainingData:
    """Read every `*.yml` of a folder in order of name. Raises TrainingDataError at the first fault."""
    data = TrainingData()
    for path in sorted(folder.glob("*.yml")):
        _read_file(path, data)
    if not data.examples:
        raise TrainingDataError(folder, 1, "tidak ada contoh kalimat; tambahkan berkas .yml berisi intent.")
    _refuse_contradictions(data.examples)
    return data


def _read_file(path: Path, data: TrainingData) -> None:
    root = read_mapping(path)
    refuse_unknown_keys(path, root, ("version", "nlu"))
    if str(root.get("version")) != VERSION:
        line = line_of(root, "version") if "version" in root else 1
        raise TrainingDataError(
            path, line, f'versi harus "{VERSION}"; tulis version: "{VERSION}" di baris pertama.'
        )
    items = root.get("nlu")
    if not isinstance(items, CommentedSeq):
        raise TrainingDataError(
            path, 1, 'tidak ada daftar "nlu:"; tulis nlu: lalu "- intent: ..." di bawahnya.'
        )
    for index, item in enumerate(items):
        if not isinstance(item, CommentedMap):
            raise TrainingDataError(path, line_of(items, index), 'isi nlu harus diawali "- intent: nama".')
        _read_item(path, item, data)


def _read_item(path: Path, item: CommentedMap, data: TrainingData) -> None:
    refuse_unknown_keys(path, item, (*KINDS, "examples", "metadata"))
    kinds = [kind for kind in KINDS if kind in item]
    first = line_of(item, next(iter(item)))
    if len(kinds) != 1:
        raise TrainingDataError(path, first, f"tiap bagian memerlukan tepat satu dari: {', '.join(KINDS)}.")
    kind, name = kinds[0], str(item[kinds[0]] or "")
    lines = list(example_lines(path, item))
    if not lines:
        raise TrainingDataError(
            path, first, f'{kind} "{name}" tidak punya contoh; tambahkan contoh atau hapus.'
        )
    if kind == "intent":
        _add_intent(path, item, name, lines, data)
    elif kind == "synonym":
        data.synonyms.update({text.casefold(): name for _, text in lines})
    else:
        _add_list(path, kind, name, lines, data)


def _add_intent(
    path: Path, item: CommentedMap, name: str, lines: list[tuple[int, str]], data: TrainingData
) -> None:
    first, marks = line_of(item, "intent"), read_marks(path, item)
    if not _INTENT.fullmatch(name):
        reason = f'nama intent "{name}" tidak sah; pakai huruf kecil, garis bawah, paling banyak satu /.'
        raise TrainingDataError(path, first, reason)
    intent, _, retrieval = name.partition("/")
    for line, written in lines:
        try:
            text, synonyms = strip_markup(written)
        except ValueError as error:
            raise TrainingDataError(
                path, line, "tanda entitas {…} bukan JSON yang benar; perbaiki."
            ) from error
        data.synonyms.update({form.casefold(): value for form, value in synonyms.items()})
        data.examples.append(Example(text, intent, retrieval or None, path, line, marks))


def _add_list(path: Path, kind: str, name: str, lines: list[tuple[int, str]], data: TrainingData) -> None:
    lists = data.lookups if kind == "lookup" else data.regexes
    for line, text in lines:
        if kind == "regex":
            _check_regex(path, line, text)
        lists.setdefault(name, []).append(text)


def _check_regex(path: Path, line: int, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise TrainingDataError(path, line, f"regex tidak sah ({error.msg}); perbaiki atau hapus.") from error


def _refuse_contradictions(examples: list[Example]) -> None:
    seen: dict[str, Example] = {}
    for each in examples:
        first = seen.setdefault(" ".join(each.text.casefold().split()), each)
        if first.label != each.label:
            reason = (
                f"kalimat ini juga ada di {first.file.name}:{first.line} sebagai {first.label}, "
                f"di sini {each.label}; hapus salah satu."
            )
            raise TrainingDataError(each.file, each.line, reason)
