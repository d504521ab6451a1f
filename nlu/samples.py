"""Labelled texts to measure on: JSON lines of text, topic, alt_topic; or of text, intent, alt_intent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from nlu.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, its label, and the labels that would be right as well."""

    text: str
    label: str
    alternatives: frozenset[str] = frozenset()

    @classmethod
    def from_row(cls, row: Mapping[str, Any], kind: str = "topic") -> Self:
        """Read a row; `alt_<kind>` may be missing, null, one name or a list. Raises ValueError."""
        text, label, others = row.get("text"), row.get(kind), row.get(f"alt_{kind}") or []
        others = [others] if isinstance(others, str) else others
        if not isinstance(text, str) or not isinstance(label, str) or not label:
            raise ValueError(f'tiap baris memerlukan "text" dan "{kind}" berupa teks')
        if not isinstance(others, list) or not all(isinstance(each, str) for each in others):
            raise ValueError(f'"alt_{kind}" harus berupa daftar nama')
        return cls(text, label, frozenset(others))

    def accepts(self, label: str) -> bool:
        """Say whether an answer is right, alternatives counted."""
        return label == self.label or label in self.alternatives


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What another hand wrote to measure on, never to train on."""

    topics: list[Sample]
    intents: list[Sample]


def read_held_out(folder: Path) -> HeldOut:
    """Read `*.jsonl` for topics and `intents/*.jsonl`; none is fine. Raises TrainingDataError."""
    topics, intents = sorted(folder.glob("*.jsonl")), sorted(folder.glob("intents/*.jsonl"))
    return HeldOut(
        [each for path in topics for each in read_samples(path)],
        [each for path in intents for each in read_samples(path, "intent")],
    )


def read_samples(path: Path, kind: str = "topic") -> list[Sample]:
    """Read a file of topics or intents, skipping blank lines. Raises TrainingDataError with the line."""
    samples = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            samples.append(_sample(path, number, line, kind))
    return samples


def _sample(path: Path, number: int, line: str, kind: str) -> Sample:
    try:
        row = json.loads(line)
        return Sample.from_row(row if isinstance(row, dict) else {}, kind)
    except json.JSONDecodeError as error:
        raise TrainingDataError(path, number, "baris bukan JSON yang benar; perbaiki atau hapus.") from error
    except ValueError as error:
        raise TrainingDataError(path, number, f"{error}; perbaiki baris ini.") from error
