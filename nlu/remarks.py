"""Words that need no model: anger, short answers, "do not name me"; lists of `marah.yml` and `jawaban.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.messages import words_of
from nlu.phrases import Found, PhraseLists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

EXCEPT = "kecuali"
#: In a message of up to so many words one word is an answer, wherever it stands.
SHORT = 4
#: Lists of which one word says what they stand for in a message of any length.
PLAIN = frozenset({"umpatan", "masalah"})
#: Alone at the beginning of a longer message it is none: "sudah seminggu bolong".
NOT_FIRST = frozenset({"sudah"})


class Remarks:
    """Component: sets `doc._.remarks`, the names of the lists of which the message holds a phrase."""

    def __init__(self, nlp: Language, lists: Mapping[str, Sequence[str]]) -> None:
        """Take the lists; `kecuali` takes back what lies within it."""
        self._phrases = PhraseLists(nlp, {name: found for name, found in lists.items() if name != EXCEPT})
        self._exceptions = PhraseLists(nlp, {EXCEPT: lists.get(EXCEPT, ())})

    def __call__(self, doc: Doc) -> Doc:
        """Find them."""
        doc._.remarks = frozenset(found.name for found in self._counted(doc))
        return doc

    def _counted(self, doc: Doc) -> Iterator[Found]:
        exceptions, length = self._exceptions.find(doc), len(words_of(doc))
        for found in self._phrases.find(doc):
            if not any(found.overlaps(other) for other in exceptions) and _speaks(found, length):
                yield found


def _speaks(found: Found, length: int) -> bool:
    """Whether the phrase says what its list stands for; a single word says little in a long message."""
    if found.end - found.start > 1 or length <= SHORT or found.name in PLAIN:
        return True
    return found.start == 0 and found.name not in NOT_FIRST
