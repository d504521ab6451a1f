"""Answers beside the truth: accuracy and macro-F1, and a table of such rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nlu.evaluation import figures_per_topic, macro_f1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.samples import Sample


class Score(NamedTuple):
    """Shares of 1; lenient also takes an alternative, macro-F1 averages over the labels of the texts."""

    strict: float
    lenient: float
    macro_f1: float

    def cells(self) -> list[str]:
        """Write the figures to three places."""
        return [f"{each:.3f}" for each in self]


def scored(samples: Sequence[Sample], answers: Sequence[str]) -> Score:
    """Count what was answered to each sample."""
    right = [each.label for each in samples]
    strict = sum(a == b for a, b in zip(right, answers, strict=True))
    lenient = sum(each.accepts(answer) for each, answer in zip(samples, answers, strict=True))
    figures = figures_per_topic(right, answers)
    return Score(strict / len(right), lenient / len(right), macro_f1(figures))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown; figures stand to the right."""
    ruler = ["---", *("--:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ruler, *rows))
