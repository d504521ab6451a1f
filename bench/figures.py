"""Keeping what was measured: docs/measured/<file>, a list of figures, each with its promise, goal, seed and commit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED = ROOT / "docs" / "measured"


@dataclass(frozen=True, slots=True)
class Run:
    """What figures of one run have in common."""

    command: str
    seed: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise and what was measured of it."""

    id: str
    promise: str
    figure: str
    goal: str
    met: bool


def keep(file: str, run: Run, figures: Sequence[Figure]) -> None:
    """Write a run's figures in place of the last run's."""
    MEASURED.mkdir(parents=True, exist_ok=True)
    common = {**asdict(run), "commit": _commit(), "date": datetime.now(UTC).date().isoformat()}
    told = [asdict(figure) | common for figure in figures]
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (MEASURED / file).write_text(text, encoding="utf-8")


def missed(figures: Sequence[Figure]) -> list[str]:
    """Say which goals were missed."""
    return [f"missed {one.id}: {one.figure}; goal {one.goal}" for one in figures if not one.met]


def _commit() -> str:
    """Return the commit's short name, with a + where files were changed since."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty=+", "--exclude=*"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return told.stdout.strip() or "unknown"
