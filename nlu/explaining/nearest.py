"""The training lines most like a message, so that a trainer sees what taught the model."""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlu.calibration import Scores
    from nlu.explaining.linear_reading import LinearReader
    from nlu.features import Features
    from nlu.training_data import Example

LOOKED_AT = 200  #: lines compared exactly, of those the rough comparison puts first


class Neighbour(NamedTuple):
    """A training line and its likeness, 0 to 1."""

    example: Example
    similarity: float


def nearest(
    reader: LinearReader, words: Sequence[str], examples: Iterable[Example], count: int = 5
) -> list[Neighbour]:
    """Find the lines with the highest cosine over the model's own features."""
    features = reader.model.features
    query = _row(features, words)
    lines = [(each, reader.words(each.text)) for each in examples]
    rough = _RoughLikeness(features, query)
    best = nlargest(LOOKED_AT, lines, key=lambda line: rough.of(line[1]))
    found = [Neighbour(each, _cosine(query, features, line)) for each, line in best]
    return nlargest(count, found, key=lambda each: each.similarity)


class _RoughLikeness:
    """Cosine without pairs of words, and with repeated grams counted in full: a sum over cached words.

    The exact one for each of 11,000 lines takes two seconds.
    """

    def __init__(self, features: Features, query: Scores) -> None:
        self._features, self._query = features, query
        self._cache: dict[str, tuple[float, float]] = {}

    def of(self, words: Sequence[str]) -> float:
        shares = [self._share(word) for word in words]
        length = sum(each[1] for each in shares)
        return float(sum(each[0] for each in shares) / np.sqrt(length)) if length else 0.0

    def _share(self, word: str) -> tuple[float, float]:
        if word not in self._cache:
            ids = self._features.ids_of(word)
            values = self._features.idf[ids]
            self._cache[word] = float(values @ self._query[ids]), float(values @ values)
        return self._cache[word]


def _row(features: Features, words: Sequence[str]) -> Scores:
    """Give a text as a full row (features,)."""
    row = np.zeros(len(features.idf), np.float32)
    ids, values = features.vector(words)
    row[ids] = values
    return row


def _cosine(query: Scores, features: Features, words: Sequence[str]) -> float:
    ids, values = features.vector(words)
    lengths = float(np.linalg.norm(query) * np.linalg.norm(values))
    return float(values @ query[ids]) / lengths if lengths else 0.0
