"""Does a message tell something that must stay secret? Trained heads, and lists of `data/lexicon/sensitif.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.classifier import secret_head
from nlu.messages import mark
from nlu.phrases import PhraseLists, outermost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

LABEL = "sensitif"


class SensitivityRules:
    """Component: marks `sensitif`, valued with the category, and sets `doc._.sensitivity`."""

    def __init__(
        self,
        nlp: Language,
        categories: Mapping[str, Mapping[str, Sequence[str]]],
        thresholds: Mapping[str, float],
    ) -> None:
        """Take the lists, and for each category the confidence of its head that is enough."""
        self._thresholds = thresholds
        self._phrases = PhraseLists(nlp, {name: lists["frasa"] for name, lists in categories.items()})
        self._exceptions = PhraseLists(nlp, {name: lists["kecuali"] for name, lists in categories.items()})

    def __call__(self, doc: Doc) -> Doc:
        """Judge one message; an exception speaks for its own category only."""
        exceptions = self._exceptions.find(doc)
        counted = [
            each
            for each in self._phrases.find(doc)
            if not any(each.name == other.name and each.overlaps(other) for other in exceptions)
        ]
        for name in sorted({each.name for each in counted}):
            for found in outermost(each for each in counted if each.name == name):
                mark(doc, found.start, found.end, LABEL, name)
        judged = doc._.judged
        told = {
            name for name, enough in self._thresholds.items() if judged[secret_head(name)][name] >= enough
        }
        doc._.sensitivity = frozenset({each.name for each in counted} | told)
        return doc
