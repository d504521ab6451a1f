"""Candidates that are spaCy's own text categorizers, trained from nothing on the same normalised words."""

from __future__ import annotations

from random import Random
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import fix_random_seed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from spacy.language import Language

    from nlu.calibration import Scores
    from nlu.words import Normaliser

EPOCHS, BATCH, DROPOUT, LEARN_RATE = 10, 16, 0.2, 0.001
LIMIT_S = 100.0  #: of processor time; whoever is not done then is judged as it is
BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "ngram_size": 2,
    "no_output_layer": False,
    "length": 262_144,
}
REDUCED = {
    "@architectures": "spacy.TextCatReduce.v1",
    "exclusive_classes": True,
    "use_reduce_first": False,
    "use_reduce_last": False,
    "use_reduce_max": True,
    "use_reduce_mean": True,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 2,
        "embed_size": 4_000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    },
}


class SpacyCandidate:
    """A pipeline of one text categorizer behind our normaliser."""

    def __init__(self, nlp: Language, normaliser: Normaliser) -> None:
        self._nlp, self._normaliser = nlp, normaliser
        self.labels = tuple(nlp.pipe_labels["textcat"])

    def scores(self, text: str) -> Scores:
        """Give log probabilities (labels,)."""
        cats = self._nlp(_spaced(self._normaliser, text)).cats
        found = np.array([cats[label] for label in self.labels], np.float32)
        return np.log(np.maximum(found, 1e-9))

    def save(self, folder: Path) -> None:
        """Write spaCy's own folder."""
        self._nlp.to_disk(folder)


class Spacy:
    """Trains a text categorizer of one architecture."""

    def __init__(self, architecture: dict[str, Any]) -> None:
        self._architecture = architecture

    def __call__(
        self, texts: Sequence[str], topics: Sequence[str], normaliser: Normaliser, seed: int
    ) -> SpacyCandidate:
        """Train until EPOCHS or LIMIT_S; without noised copies, which would double the time."""
        fix_random_seed(seed)
        nlp = spacy.blank("id")
        nlp.add_pipe("textcat", config={"model": self._architecture})
        labels = sorted(set(topics))
        examples = [
            Example.from_dict(
                nlp.make_doc(_spaced(normaliser, text)),
                {"cats": {label: float(label == topic) for label in labels}},
            )
            for text, topic in zip(texts, topics, strict=True)
        ]
        _train(nlp, examples, Random(seed))  # noqa: S311 - the order must repeat, not be secret
        return SpacyCandidate(nlp, normaliser)


def _train(nlp: Language, examples: list[Example], random: Random) -> None:
    start, optimizer = process_time(), nlp.initialize(lambda: examples)
    optimizer.learn_rate = LEARN_RATE
    for _ in range(EPOCHS):
        random.shuffle(examples)
        for batch in minibatch(examples, BATCH):  # type: ignore[no-untyped-call]
            if process_time() - start > LIMIT_S:
                return
            nlp.update(batch, sgd=optimizer, drop=DROPOUT)


def _spaced(normaliser: Normaliser, text: str) -> str:
    return " ".join(normaliser.phrase(text))
