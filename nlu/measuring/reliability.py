"""Whether a confidence means what it says, and how much can be answered without asking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nlu.calibration import sure_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.measuring.answers import Answer

BINS = 10
BARS = (0.95, 0.90, 0.85)  #: shares right of what is answered


class Coverage(NamedTuple):
    """The share answered, 0 to 1, and the least confidence among it, None where nothing is answered."""

    share: float
    threshold: float | None


def coverage_at(bar: float, confidences: npt.NDArray[np.float64], hits: npt.NDArray[np.bool_]) -> Coverage:
    """Find the largest share that can be answered, surest first, with at least `bar` of it right."""
    threshold = sure_from(confidences, hits, bar=bar)
    share = float((confidences >= threshold).mean())
    return Coverage(share, threshold if share else None)


def risk_coverage(answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Tell for each bar, and for the model's own "sure", what is answered and how much of it is right."""
    confidences = np.array([each.confidence for each in answers])
    hits = np.array([each.lenient for each in answers], bool)
    told = {}
    for bar in BARS:
        found = coverage_at(bar, confidences, hits)
        chosen = [
            each for each in answers if found.threshold is not None and each.confidence >= found.threshold
        ]
        told[f"{bar:.2f}"] = _answered(chosen, answers) | {"threshold": found.threshold}
    return told | {"topic_is_sure": _answered([each for each in answers if each.is_sure], answers)}


def _answered(chosen: Sequence[Answer], answers: Sequence[Answer]) -> dict[str, Any]:
    return {
        "n": len(chosen),
        "coverage": len(chosen) / len(answers),
        "accuracy_strict": _mean([each.strict for each in chosen]),
        "accuracy_lenient": _mean([each.lenient for each in chosen]),
    }


def reliability(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Give BINS rows of equal width: how many answers, their mean confidence, their strict accuracy."""
    binned: list[list[Answer]] = [[] for _ in range(BINS)]
    for each in answers:
        binned[min(int(each.confidence * BINS), BINS - 1)].append(each)
    return [
        {
            "from": number / BINS,
            "to": (number + 1) / BINS,
            "n": len(inside),
            "confidence": _mean([each.confidence for each in inside]),
            "accuracy": _mean([each.strict for each in inside]),
        }
        for number, inside in enumerate(binned)
    ]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
