"""Two models on the same rows: whether one is really better, and which answers change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlu.measuring.answers import Answer, ask
from nlu.measuring.headlines import Headlines
from nlu.measuring.intervals import bootstrapped
from nlu.measuring.measuring import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.evaluation import Report
    from nlu.interpreter import Interpreter
    from nlu.measuring.rows import Row

FIGURES = ("macro_f1", "accuracy_strict", "accuracy_lenient", "top3", "ece", "coverage_at_90", "p50_ms")
PAIRED = ("accuracy_strict", "accuracy_lenient")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Reports and answers of both models, row by row."""

    reports: tuple[Report, Report]
    answers: list[tuple[Answer, Answer]]

    def to_json(self, *, with_text: bool = False) -> dict[str, Any]:
        """Give the figures of a and b, the differences b - a with their intervals, and the changed rows."""
        one, other = (report.to_json() for report in self.reports)
        figures = {
            "n": len(self.answers),
            "a": {name: one[name] for name in FIGURES},
            "b": {name: other[name] for name in FIGURES},
            "differences": self._differences(),
            "changed": self._changed(with_text=with_text),
        }
        return dict(rounded(figures))

    def _differences(self) -> dict[str, Any]:
        """Draw the same rows for both models: their luck is shared, so the interval is narrower."""
        one, other = (Headlines(answers) for answers in zip(*self.answers, strict=True))
        told = {}
        for name in PAIRED:
            interval = bootstrapped(
                len(self.answers),
                lambda rows, name=name: other.accuracy(name, rows) - one.accuracy(name, rows),  # type: ignore[misc]
            )
            difference = other.accuracy(name, other.all) - one.accuracy(name, one.all)
            told[name] = {"difference": difference, "interval": list(interval)}
        return told

    def _changed(self, *, with_text: bool) -> list[dict[str, Any]]:
        return [
            {"id": a.row.name, "right": a.right, "a": a.given, "b": b.given, "change": _change(a, b)}
            | ({"text": a.row.sample.text} if with_text else {})
            for a, b in self.answers
            if a.given != b.given
        ]


def compare(one: Interpreter, other: Interpreter, rows: Sequence[Row]) -> Comparison:
    """Measure two models on the same rows. Raises ValueError on no rows."""
    first, second = ask(one, rows), ask(other, rows)
    return Comparison((first[0], second[0]), list(zip(first[1], second[1], strict=True)))


def _change(one: Answer, other: Answer) -> str:
    """Say whether b is better or worse; alternatives count as right."""
    if one.lenient == other.lenient:
        return "sama"
    return "membaik" if other.lenient else "memburuk"
