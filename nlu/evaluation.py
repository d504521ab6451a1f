"""How good is an interpreter on labelled texts? Counts only, never a text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nlu.calibration import expected_calibration_error, sure_from
from nlu.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlu.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """Precision, recall and F1 of one topic over its `n` texts, 0 to 1."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """Shares are 0 to 1, times milliseconds; strict asks for the topic, lenient also takes an alternative.

    `macro_f1` averages over the topics present in the file, and any other answer is an error;
    `macro_f1_restricted` is what it would be if only those could be answered, for information.
    `coverage_at_90` is the largest share that can be answered, surest first, with 90 % right (lenient).
    """

    n: int
    macro_f1: float
    macro_f1_restricted: float
    accuracy_strict: float
    accuracy_lenient: float
    top2: float
    top3: float
    ece: float
    coverage_at_90: float
    p50_ms: float
    p99_ms: float
    per_topic: dict[str, TopicFigures]

    def to_json(self) -> dict[str, Any]:
        """Give the figures rounded to four places."""
        return _rounded(asdict(self))


class _Answer(NamedTuple):
    sample: Sample
    ranking: list[str]
    confidence: float
    milliseconds: float


def evaluate(interpreter: Interpreter, rows: Iterable[Mapping[str, Any] | Sample]) -> Report:
    """Measure topics on rows of {"text", "topic", "alt_topic"}. Raises ValueError on a bad row or none."""
    answers = [_answer(interpreter, row if isinstance(row, Sample) else Sample.from_row(row)) for row in rows]
    if not answers:
        raise ValueError("tidak ada baris untuk diukur")
    right = [each.sample.label for each in answers]
    present = sorted(set(right))
    per_topic = figures_per_topic(right, [each.ranking[0] for each in answers])
    restricted = [next((name for name in each.ranking if name in present), "") for each in answers]
    strict = [each.ranking[0] == each.sample.label for each in answers]
    lenient = [each.sample.accepts(each.ranking[0]) for each in answers]
    confidences = [each.confidence for each in answers]
    surely = sure_from(confidences, lenient)
    times = [each.milliseconds for each in answers]
    return Report(
        n=len(answers),
        macro_f1=macro_f1(per_topic),
        macro_f1_restricted=macro_f1(figures_per_topic(right, restricted)),
        accuracy_strict=_share(strict),
        accuracy_lenient=_share(lenient),
        top2=_share([each.sample.label in each.ranking[:2] for each in answers]),
        top3=_share([each.sample.label in each.ranking[:3] for each in answers]),
        ece=expected_calibration_error(confidences, strict),
        coverage_at_90=_share([each >= surely for each in confidences]),
        p50_ms=float(np.percentile(times, 50)),
        p99_ms=float(np.percentile(times, 99)),
        per_topic=per_topic,
    )


def figures_per_topic(right: Sequence[str], answered: Sequence[str]) -> dict[str, TopicFigures]:
    """Count precision, recall and F1 of every topic that occurs in `right`."""
    figures = {}
    for topic in sorted(set(right)):
        hits = sum(a == b == topic for a, b in zip(right, answered, strict=True))
        precision = hits / max(answered.count(topic), 1)
        recall = hits / right.count(topic)
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        figures[topic] = TopicFigures(precision, recall, f1, right.count(topic))
    return figures


def macro_f1(per_topic: Mapping[str, TopicFigures]) -> float:
    """Average F1 over topics, each counting alike."""
    return sum(each.f1 for each in per_topic.values()) / len(per_topic)


def _answer(interpreter: Interpreter, sample: Sample) -> _Answer:
    start = perf_counter()
    parsed = interpreter.parse(sample.text)
    milliseconds = (perf_counter() - start) * 1000
    return _Answer(sample, [each.name for each in parsed.topics], parsed.topic.confidence, milliseconds)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _rounded(value) if isinstance(value, dict) else round(value, 4)
        for name, value in figures.items()
    }
