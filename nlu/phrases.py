"""Finding listed phrases in a message: whole words only, spelling repaired on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spacy.matcher import PhraseMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spacy.language import Language
    from spacy.tokens import Doc


class Found(NamedTuple):
    """A phrase of list `name` at tokens `start` to `end`, end excluded."""

    name: str
    start: int
    end: int

    def overlaps(self, other: Found) -> bool:
        """Say whether the two share a token."""
        return self.start < other.end and other.start < self.end


class PhraseLists:
    """Several named lists of phrases, matched in one pass."""

    def __init__(self, nlp: Language, lists: Mapping[str, Iterable[str]]) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        for name, phrases in lists.items():
            docs = [doc for doc in map(nlp.make_doc, phrases) if len(doc)]
            if docs:
                self._matcher.add(name, docs)

    def find(self, doc: Doc) -> list[Found]:
        """Find every phrase, overlapping ones too, in order of place."""
        strings = doc.vocab.strings
        return sorted(
            (Found(strings[name], start, end) for name, start, end in self._matcher(doc)),
            key=lambda found: (found.start, -found.end),
        )


def outermost(found: Iterable[Found]) -> list[Found]:
    """Keep the longest of overlapping phrases."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if not any(each.overlaps(other) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
