"""Hearing which language a citizen writes, by words that no other language here has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WORD: Final = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
#: One word may be a name or a loan; two of them are no accident.
ENOUGH: Final = 2
#: Words of the house language without any of theirs: the citizen writes it again.
PLENTY: Final = 5


@dataclass(frozen=True, slots=True)
class Ear:
    """`words` are the telling words of every language that is answered in its own texts."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def heard(self, text: str) -> dict[str, str | None]:
        """Return the language as a slot's new value: None for our own, nothing at all where it is not clear."""
        if not self.words or text.startswith("/"):
            return {}
        spoken = WORD.findall(text.lower())
        told = {name: len(known.intersection(spoken)) for name, known in self.words.items()}
        likeliest = max(told, key=lambda name: told[name])
        if told[likeliest] >= ENOUGH:
            return {"bahasa": likeliest}
        return {"bahasa": None} if not any(told.values()) and len(spoken) >= PLENTY else {}
