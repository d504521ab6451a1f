"""The example lines of one item, in both of Rasa's spellings, each with its line number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from nlu.documents import line_of, refuse_unknown_keys
from nlu.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def example_lines(path: Path, item: CommentedMap) -> Iterator[tuple[int, str]]:
    """Yield (line, text) for both spellings: a block of `- ` lines, or a list of {text, metadata}."""
    written: Any = item.get("examples", "")
    if isinstance(written, CommentedSeq):
        yield from _listed(path, written)
        return
    # The value of a block string starts at its "|", one line above its text.
    start = int(item.lc.value("examples")[0]) + 2 if "examples" in item else 1
    for line, text in enumerate(str(written or "").split("\n"), start):
        if not text.strip():
            continue
        if not text.startswith("- ") or not text[2:].strip():
            raise TrainingDataError(path, line, 'baris contoh harus diawali "- " lalu kalimatnya.')
        yield line, text[2:].strip()


def _listed(path: Path, items: CommentedSeq) -> Iterator[tuple[int, str]]:
    for index, each in enumerate(items):
        line = line_of(items, index)
        if not isinstance(each, CommentedMap) or not str(each.get("text") or "").strip():
            raise TrainingDataError(path, line, 'tiap contoh dalam daftar memerlukan "text: kalimatnya".')
        refuse_unknown_keys(path, each, ("text", "metadata"))
        yield line, str(each["text"]).strip()
