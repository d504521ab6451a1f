"""Short answers to common questions: told only where there is no doubt which one is meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WORD = re.compile(r"\w+")
#: A longer message asks more than a short answer tells.
MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Faq:
    """One answer. A question fits when it has a phrase of each group in `words` and none of `without`.

    `updated` is the day on which the region last checked it.
    """

    name: str
    topic: str
    words: tuple[tuple[str, ...], ...]
    answer: str
    source: str
    updated: date
    without: tuple[str, ...] = ()

    def fits(self, said: str) -> bool:
        """Whether this is what the words, in lower case and with single spaces around, ask for."""
        asked = all(any(f" {phrase} " in said for phrase in group) for group in self.words)
        return asked and not any(f" {phrase} " in said for phrase in self.without)


def find_answer(faqs: Sequence[Faq], topic: str, said: str) -> Faq | None:
    """Return the one answer to a question of that topic; None where none fits, or more than one does."""
    words = WORD.findall(said.casefold())
    if len(words) > MOST_WORDS:
        return None
    spoken = f" {' '.join(words)} "
    fitting = [each for each in faqs if each.topic == topic and each.fits(spoken)]
    return fitting[0] if len(fitting) == 1 else None
