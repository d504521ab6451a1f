"""Entities from the trainer's own lists: `lookup`, `regex` and `synonym` of the training data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlu.messages import mark, original_of, words_of
from nlu.phrases import PhraseLists, outermost
from nlu.words import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc


class WordLists:
    """Component: marks what a lookup table or a regular expression names."""

    def __init__(
        self,
        nlp: Language,
        lookups: Mapping[str, Sequence[str]],
        regexes: Mapping[str, Sequence[str]],
        synonyms: Mapping[str, str],
    ) -> None:
        self._lookups = PhraseLists(nlp, lookups)
        self._regexes = {name: [re.compile(each) for each in patterns] for name, patterns in regexes.items()}
        self._synonyms = synonyms

    def __call__(self, doc: Doc) -> Doc:
        """Mark one message."""
        words, text = words_of(doc), original_of(doc)
        for found in outermost(self._lookups.find(doc)):
            written = text[words[found.start].start : words[found.end - 1].end]
            mark(doc, found.start, found.end, found.name, self._synonyms.get(written.casefold(), ""))
        for name, patterns in self._regexes.items():
            for match in (match for each in patterns for match in each.finditer(text[:LONGEST_TEXT])):
                inside = [
                    i for i, word in enumerate(words) if word.start < match.end() and match.start() < word.end
                ]
                if inside:
                    value = self._synonyms.get(match[0].casefold(), match[0])
                    mark(doc, inside[0], inside[-1] + 1, name, value)
        return doc
