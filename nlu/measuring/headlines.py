"""The five figures by which a model is judged, with their 95 % intervals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.calibration import PRECISION
from nlu.measuring.intervals import Interval, Rows, bootstrapped
from nlu.measuring.reliability import coverage_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlu.measuring.answers import Answer


class Headlines:
    """Figures of some rows, or of rows drawn from them; named as in `nlu.evaluation.Report`."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        names = sorted({each.right for each in answers} | {each.given for each in answers})
        self._topics = len(names)
        self._right = np.array([names.index(each.right) for each in answers])
        self._given = np.array([names.index(each.given) for each in answers])
        self._confidences = np.array([each.confidence for each in answers])
        self._hits = {
            "accuracy_strict": np.array([each.strict for each in answers], bool),
            "accuracy_lenient": np.array([each.lenient for each in answers], bool),
            "top3": np.array([each.right in each.ranking[:3] for each in answers], bool),
        }
        self.all = np.arange(len(answers))

    def figures(self) -> dict[str, float]:
        """Give the figures of all rows."""
        return {name: figure(self.all) for name, figure in self._figures().items()}

    def intervals(self) -> dict[str, Interval]:
        """Give the interval of each figure."""
        return {name: bootstrapped(len(self.all), figure) for name, figure in self._figures().items()}

    def accuracy(self, name: str, rows: Rows) -> float:
        """Give the share of hits: accuracy_strict, accuracy_lenient or top3."""
        return float(self._hits[name][rows].mean())

    def _figures(self) -> dict[str, Callable[[Rows], float]]:
        shares = {name: partial(self.accuracy, name) for name in self._hits}
        return {"macro_f1": self._macro_f1, **shares, "coverage_at_90": self._coverage}

    def _macro_f1(self, rows: Rows) -> float:
        """Average F1 over the topics that occur; 2 × hits / (labelled + answered) is F1."""
        right, given = self._right[rows], self._given[rows]
        labelled = np.bincount(right, minlength=self._topics)
        answered = np.bincount(given, minlength=self._topics)
        hits = np.bincount(right[right == given], minlength=self._topics)
        present = labelled > 0
        return float((2 * hits / np.maximum(labelled + answered, 1))[present].mean())

    def _coverage(self, rows: Rows) -> float:
        return coverage_at(PRECISION, self._confidences[rows], self._hits["accuracy_lenient"][rows]).share


def headlines(answers: Sequence[Answer]) -> dict[str, Any]:
    """Give n, the figures, and under "intervals" their [low, high]."""
    measured = Headlines(answers)
    intervals = {name: list(each) for name, each in measured.intervals().items()}
    return {"n": len(answers), **measured.figures(), "intervals": intervals}
