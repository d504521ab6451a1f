"""Labelled rows that can be named without showing their text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from nlu.samples import Sample, read_samples

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Row(NamedTuple):
    """A sample; `name` is its id, else "file:line"; `source` says where it comes from, "" if unsaid."""

    sample: Sample
    name: str
    source: str = ""


def read_rows(path: Path, kind: str = "topic") -> list[Row]:
    """Read a file of topics or intents with "id" and "source" where given. Raises TrainingDataError."""
    samples = read_samples(path, kind)  # refuses what is no row, so what follows need not
    lines = enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
    written = [(number, json.loads(line)) for number, line in lines if line.strip()]
    return [
        Row(sample, str(row.get("id") or f"{path.stem}:{number}"), str(row.get("source") or ""))
        for sample, (number, row) in zip(samples, written, strict=True)
    ]


def read_all(paths: Iterable[Path]) -> list[Row]:
    """Read several files of topics in the order of their names. Raises TrainingDataError."""
    return [row for path in sorted(paths) for row in read_rows(path)]
