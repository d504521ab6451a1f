"""How alike texts are: shared words and neighbouring pairs, by all that either text has (Jaccard)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Texts = Sequence[Sequence[str]]

_AT_ONCE = 512  #: texts compared with all others in one product; 11,000 others take about 25 MB


class Pair(NamedTuple):
    """Two texts by their numbers, and how alike they are, 0 to 1."""

    first: int
    second: int
    likeness: float


class Likeness:
    """Texts (lists of words) that can be compared with each other and with others, all at once.

    11,000 among each other take two seconds; no pair is missed.
    """

    def __init__(self, texts: Texts) -> None:
        self._known: dict[str, int] = {}
        marks = [{self._known.setdefault(mark, len(self._known)) for mark in _marks(each)} for each in texts]
        self._matrix = self._rows(marks)
        self._across = self._matrix.T.tocsr()
        self._sizes = np.array([len(each) for each in marks])

    def among(self, least: float) -> list[Pair]:
        """Find the pairs of these texts at least so alike, each once, `first` before `second`."""
        pairs = self._pairs(self._matrix, self._sizes, least, held=False)
        return [pair for pair in pairs if pair.first < pair.second]

    def with_others(self, others: Texts, least: float, *, held: bool = False) -> list[Pair]:
        """Find the pairs of another text (`first`) and one of these (`second`) at least so alike.

        With `held` the likeness is the share of the other text that ours holds, however long ours is.
        """
        marks = [set(_marks(each)) for each in others]
        known = [{self._known[mark] for mark in each if mark in self._known} for each in marks]
        return self._pairs(self._rows(known), np.array([len(each) for each in marks]), least, held=held)

    def _pairs(self, rows: sparse.csr_matrix, sizes: np.ndarray, least: float, *, held: bool) -> list[Pair]:
        found: list[Pair] = []
        for start in range(0, len(sizes), _AT_ONCE):
            shared = (rows[start : start + _AT_ONCE] @ self._across).tocoo()
            first, second = shared.row + start, shared.col
            total = sizes[first] + (0 if held else self._sizes[second] - shared.data)
            likeness = shared.data / total
            near = np.flatnonzero(likeness >= least)
            found += map(Pair, first[near].tolist(), second[near].tolist(), likeness[near].tolist())
        return found

    def _rows(self, marks: Sequence[set[int]]) -> sparse.csr_matrix:
        starts = np.cumsum([0, *(len(each) for each in marks)])
        columns = np.array([mark for each in marks for mark in each], dtype=np.int64)
        shape = len(marks), len(self._known)
        return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape)


def _marks(words: Sequence[str]) -> Iterator[str]:
    yield from words
    yield from (f"{word} {after}" for word, after in pairwise(words))
