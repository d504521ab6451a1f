"""Fitting the heads. Only here and in the encoder's half is scikit-learn imported."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlu.classifier import INTENTS, TOPICS, Head, LinearModel
from nlu.features import Features, learn_features
from nlu.noise import noised, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nlu.calibration import Scores

    Numbers = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]
    Line = tuple[Scores, Scores]  # weights (features, labels), bias (labels,)

FOLDS = 3
PROCESSES = 2
WORTH_PROCESSES = 2_000  #: texts; with fewer, starting a process costs more than it saves
SEED = 20_261_121
TWO_CLASSES = 2  #: for two classes scikit-learn keeps one line only
SVM_C = 0.3
SVM_TOLERANCE = 1e-2  #: a hundred times looser than usual: half the time, same figures out of fold
RAREST = 2  #: texts a feature must occur in, noised copies counted


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: the number of each text's label, -1 for texts it does not learn from.

    `bayes` is the weight of complement naive Bayes beside the SVM; `roughly` says whether it also learns
    from the rougher copies.
    """

    labels: tuple[str, ...]
    right: Numbers
    bayes: float = 0.0
    roughly: bool = False

    @classmethod
    def of(cls, names: Sequence[str | None], bayes: float = 0.0, *, roughly: bool = False) -> Task:
        """Give the names numbers; None means no part of the task."""
        labels = tuple(sorted({name for name in names if name is not None}))
        numbers = {name: number for number, name in enumerate(labels)}
        right = np.array([-1 if name is None else numbers[name] for name in names])
        return cls(labels, right, bayes, roughly)

    def names(self) -> list[str]:
        """Give back the label of every text that has one, in order."""
        return [self.labels[each] for each in self.right if each >= 0]

    def of_copies(self) -> Numbers:
        """Give the label numbers of texts and copies in turn."""
        right = np.repeat(self.right, 2)
        if not self.roughly:
            right[1::2] = -1
        return right


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model; each head's margins (texts, labels) from folds that did not see the text; the folds."""

    model: LinearModel
    unseen_margins: dict[str, Scores]
    folds: Numbers


def fit(texts: Sequence[list[str]], tasks: Mapping[str, Task], location: str) -> Fitted:
    """Fit a head for every task on all texts; sharpness is left at 1.

    `location` is the intent of texts that only name a place; complaints borrow their places.
    """
    topics, intents = tasks[TOPICS], tasks[INTENTS]
    folds = _folds(intents.right * (len(topics.labels) + 1) + topics.right)
    is_place = np.array([label == location for label in intents.names()])
    copies = [copy for pair in _pairs(texts, topics.right >= 0, is_place, folds) for copy in pair]
    features = learn_features(copies, RAREST)
    rows = matrix(features, copies)
    # Processes, not threads: liblinear's random numbers are global, so threads would deal by luck.
    workers = Parallel(n_jobs=PROCESSES if len(texts) >= WORTH_PROCESSES else 1)
    results = workers(
        [delayed(_fit_lines)(rows, tasks)]
        + [delayed(_unseen_margins)(features.border, rows, tasks, folds == fold) for fold in range(FOLDS)]
    )
    whole: dict[str, Line] = results[0]
    parts: list[dict[str, Scores]] = results[1:]
    margins = {name: np.zeros((len(texts), len(task.labels)), np.float32) for name, task in tasks.items()}
    for fold, part in enumerate(parts):
        for name, scores in part.items():
            margins[name][folds == fold] = scores
    heads = {name: Head(task.labels, *whole[name], sharpness=1.0) for name, task in tasks.items()}
    return Fitted(LinearModel(features, heads), margins, folds)


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


def _fit_lines(rows: csr_matrix, tasks: Mapping[str, Task], seen: Flags | None = None) -> dict[str, Line]:
    """Fit every head on the rows of texts and copies, or of those `seen` only."""
    lines = {}
    for name, task in tasks.items():
        right = task.of_copies()
        used = right >= 0 if seen is None else (right >= 0) & seen
        lines[name] = _fit_line(rows[used], right[used], task)
    return lines


def _fit_line(rows: csr_matrix, right: Numbers, task: Task) -> Line:
    if len(task.labels) == 1:
        return np.zeros((rows.shape[1], 1), np.float32), np.zeros(1, np.float32)
    svm = LinearSVC(C=SVM_C, tol=SVM_TOLERANCE, class_weight="balanced", random_state=0).fit(rows, right)
    slopes, bias = svm.coef_, svm.intercept_
    if len(svm.classes_) == TWO_CLASSES:
        slopes, bias = np.vstack([-slopes, slopes]), np.hstack([-bias, bias])
    if task.bayes:
        bayes = ComplementNB(alpha=0.3).fit(rows, right).feature_log_prob_
        slopes = slopes + task.bayes * (bayes - bayes.mean(axis=0))
    return slopes.T.astype(np.float32), bias.astype(np.float32)


def _unseen_margins(
    border: int, rows: csr_matrix, tasks: Mapping[str, Task], fold: Flags
) -> dict[str, Scores]:
    """Judge the texts of a fold (texts, labels) by heads that saw none of them."""
    seen = np.repeat(~fold, 2)
    lines = _fit_lines(rows, tasks, seen)
    plain = _without_unknown(border, rows[2 * np.flatnonzero(fold)], rows[seen].getnnz(axis=0) > 0)
    return {name: plain @ weights + bias for name, (weights, bias) in lines.items()}


def _folds(kinds: Numbers) -> Numbers:
    """Deal every kind's texts out evenly, in seeded order."""
    folds = np.zeros(len(kinds), np.int64)
    random = np.random.default_rng(SEED)
    for kind in np.unique(kinds):
        members = random.permutation(np.flatnonzero(kinds == kind))
        folds[members] = (np.arange(len(members)) + random.integers(FOLDS)) % FOLDS
    return folds


def _without_unknown(border: int, rows: csr_matrix, known: Flags) -> csr_matrix:
    """Drop what the fold never saw and make each block's length 1 again, as if its vocabulary were all."""
    rows = rows.copy()
    rows.data[~known[rows.indices]] = 0.0
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    for block in (rows.indices < border, rows.indices >= border):
        lengths = np.sqrt(np.bincount(owners[block], rows.data[block] ** 2, minlength=rows.shape[0]))
        rows.data[block] /= np.maximum(lengths, 1e-9)[owners[block]]
    return rows
