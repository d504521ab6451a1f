"""The trained part: one linear map from features to all heads: topics, intents, purposes, urgencies, secrets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlu.calibration import Scores, softmax_each
from nlu.features import Features
from nlu.interpreter import COMPLAINT, GREETING, LOCATION_ANSWER, PLACE
from nlu.messages import MARGINS, SPANS, words_of
from nlu.model_folder import read_arrays, read_json, write_arrays, write_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from spacy.tokens import Doc

MATTER_FROM = 2  #: words beside a place or a greeting that may say what is wrong
#: "got mampet" says little of what is wanted, but everything of what it is about: then it is a complaint.
#: On 32 bare complaints of two to five words right intents rose from 69 to 94 %, the exam fell by 0.5 points.
SURE_TOPIC, UNSURE_INTENT = 0.9, 0.6
TOPICS, INTENTS, PURPOSES, URGENCIES = "topics", "intents", "purposes", "urgencies"
RANKED = frozenset({TOPICS, INTENTS})  #: where nothing is known no label is ahead
ARRAYS, VOCABULARY = "model.npz", "vocabulary.json"


def secret_head(category: str) -> str:
    """Name the head that tells whether a secret category applies; its labels are "" and the category."""
    return f"secret_{category}"


@dataclass(frozen=True, slots=True)
class Head:
    """Labels in order of columns; weights (features, labels), bias (labels,), and 1 / temperature."""

    labels: tuple[str, ...]
    weights: Scores
    bias: Scores
    sharpness: float


class Judgement(NamedTuple):
    """What the model says of one text: each head's labels with their probabilities, and how it came to topics."""

    heads: dict[str, dict[str, float]]
    topic_margins: Scores  #: raw scores (topics,)


class LinearModel:
    """Several heads over shared features, computed in one pass."""

    def __init__(self, features: Features, heads: Mapping[str, Head]) -> None:
        self.features, self.heads = features, dict(heads)
        self._weights = np.ascontiguousarray(np.hstack([each.weights for each in heads.values()]), np.float32)
        self._bias = np.concatenate([each.bias for each in heads.values()])
        sizes = [len(each.labels) for each in heads.values()]
        self._sharpness = np.repeat(np.array([each.sharpness for each in heads.values()], np.float32), sizes)
        ends = list(accumulate(sizes))
        self._starts = [0, *ends[:-1]]
        self._parts = dict(zip(heads, map(slice, self._starts, ends), strict=True))
        self._unread = np.concatenate(
            [np.zeros_like(each.bias) if name in RANKED else each.bias for name, each in heads.items()]
        )

    def margins(self, words: Sequence[str]) -> dict[str, Scores]:
        """Give each head's raw scores (labels,), see `judged` for a text without known words."""
        scores = self._scores(words)
        return {name: scores[part] for name, part in self._parts.items()}

    def judged(self, words: Sequence[str]) -> Judgement:
        """Judge a text. Without a known word all topics and intents are equal, and it is ordinary and no secret."""
        scores = self._scores(words)
        sure = softmax_each(scores * self._sharpness, self._starts).tolist()
        named = {
            name: dict(zip(self.heads[name].labels, sure[part], strict=True))
            for name, part in self._parts.items()
        }
        return Judgement(named, scores[self._parts[TOPICS]])

    def _scores(self, words: Sequence[str]) -> Scores:
        ids, values = self.features.vector(words)
        return values @ self._weights[ids] + self._bias if len(ids) else self._unread

    def save(self, folder: Path) -> None:
        """Write arrays as npz (weights at half precision) and names as JSON."""
        arrays = {"idf": self.features.idf}
        for name, head in self.heads.items():
            arrays |= {name: head.weights.astype(np.float16), f"{name}_bias": head.bias}
        write_arrays(folder / ARRAYS, arrays)
        write_json(
            folder / VOCABULARY,
            {
                "words": list(self.features.word_grams),
                "letters": list(self.features.letter_grams),
                "labels": {name: head.labels for name, head in self.heads.items()},
                "sharpness": {name: head.sharpness for name, head in self.heads.items()},
            },
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        arrays, names = read_arrays(folder / ARRAYS), read_json(folder / VOCABULARY)
        features = Features(names["words"], names["letters"], arrays["idf"])
        heads = {
            name: Head(
                tuple(names["labels"][name]),
                arrays[name].astype(np.float32),
                arrays[f"{name}_bias"],
                names["sharpness"][name],
            )
            for name in names["labels"]
        }
        return cls(features, heads)


class Classifier:
    """Component: fills `doc.cats` with topics, `doc._.intents`, and `doc._.judged` with every head's answer.

    Runs after the places.
    """

    def __init__(self, model: LinearModel, greetings: Collection[str]) -> None:
        """Take the model, and the words people greet with."""
        self._model, self._greetings = model, frozenset(greetings)

    def __call__(self, doc: Doc) -> Doc:
        """Classify one message."""
        words = [word.text for word in words_of(doc)]
        readable = [word for word in words if self._model.features.readable(word)]
        heads, doc.user_data[MARGINS] = self._model.judged(readable)
        doc._.judged, doc.cats, doc._.intents = heads, heads[TOPICS], heads[INTENTS]
        intent = _likeliest(doc._.intents)
        if max(doc.cats.values()) >= SURE_TOPIC and doc._.intents[intent] < UNSURE_INTENT:
            doc._.intents = _swapped(doc._.intents, intent, COMPLAINT)
        elif intent == LOCATION_ANSWER:
            self._look_again(doc, words, _beside_places(doc, words))
        elif intent == GREETING:
            self._look_again(doc, words, [word for word in words if word not in self._greetings])
        return doc

    def _look_again(self, doc: Doc, words: Sequence[str], rest: Sequence[str]) -> None:
        """Take for a complaint what is one without its place or its greeting: "pagi kak, lampu mati"."""
        if not MATTER_FROM <= len(rest) < len(words):
            return
        intents = self._model.judged(rest).heads[INTENTS]
        if _likeliest(intents) == COMPLAINT:
            doc._.intents = intents


def _likeliest(confidences: Mapping[str, float]) -> str:
    return max(confidences, key=confidences.__getitem__)


def _swapped(confidences: Mapping[str, float], one: str, other: str) -> dict[str, float]:
    return {**confidences, one: confidences.get(other, 0.0), other: confidences[one]}


def _beside_places(doc: Doc, words: Sequence[str]) -> list[str]:
    spans = [span for span in doc.spans[SPANS] if span.label_ == PLACE]
    return [word for number, word in enumerate(words) if not any(s.start <= number < s.end for s in spans)]
