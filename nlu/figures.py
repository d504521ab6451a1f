"""What training learns of its own model from texts it did not train on: temperature, threshold, figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from nlu.calibration import Scores, expected_calibration_error, fit_sharpness, softmax, sure_from
from nlu.evaluation import figures_per_topic, macro_f1
from nlu.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.classifier import Head
    from nlu.fitting import Task


@dataclass(frozen=True, slots=True)
class Judged:
    """Margins (texts, labels) beside the truth of each text, and where the texts come from."""

    source: str
    margins: Scores
    truth: Sequence[Sample]

    @classmethod
    def unseen(cls, task: Task, margins: Scores, chosen: npt.NDArray[np.int64] | None = None) -> Self:
        """Take a task's own texts, all or some, judged by folds that did not see them."""
        texts = np.flatnonzero(task.right >= 0) if chosen is None else chosen
        return cls("unseen", margins[texts], [Sample("", task.labels[each]) for each in task.right[texts]])


def known(
    labels: Sequence[str], sources: Sequence[Judged]
) -> tuple[list[list[int]], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Find the texts of each source whose label is known, the numbers of their labels, and their weights.

    Each source counts alike however many texts it has: our own unseen texts are harder than real ones,
    the held-out ones easier.
    """
    members, right, weights = [], [], []
    for source in sources:
        inside = [number for number, each in enumerate(source.truth) if each.label in labels]
        members.append(inside)
        right += [labels.index(source.truth[number].label) for number in inside]
        weights += [1 / len(inside)] * len(inside)
    return members, np.array(right), np.array(weights)


def sharpened(head: Head, sources: Sequence[Judged]) -> Head:
    """Fit the temperature on several sources."""
    members, right, weights = known(head.labels, sources)
    margins = np.concatenate([each.margins[inside] for each, inside in zip(sources, members, strict=True)])
    return replace(head, sharpness=fit_sharpness(margins, right, weights))


class Answers:
    """A head's answers: the surest label, how sure, and whether that or an alternative is right."""

    def __init__(self, labels: Sequence[str], probabilities: Scores, truth: Sequence[Sample]) -> None:
        written = {each.label for each in truth}
        best = [labels[each] for each in probabilities.argmax(axis=1)]
        # Samples may name an intent without its sub-label.
        self.chosen = [label if label in written else label.partition("/")[0] for label in best]
        self.confidences: list[float] = probabilities.max(axis=1).tolist()
        self.right = [each.label for each in truth]
        self.accepted = [each.accepts(label) for each, label in zip(truth, self.chosen, strict=True)]

    @classmethod
    def of(cls, head: Head, judged: Judged) -> Self:
        """Read a head's answers off its margins."""
        return cls(head.labels, softmax(judged.margins * head.sharpness), judged.truth)

    def summary(self) -> dict[str, Any]:
        """Give n, accuracy, macro-F1, calibration error, coverage at 90 % and F1 per label."""
        strict = [label == chosen for label, chosen in zip(self.right, self.chosen, strict=True)]
        per_label = figures_per_topic(self.right, self.chosen)
        return {
            "n": len(self.right),
            "accuracy_strict": round(float(np.mean(strict)), 4),
            "accuracy_lenient": round(float(np.mean(self.accepted)), 4),
            "macro_f1": round(macro_f1(per_label), 4),
            "ece": round(expected_calibration_error(self.confidences, strict), 4),
            "coverage_at_90": round(float(np.mean(np.asarray(self.confidences) >= surely_from([self]))), 4),
            "f1": {name: round(each.f1, 4) for name, each in per_label.items()},
        }


def surely_from(sources: Sequence[Answers]) -> float:
    """Find the confidence from which on nine in ten answers are right, each source counting alike."""
    return sure_from(
        [sure for each in sources for sure in each.confidences],
        [right for each in sources for right in each.accepted],
        [1 / len(each.right) for each in sources for _ in each.right],
    )
