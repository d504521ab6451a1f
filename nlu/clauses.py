"""Cutting a message into clauses, each where a new complaint could begin."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from nlu.messages import original_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc

    from nlu.words import Normaliser, Word

_ENUMERATION = re.compile(r"\d{1,2}|[a-e]")
_CLOSES = re.compile(r"\s*[.)\-:]")
_PAUSE = re.compile(r"[,;:\n/+&]|\s-\s")


LONGEST_NUMBER = 2  #: signs of the number of an item in a list


class Cue(IntEnum):
    """How strongly the words before a clause announce another matter."""

    NONE = 0  #: the beginning of the message
    WEAK = 1  #: a comma, "dan", a new sentence
    STRONG = 2  #: "satu lagi", "2)", a new line


class Clause(NamedTuple):
    """Words `start` to `end`, end excluded, and how they begin."""

    start: int
    end: int
    cue: Cue


class ClauseSplitter:
    """Cuts at pauses, new sentences, list numbers and the connectives of `data/lexicon/sambungan.yml`."""

    def __init__(self, links: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Take the connectives, each as its words, under `kuat` and `lemah`."""
        self._links: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        for name, cue in (("kuat", Cue.STRONG), ("lemah", Cue.WEAK)):
            for link in links.get(name, ()):
                if link:
                    self._links.setdefault(link[0], []).append((tuple(link), cue))

    @classmethod
    def of(cls, links: Mapping[str, Sequence[str]], normaliser: Normaliser) -> Self:
        """Read the lists as a message would be."""
        return cls({name: [normaliser.phrase(link) for link in found] for name, found in links.items()})

    def clauses(self, doc: Doc) -> list[Clause]:
        """Cut a message; one clause when nothing divides it, none when it has no words."""
        words, text = words_of(doc), original_of(doc)
        cues = [self._cue(words, text, at) for at in range(1, len(words))]
        starts = [0, *(at for at, cue in enumerate(cues, 1) if cue)]
        ends = [*starts[1:], len(words)]
        return [
            Clause(start, end, cues[start - 1] if start else Cue.NONE)
            for start, end in zip(starts, ends, strict=True)
            if end > start
        ]

    def _cue(self, words: Sequence[Word], text: str, at: int) -> Cue:
        gap = text[words[at - 1].end : words[at].start]
        word = words[at].text
        if gap == " " and word not in self._links and len(word) > LONGEST_NUMBER:
            return Cue.NONE
        links = [cue for link, cue in self._links.get(words[at].text, ()) if _stands(link, words, at)]
        if Cue.STRONG in links or "\n" in gap or _is_enumerated(words, text, at):
            return Cue.STRONG
        if links or words[at].sentence != words[at - 1].sentence or _PAUSE.search(gap):
            return Cue.WEAK
        return Cue.NONE


def _stands(link: tuple[str, ...], words: Sequence[Word], at: int) -> bool:
    return tuple(word.text for word in words[at : at + len(link)]) == link


def _is_enumerated(words: Sequence[Word], text: str, at: int) -> bool:
    following = text[words[at].end : words[at].end + 2]
    return bool(_ENUMERATION.fullmatch(words[at].text) and _CLOSES.match(following) and at + 1 < len(words))
