"""Honest confidence: temperatures and thresholds, fitted on texts the model did not learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Scores: TypeAlias = npt.NDArray[np.float32]

PRECISION = 0.90  #: share of "sure" topics that must be right
NEVER = 1.01  #: a threshold no confidence reaches
_SHARPNESS = np.geomspace(0.2, 30.0, 200)


def softmax(scores: Scores) -> Scores:
    """Turn scores (..., labels) into probabilities along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def softmax_each(scores: Scores, starts: Sequence[int]) -> Scores:
    """Do the same to parts of one row (labels,) that begin at `starts`, each by itself."""
    sizes = np.diff([*starts, len(scores)])
    powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    return np.asarray(powers / np.repeat(np.add.reduceat(powers, starts), sizes), np.float32)


def fit_sharpness(margins: Scores, right: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]) -> float:
    """Find the factor (1 / temperature) on margins (texts, labels) that gives the least weighted log loss."""
    return float(min(_SHARPNESS, key=lambda each: log_loss(softmax(margins * each), right, weights)))


def log_loss(probabilities: Scores, right: npt.NDArray[np.int64], weights: npt.NDArray[np.float64]) -> float:
    """Sum the weighted log loss of probabilities (texts, labels)."""
    return -float(weights @ np.log(np.maximum(probabilities[np.arange(len(right)), right], 1e-9)))


def sure_from(
    confidences: Sequence[float] | npt.NDArray[np.float64],
    correct: Sequence[bool] | npt.NDArray[np.bool_],
    weights: Sequence[float] | None = None,
    *,
    bar: float = PRECISION,
) -> float:
    """Find the smallest confidence from which on at least `bar` of the answers, weighted, are correct, or NEVER."""
    order = np.argsort(-np.asarray(confidences), kind="stable")
    weight = np.ones(len(order)) if weights is None else np.asarray(weights)[order]
    hits = np.asarray(correct, np.float64)[order] * weight
    enough = np.flatnonzero(np.cumsum(hits) / np.cumsum(weight) >= bar)
    return float(np.asarray(confidences)[order[enough[-1]]]) if len(enough) else NEVER


def trigger_from(confidences: Scores, wanted: npt.NDArray[np.bool_], false_alarms: float) -> float:
    """Find the least confidence that at most a share `false_alarms` of the unwanted texts reach."""
    others = np.sort(confidences[~wanted])[::-1]
    allowed = int(len(others) * false_alarms)
    return float(np.nextafter(others[allowed], np.float32(2))) if allowed < len(others) else 0.0


def expected_calibration_error(
    confidences: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> float:
    """Average |confidence - accuracy| over equal-width bins, weighted by their size."""
    sure, hits = np.asarray(confidences), np.asarray(correct, np.float64)
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[place == each].sum() - hits[place == each].sum()) for each in range(bins)]
    return float(sum(gaps) / max(len(hits), 1))
