"""Fitting the second opinion: a logistic regression over the encoder's vectors, then the pooling."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.calibration import log_loss, softmax
from nlu.figures import known
from nlu.second_opinion import Opinion, log_softmax, opening_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.calibration import Scores
    from nlu.figures import Judged
    from nlu.fitting import Task
    from nlu.second_opinion import Encoder

BATCH = 32
PER_LABEL = 100  #: more teach the encoder's half nothing (docs/decisions/0013) and take minutes
C = 2.0
_SHARPNESS: list[float] = np.geomspace(0.5, 8.0, 40).tolist()
_SHARES: list[float] = np.linspace(0.0, 1.0, 21).tolist()


def vectors_of(encoder: Encoder, texts: Sequence[str]) -> Scores:
    """Encode texts in batches, short ones together; rows in the order of the texts."""
    openings = [opening_words(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda each: len(openings[each]))
    vectors = np.zeros((len(texts), 512), np.float32)
    for start in range(0, len(order), BATCH):
        members = order[start : start + BATCH]
        vectors[members] = encoder.encode([openings[each] for each in members])
    return vectors


def fit_regression(vectors: Scores, right: npt.NDArray[np.int64]) -> tuple[Scores, Scores]:
    """Fit weights (512, labels) and bias (labels,); every label number must occur."""
    fitted = LogisticRegression(C=C, max_iter=300, class_weight="balanced", tol=1e-3).fit(vectors, right)
    return fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32)


def unseen_scores(vectors: Scores, right: npt.NDArray[np.int64], folds: npt.NDArray[np.int64]) -> Scores:
    """Give log probabilities (texts, labels) from folds that did not see the text."""
    scores = np.zeros((len(right), right.max() + 1), np.float32)
    for fold in np.unique(folds):
        weights, bias = fit_regression(vectors[folds != fold], right[folds != fold])
        scores[folds == fold] = log_softmax(vectors[folds == fold] @ weights + bias)
    return scores


def enough_texts(task: Task) -> npt.NDArray[np.int64]:
    """Choose PER_LABEL texts of every label, spread evenly over the data; numbers of texts, ascending."""
    members = [np.flatnonzero(task.right == label) for label in range(len(task.labels))]
    chosen = [each[np.linspace(0, len(each) - 1, min(len(each), PER_LABEL)).astype(int)] for each in members]
    return np.sort(np.concatenate(chosen))


def fit_opinion(
    vectors: Sequence[Scores],
    task: Task,
    chosen: npt.NDArray[np.int64],
    folds: npt.NDArray[np.int64],
    sources: Sequence[Judged],
) -> tuple[Opinion, list[Scores]]:
    """Fit on the chosen texts of a task, then pool with the linear margins of `sources`.

    `vectors` and `sources` are of the chosen texts first, then of texts never learnt from. Gives the
    opinion, and its log probabilities (texts, labels) on every source.
    """
    right = task.right[chosen]
    opinion = Opinion(*fit_regression(vectors[0], right), sharpness=1.0, share=0.0)
    scores = [unseen_scores(vectors[0], right, folds[chosen])]
    scores += [opinion.scores(each) for each in vectors[1:]]
    sharpness, share = _pooling(task.labels, sources, scores)
    return replace(opinion, sharpness=sharpness, share=share), scores


def _pooling(
    labels: Sequence[str], sources: Sequence[Judged], scores: Sequence[Scores]
) -> tuple[float, float]:
    """Find sharpness and share of least log loss."""
    members, right, weights = known(labels, sources)
    margins = np.concatenate([each.margins[inside] for each, inside in zip(sources, members, strict=True)])
    seconds = np.concatenate([each[inside] for each, inside in zip(scores, members, strict=True)])

    def loss(pair: tuple[float, float]) -> float:
        pooled = np.asarray(pair[0] * margins + pair[1] * seconds, np.float32)
        return log_loss(softmax(pooled), right, weights)

    sharpness, share = min(product(_SHARPNESS, _SHARES), key=loss)
    return sharpness, share
