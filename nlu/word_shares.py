"""What each word adds to the topics, so that any stretch of a message can be judged by a subtraction.

Close to the linear model but not the same: pairs of words are left out, and repeated grams count in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlu.calibration import Scores, softmax
from nlu.classifier import TOPICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from nlu.classifier import LinearModel

    Span = tuple[int, int]

_CACHE_SIZE = 5_000


class WordShares:
    """Topics of stretches of one message, given the sums over its words."""

    def __init__(self, model: LinearModel) -> None:
        self.labels = model.heads[TOPICS].labels
        self._features, self._head = model.features, model.heads[TOPICS]
        self._nothing = np.zeros((1, 2, len(self.labels) + 1), np.float32)
        self._cache: dict[str, Scores] = {}

    def sums(self, words: Sequence[str]) -> Scores:
        """Add up from the first word on: (words + 1, 2 blocks, topics + 1), the last being squared length."""
        return np.concatenate([self._nothing, *map(self._share, words)]).cumsum(axis=0)

    def topics(self, sums: Scores, spans: Sequence[Span]) -> Scores:
        """Give the probabilities (spans, topics) of stretches of words."""
        starts, ends = zip(*spans, strict=True)
        found = sums[list(ends)] - sums[list(starts)]
        lengths = np.sqrt(np.maximum(found[:, :, -1:], 1e-9))
        margins = (found[:, :, :-1] / lengths).sum(axis=1) + self._head.bias
        return softmax(margins * self._head.sharpness)

    def _share(self, word: str) -> Scores:
        share = self._cache.get(word)
        if share is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            ids = self._features.ids_of(word)
            words = ids < self._features.border
            share = np.stack([self._block(ids[words]), self._block(ids[~words])])[np.newaxis]
            self._cache[word] = share
        return share

    def _block(self, ids: npt.NDArray[np.int64]) -> Scores:
        values = self._features.idf[ids]
        return np.append(values @ self._head.weights[ids], values @ values).astype(np.float32)
