"""Fitting the two heads. Only here is scikit-learn imported."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from nlu.classifier import Head, LinearModel
from nlu.features import Features, learn_features
from nlu.noise import noised, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlu.calibration import Scores

    Numbers = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Line = tuple[Scores, Scores]  # weights (features, labels), bias (labels,)

FOLDS = 5
SEED = 20_261_121
TWO_CLASSES = 2  #: for two classes scikit-learn keeps one line only
SVM_C = 0.3
SVM_TOLERANCE = 1e-2  #: a hundred times looser than usual: half the time, same figures out of fold
RAREST = 2  #: texts a feature must occur in, noised copies counted


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: the number of each text's label, -1 for texts it does not learn from.

    `bayes` is the weight of complement naive Bayes beside the SVM.
    """

    labels: tuple[str, ...]
    right: Numbers
    bayes: float

    @classmethod
    def of(cls, names: Sequence[str | None], bayes: float = 0.0) -> Task:
        """Give the names numbers; None means no part of the task."""
        labels = tuple(sorted({name for name in names if name is not None}))
        numbers = {name: number for number, name in enumerate(labels)}
        return cls(labels, np.array([-1 if name is None else numbers[name] for name in names]), bayes)

    def names(self) -> list[str]:
        """Give back the label of every text that has one, in order."""
        return [self.labels[each] for each in self.right if each >= 0]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model, and each task's margins (texts, labels) from folds that did not see the text."""

    model: LinearModel
    unseen_margins: list[Scores]


def fit(texts: Sequence[list[str]], topics: Task, intents: Task, location: str) -> Fitted:
    """Fit both heads on all texts; sharpness is left at 1.

    `location` is the intent of texts that only name a place; complaints borrow their places.
    """
    tasks = (topics, intents)
    folds = _folds(intents.right * (len(topics.labels) + 1) + topics.right)
    is_place = np.array([label == location for label in intents.names()])
    copies = [copy for pair in _pairs(texts, topics.right >= 0, is_place, folds) for copy in pair]
    features = learn_features(copies, RAREST)
    rows = matrix(features, copies)
    # One after the other: liblinear's random numbers are global, so threads would deal by luck.
    margins = [_unseen_margins(features, rows, folds, task) for task in tasks]
    heads = (
        Head(task.labels, *_fit_line(rows, np.repeat(task.right, 2), task), sharpness=1.0) for task in tasks
    )
    return Fitted(LinearModel(features, *heads), margins)


def _pairs(
    texts: Sequence[list[str]], complaints: Flags, is_place: Flags, folds: Numbers
) -> Iterator[tuple[list[str], list[str]]]:
    """Pair every text with its rougher copy; a place is borrowed inside the fold, so none leaks out of it."""
    random = Random(SEED)  # noqa: S311 - noise must repeat, not be secret
    places = [
        [texts[each] for each in np.flatnonzero(is_place & (folds == fold)).tolist()] for fold in range(FOLDS)
    ]
    for text, complains, fold in zip(texts, complaints, folds, strict=True):
        yield text, noised(placed(text, places[fold], random) if complains else text, random)


def matrix(features: Features, texts: Sequence[list[str]]) -> csr_matrix:
    """Stack vectors into a sparse matrix (texts, features)."""
    vectors = [features.vector(text) for text in texts]
    ends = np.cumsum([0, *(len(each.ids) for each in vectors)])
    values = np.concatenate([each.values for each in vectors])
    ids = np.concatenate([each.ids for each in vectors])
    return csr_matrix((values, ids, ends), shape=(len(texts), len(features.idf)))


def _fit_line(rows: csr_matrix, right: Numbers, task: Task) -> Line:
    rows, right = rows[right >= 0], right[right >= 0]
    svm = LinearSVC(C=SVM_C, tol=SVM_TOLERANCE, class_weight="balanced", random_state=0).fit(rows, right)
    slopes, bias = svm.coef_, svm.intercept_
    if len(svm.classes_) == TWO_CLASSES:
        slopes, bias = np.vstack([-slopes, slopes]), np.hstack([-bias, bias])
    if task.bayes:
        bayes = ComplementNB(alpha=0.3).fit(rows, right).feature_log_prob_
        slopes = slopes + task.bayes * (bayes - bayes.mean(axis=0))
    return slopes.T.astype(np.float32), bias.astype(np.float32)


def _unseen_margins(features: Features, rows: csr_matrix, folds: Numbers, task: Task) -> Scores:
    margins = np.zeros((len(task.right), len(task.labels)), np.float32)
    of_copy, right = np.repeat(folds, 2), np.repeat(task.right, 2)
    for fold in range(FOLDS):
        seen = rows[of_copy != fold]
        weights, bias = _fit_line(seen, right[of_copy != fold], task)
        plain = 2 * np.flatnonzero(folds == fold)
        margins[folds == fold] = _without_unknown(features, rows[plain], seen) @ weights + bias
    return margins


def _folds(kinds: Numbers) -> Numbers:
    """Deal every kind's texts out evenly, in seeded order."""
    folds = np.zeros(len(kinds), np.int64)
    random = np.random.default_rng(SEED)
    for kind in np.unique(kinds):
        members = random.permutation(np.flatnonzero(kinds == kind))
        folds[members] = (np.arange(len(members)) + random.integers(FOLDS)) % FOLDS
    return folds


def _without_unknown(features: Features, rows: csr_matrix, seen: csr_matrix) -> csr_matrix:
    """Drop what the fold never saw and normalise again, as if its vocabulary were all."""
    known = csr_matrix(rows.multiply(seen.getnnz(axis=0) > 0))
    border = len(features.word_grams)
    return hstack([normalize(known[:, :border]), normalize(known[:, border:])], format="csr")
