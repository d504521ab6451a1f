"""Candidates that are one linear map over our own features; all answer with our own predictor."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
from joblib import parallel_config
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from nlu.classifier import INTENTS, TOPICS, Head, LinearModel
from nlu.features import Features, learn_features
from nlu.fitting import RAREST, SVM_C, SVM_TOLERANCE, Fitted, Task, fit, matrix
from nlu.interpreter import COMPLAINT, LOCATION_ANSWER
from nlu.learning import BAYES_SHARE
from nlu.noise import noised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nlu.calibration import Scores
    from nlu.words import Normaliser

    Narrow = Callable[[Features], Features]


class LinearCandidate:
    """A linear model behind our normaliser."""

    def __init__(self, model: LinearModel, normaliser: Normaliser) -> None:
        self.labels = model.heads[TOPICS].labels
        self._model, self._normaliser = model, normaliser

    def scores(self, text: str) -> Scores:
        """Give margins (labels,)."""
        return self._model.margins(self._normaliser.phrase(text))[TOPICS]

    def save(self, folder: Path) -> None:
        """Write the model as the product does."""
        self._model.save(folder)


def fit_ours(texts: Sequence[list[str]], topics: Sequence[str]) -> tuple[Task, Fitted]:
    """Fit as the product does, with the folds that calibrate it; noise depends on the order of the texts."""
    task = Task.of(topics, BAYES_SHARE, roughly=True)
    with parallel_config(backend="sequential"):  # one process, so that its clock sees all
        return task, fit(texts, {TOPICS: task, INTENTS: Task.of([COMPLAINT] * len(texts))}, LOCATION_ANSWER)


def ours(texts: Sequence[str], topics: Sequence[str], normaliser: Normaliser, _: int) -> LinearCandidate:
    """Linear SVM over words and letters with a share of naive Bayes: the product's first opinion."""
    _task, fitted = fit_ours([normaliser.phrase(each) for each in texts], topics)
    return LinearCandidate(fitted.model, normaliser)


class Simple:
    """Trains one scikit-learn estimator on texts and noised copies, over all or some of our features."""

    def __init__(
        self, estimator: Callable[[], LinearSVC | ComplementNB | LogisticRegression], narrow: Narrow
    ) -> None:
        self._estimator, self._narrow = estimator, narrow

    def __call__(
        self, texts: Sequence[str], topics: Sequence[str], normaliser: Normaliser, seed: int
    ) -> LinearCandidate:
        """Fit; `seed` deals the noise."""
        random = Random(seed)  # noqa: S311 - noise must repeat, not be secret
        phrases = [normaliser.phrase(each) for each in texts]
        copies = [copy for each in phrases for copy in (each, noised(each, random))]
        features = self._narrow(learn_features(copies, RAREST))
        fitted = self._estimator().fit(matrix(features, copies), np.repeat(topics, 2))
        head = Head(tuple(fitted.classes_.tolist()), *_line(fitted), sharpness=1.0)
        return LinearCandidate(LinearModel(features, {TOPICS: head}), normaliser)


def _line(fitted: LinearSVC | ComplementNB | LogisticRegression) -> tuple[Scores, Scores]:
    if isinstance(fitted, ComplementNB):
        weights = fitted.feature_log_prob_ - fitted.feature_log_prob_.mean(axis=0)
        return weights.T.astype(np.float32), np.zeros(len(weights), np.float32)
    return fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32)


def svm() -> LinearSVC:
    """Make the product's SVM."""
    return LinearSVC(C=SVM_C, tol=SVM_TOLERANCE, class_weight="balanced", random_state=0)


def bayes() -> ComplementNB:
    """Make the product's naive Bayes."""
    return ComplementNB(alpha=0.3)


def regression() -> LogisticRegression:
    """Make a logistic regression, as weakly bound as folds like it."""
    return LogisticRegression(C=10.0, max_iter=200, tol=1e-3, class_weight="balanced")


def everything(features: Features) -> Features:
    """Keep all features."""
    return features


def words_only(features: Features) -> Features:
    """Keep words and pairs."""
    return Features(features.word_grams, (), features.idf[: features.border])


def letters_only(features: Features) -> Features:
    """Keep letters inside words."""
    return Features((), features.letter_grams, features.idf[features.border :])
