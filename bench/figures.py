"""Keeping what was measured: docs/measured/<file>, a list of figures, each with its promise, goal, seed and commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from chaos import record
from chaos.record import commit, today


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


def keep(file: str, run: Run, figures: Sequence[Figure], *, alone: bool = False) -> None:
    """Write a run's figures in place of the last run's, whatever its options were where they stand `alone`."""
    common = {**asdict(run), "commit": commit(), "date": today()}
    record.keep(file, [record.Figure(**asdict(figure), **common) for figure in figures], alone=alone)


def missed(figures: Sequence[Figure]) -> list[str]:
    """Say which goals were missed."""
    return [f"missed {one.id}: {one.figure}; goal {one.goal}" for one in figures if not one.met]
