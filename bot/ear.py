"""Hearing which language a citizen writes, by words that no other language here has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WORD: Final = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
#: The entity by which it reaches the dialogue (data/domain.yml), and its value for the service's own language.
LANGUAGE, OURS = "bahasa", "layanan"
#: One word may be a name or a loan; two of them are no accident.
ENOUGH: Final = 2
#: Words of the house language without any of theirs: the citizen writes it again.
PLENTY: Final = 5


@dataclass(frozen=True, slots=True)
class Ear:
    """`words` are the telling words of every language that is answered in its own texts."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def heard(self, text: str) -> str | None:
        """Return the language by its name, `OURS` for our own, None where it is not clear."""
        if not self.words or text.startswith("/"):
            return None
        spoken = WORD.findall(text.lower())
        told = {name: len(known.intersection(spoken)) for name, known in self.words.items()}
        likeliest = max(told, key=lambda name: told[name])
        if told[likeliest] >= ENOUGH:
            return likeliest
        return OURS if not any(told.values()) and len(spoken) >= PLENTY else None
