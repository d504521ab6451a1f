"""Exam files: written by others, unread by trainers, sealed by `SHA256SUMS` so that a change is noticed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from nlu.errors import NluError, TrainingDataError

if TYPE_CHECKING:
    from pathlib import Path

SUMS = "SHA256SUMS"

ExamRow: TypeAlias = dict[str, Any]


class ExamChanged(NluError):
    """An exam is not what its writer sealed; figures on it would mean nothing."""


def sealed_files(folder: Path) -> list[Path]:
    """List the exam files of a folder once every one has the hash SHA256SUMS gives. Raises ExamChanged."""
    sums = _sums(folder / SUMS)
    files = sorted(folder.glob("*.jsonl"))
    for path in files:
        if path.name not in sums:
            raise ExamChanged(f"{path.name} tidak tercatat di {SUMS}; catat dengan `sha256sum`.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != sums[path.name]:
            raise ExamChanged(f"{path.name} berubah sejak dicatat di {SUMS}; kembalikan yang asli.")
    if missing := sorted(set(sums) - {path.name for path in files}):
        raise ExamChanged(f"{', '.join(missing)} tercatat di {SUMS}, tetapi tidak ada.")
    return files


def read_exam(path: Path, keys: tuple[str, ...]) -> list[ExamRow]:
    """Read the rows of one file, each with `keys`. Raises TrainingDataError with the line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            rows.append(_row(path, number, line, keys))
    if not rows:
        raise TrainingDataError(path, 1, "tidak ada soal.")
    return rows


def _row(path: Path, number: int, line: str, keys: tuple[str, ...]) -> ExamRow:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        raise TrainingDataError(path, number, "baris bukan JSON yang benar.") from None
    if not isinstance(row, dict) or not set(keys) <= row.keys():
        raise TrainingDataError(path, number, f"tiap soal memerlukan {', '.join(keys)}.")
    return row


def _sums(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise ExamChanged(f"{path} tidak ada; catat ujian dengan `sha256sum *.jsonl > {SUMS}`.") from None
    pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - a hash and a name
        raise ExamChanged(f"{path} bukan keluaran `sha256sum`.")
    return {name.lstrip("*"): digest for digest, name in pairs}
