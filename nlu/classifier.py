"""The trained part: one linear map from features to two heads, topics and intents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlu.calibration import Scores, softmax
from nlu.features import Features
from nlu.interpreter import COMPLAINT, LOCATION_ANSWER, PLACE
from nlu.messages import SPANS, words_of
from nlu.model_folder import read_arrays, read_json, write_arrays, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Self

    from spacy.tokens import Doc

MATTER_FROM = 2  #: words beside a place that may say what is wrong there
ARRAYS, VOCABULARY = "model.npz", "vocabulary.json"


@dataclass(frozen=True, slots=True)
class Head:
    """Labels in order of columns; weights (features, labels), bias (labels,), and 1 / temperature."""

    labels: tuple[str, ...]
    weights: Scores
    bias: Scores
    sharpness: float


class LinearModel:
    """Two heads over shared features, computed in one pass."""

    def __init__(self, features: Features, topics: Head, intents: Head) -> None:
        self.features, self.topics, self.intents = features, topics, intents
        self._weights = np.ascontiguousarray(np.hstack([topics.weights, intents.weights]), np.float32)
        self._bias = np.concatenate([topics.bias, intents.bias])

    def probabilities(self, words: Sequence[str]) -> tuple[Scores, Scores]:
        """Give the probabilities of topics and of intents; all equal when no word is known."""
        topics, intents = self.margins(words)
        return softmax(topics * self.topics.sharpness), softmax(intents * self.intents.sharpness)

    def margins(self, words: Sequence[str]) -> tuple[Scores, Scores]:
        """Give the raw scores of topics and of intents; all zero when no word is known."""
        ids, values = self.features.vector(words)
        margins = values @ self._weights[ids] + self._bias if len(ids) else np.zeros_like(self._bias)
        border = len(self.topics.labels)
        return margins[:border], margins[border:]

    def save(self, folder: Path) -> None:
        """Write arrays as npz (weights at half precision) and names as JSON."""
        heads = {"topics": self.topics, "intents": self.intents}
        arrays = {"idf": self.features.idf}
        for name, head in heads.items():
            arrays |= {name: head.weights.astype(np.float16), f"{name}_bias": head.bias}
        write_arrays(folder / ARRAYS, arrays)
        write_json(
            folder / VOCABULARY,
            {
                "words": list(self.features.word_grams),
                "letters": list(self.features.letter_grams),
                "labels": {name: head.labels for name, head in heads.items()},
                "sharpness": {name: head.sharpness for name, head in heads.items()},
            },
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        arrays, names = read_arrays(folder / ARRAYS), read_json(folder / VOCABULARY)
        features = Features(names["words"], names["letters"], arrays["idf"])
        topics, intents = (
            Head(
                tuple(names["labels"][name]),
                arrays[name].astype(np.float32),
                arrays[f"{name}_bias"],
                names["sharpness"][name],
            )
            for name in ("topics", "intents")
        )
        return cls(features, topics, intents)


class Classifier:
    """Component: fills `doc.cats` with topics and `doc._.intents` with intents; runs after the places."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Classify one message."""
        words = [word.text for word in words_of(doc)]
        topics, intents = self._model.probabilities(words)
        doc.cats = dict(zip(self._model.topics.labels, topics.tolist(), strict=True))
        doc._.intents = self._named(intents)
        if max(doc._.intents, key=doc._.intents.__getitem__) == LOCATION_ANSWER:
            self._look_again(doc, words)
        return doc

    def _look_again(self, doc: Doc, words: Sequence[str]) -> None:
        """Take for a complaint what is one without its place: "lampu mati di depan pasar wage"."""
        spans = [span for span in doc.spans[SPANS] if span.label_ == PLACE]
        rest = [
            word for number, word in enumerate(words) if not any(s.start <= number < s.end for s in spans)
        ]
        if not spans or len(rest) < MATTER_FROM:
            return
        intents = self._named(self._model.probabilities(rest)[1])
        if max(intents, key=intents.__getitem__) == COMPLAINT:
            doc._.intents = intents

    def _named(self, intents: Scores) -> dict[str, float]:
        return dict(zip(self._model.intents.labels, intents.tolist(), strict=True))
