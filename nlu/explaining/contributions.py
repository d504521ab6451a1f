"""What each word of a message adds to the score of a topic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nlu.classifier import TOPICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.classifier import LinearModel


@dataclass(frozen=True, slots=True)
class Contribution:
    """A word with its letters, or a pair of neighbours, and what all its occurrences add to the margin."""

    words: str
    amount: float


@dataclass(frozen=True, slots=True)
class TopicEvidence:
    """Why a topic got its margin: the bias and the contributions, best first, which add up to it."""

    topic: str
    margin: float
    bias: float
    contributions: tuple[Contribution, ...]


def topic_evidence(model: LinearModel, words: Sequence[str], topic: str) -> TopicEvidence:
    """Take a topic's margin apart. Without a known word the model gives 0 and nothing contributes."""
    head = model.heads[TOPICS]
    column = head.labels.index(topic)
    margin = float(model.margins(words)[TOPICS][column])
    ids, values = model.features.vector(words)
    if not len(ids):
        return TopicEvidence(topic, margin, 0.0, ())
    parts = _parts(model, words)
    counts = np.bincount(
        np.searchsorted(ids, np.concatenate([each for _, each in parts])), minlength=len(ids)
    )
    # A gram that several words share is counted once by the model; each occurrence gets its part of it.
    shares = values / counts * head.weights[ids, column]
    sums: defaultdict[str, float] = defaultdict(float)
    for name, part in parts:
        sums[name] += float(shares[np.searchsorted(ids, part)].sum())
    ranked = sorted(sums.items(), key=lambda each: -each[1])
    return TopicEvidence(
        topic, margin, float(head.bias[column]), tuple(Contribution(*each) for each in ranked)
    )


def _parts(model: LinearModel, words: Sequence[str]) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """List the feature ids of every word and of every known pair of the text."""
    pairs = [" ".join(each) for each in pairwise(words)]
    wanted = set(pairs)
    numbers = {gram: number for number, gram in enumerate(model.features.word_grams) if gram in wanted}
    singles = [(word, model.features.ids_of(word)) for word in words]
    return [*singles, *((pair, np.array([numbers[pair]], np.int64)) for pair in pairs if pair in numbers)]
