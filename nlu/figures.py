"""What training learns of its own model from texts it did not train on: temperature, threshold, figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from nlu.calibration import expected_calibration_error, fit_sharpness, softmax, sure_from
from nlu.evaluation import figures_per_topic, macro_f1
from nlu.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.calibration import Scores
    from nlu.classifier import Head, LinearModel
    from nlu.fitting import Task


@dataclass(frozen=True, slots=True)
class Judged:
    """Margins (texts, labels) beside the truth of each text, and where the texts come from."""

    source: str
    margins: Scores
    truth: Sequence[Sample]

    @classmethod
    def unseen(cls, task: Task, margins: Scores) -> Self:
        """Take a task's own texts, judged by folds that did not see them."""
        return cls("unseen", margins[task.right >= 0], [Sample("", label) for label in task.names()])


def sharpened(head: Head, sources: Sequence[Judged]) -> Head:
    """Fit the temperature on several sources, each counting alike however many texts it has."""
    margins, right, weights = [], [], []
    for source in sources:
        known = [number for number, each in enumerate(source.truth) if each.label in head.labels]
        margins.append(source.margins[known])
        right += [head.labels.index(source.truth[number].label) for number in known]
        weights += [1 / len(known)] * len(known)
    return replace(head, sharpness=fit_sharpness(np.concatenate(margins), np.array(right), np.array(weights)))


def figures(model: LinearModel, topics: Sequence[Judged], intents: Sequence[Judged]) -> dict[str, Any]:
    """Give the manifest's labels, thresholds and figures."""
    of_topics = {each.source: Answers(model.topics, each) for each in topics}
    of_intents = {each.source: Answers(model.intents, each) for each in intents}
    return {
        "topics": list(model.topics.labels),
        "intents": list(model.intents.labels),
        "thresholds": {"topic_is_sure": _sure_from(list(of_topics.values()))},
        "figures": {
            "topics": {source: answers.summary() for source, answers in of_topics.items()},
            "intents": {source: answers.summary() for source, answers in of_intents.items()},
        },
    }


class Answers:
    """A head's answers: the surest label, how sure, and whether that or an alternative is right."""

    def __init__(self, head: Head, judged: Judged) -> None:
        sure = softmax(judged.margins * head.sharpness)
        written = {each.label for each in judged.truth}
        best = [head.labels[each] for each in sure.argmax(axis=1)]
        # Samples may name an intent without its sub-label.
        self.chosen = [label if label in written else label.partition("/")[0] for label in best]
        self.confidences: list[float] = sure.max(axis=1).tolist()
        self.right = [each.label for each in judged.truth]
        pairs = zip(judged.truth, self.chosen, strict=True)
        self.accepted = [sample.accepts(label) for sample, label in pairs]

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
            "coverage_at_90": round(float(np.mean(np.asarray(self.confidences) >= _sure_from([self]))), 4),
            "f1": {name: round(each.f1, 4) for name, each in per_label.items()},
        }


def _sure_from(sources: Sequence[Answers]) -> float:
    # Our own unseen texts are harder than real ones, the held-out ones easier: each source counts alike.
    return sure_from(
        [sure for each in sources for sure in each.confidences],
        [right for each in sources for right in each.accepted],
        [1 / len(each.right) for each in sources for _ in each.right],
    )
