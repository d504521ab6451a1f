"""Words to numbers: TF-IDF over words (1,2) and over letters inside words (2,5), sublinear, L2 per block.

The same code serves training and run time, so the two cannot drift apart. Letters are read as
scikit-learn's `char_wb` does: each word padded with one space, no gram across words.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Words = Sequence[str]

LETTER_SIZES = range(2, 6)
LONGEST_WORD = 40  #: letters of one word looked at
_CACHE_SIZE = 20_000
_NONE = np.empty(0, np.int64)
_VOWELS = frozenset("aiueo")


class Vector(NamedTuple):
    """A sparse row: feature ids, ascending (k,), and their values (k,)."""

    ids: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]


class Features:
    """A fixed vocabulary with its weights; word features come first, letter features after them."""

    def __init__(self, word_grams: Words, letter_grams: Words, idf: npt.NDArray[np.float32]) -> None:
        self.word_grams, self.letter_grams, self.idf = word_grams, letter_grams, idf
        self._words = {gram: number for number, gram in enumerate(word_grams)}
        self._letters = {gram: number for number, gram in enumerate(letter_grams, len(word_grams))}
        self.border = len(self._words)  #: id of the first letter feature
        self._cache: dict[str, npt.NDArray[np.int64]] = {}

    def vector(self, words: Words) -> Vector:
        """Count a text's known features; empty when none is known."""
        pairs = [self._words[pair] for pair in map(" ".join, pairwise(words)) if pair in self._words]
        parts = [self.ids_of(word) for word in words]
        ids = np.concatenate([*parts, np.array(pairs, np.int64)])
        ids, counts = np.unique(ids, return_counts=True)
        values = (1.0 + np.log(counts)).astype(np.float32) * self.idf[ids]
        border = int(np.searchsorted(ids, self.border))
        return Vector(ids, np.concatenate([_unit(values[:border]), _unit(values[border:])]))

    def readable(self, word: str) -> bool:
        """Tell a word from keys hit at random: "lkj" has no vowel, and nobody ever wrote it."""
        return word in self._words or not word.isalpha() or not _VOWELS.isdisjoint(word)

    def ids_of(self, word: str) -> npt.NDArray[np.int64]:
        """List the ids of a word and of its letters, neighbours left out."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            ids = [self._letters[gram] for gram in letter_grams(word) if gram in self._letters]
            if word in self._words:
                ids.append(self._words[word])
            known = self._cache[word] = np.array(ids, np.int64)
        return known


def _unit(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return values / np.float32(max(float(np.sqrt(values @ values)), 1e-9))


def letter_grams(word: str) -> list[str]:
    """List a word's letter grams, repeated ones repeatedly."""
    padded = f" {word[:LONGEST_WORD]} "
    return [
        padded[start : start + size]
        for size in LETTER_SIZES
        for start in range(max(len(padded) - size, 0) + 1)
        if size <= len(padded) or size == LETTER_SIZES.start
    ]


def word_grams(words: Words) -> list[str]:
    """List a text's words and pairs of neighbours."""
    return [*words, *map(" ".join, pairwise(words))]


def learn_features(texts: Sequence[Words], rarest: int = 1) -> Features:
    """Learn vocabulary and smoothed IDF from texts; a gram in fewer than `rarest` texts is left out."""
    letters_of = {word: frozenset(letter_grams(word)) for word in set().union(*texts)}
    words = _frequent([set(word_grams(text)) for text in texts], rarest)
    letters = _frequent_inside(texts, letters_of, rarest)
    counts = np.array([*words.values(), *letters.values()], np.float64)
    idf = np.log((1 + len(texts)) / (1 + counts)) + 1
    return Features(list(words), list(letters), idf.astype(np.float32))


def _frequent(texts: Iterable[set[str]], rarest: int) -> dict[str, int]:
    counts = Counter(gram for text in texts for gram in text)
    return {gram: counts[gram] for gram in sorted(counts) if counts[gram] >= rarest}


def _frequent_inside(
    texts: Sequence[Words], grams: Mapping[str, Iterable[str]], rarest: int
) -> dict[str, int]:
    """Count texts per letter gram by number, since a text repeats most of its grams from word to word."""
    names = sorted(set().union(*grams.values()))
    numbers = {gram: number for number, gram in enumerate(names)}
    inside = {word: np.array([numbers[gram] for gram in each], np.int64) for word, each in grams.items()}
    counts = np.zeros(len(names), np.int64)
    for text in texts:
        # Fancy indexing adds once per distinct number, however often it is listed.
        counts[np.concatenate([_NONE, *(inside[word] for word in text)])] += 1
    return {name: count for name, count in zip(names, counts.tolist(), strict=True) if count >= rarest}
