"""Words without their vowels, "rsk" and "lmpu", learnt from the training texts: what a phone's owner saves typing.

Beside the slang of `data/lexicon/slang.yml`, which always wins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORTEST_WORD, SHORTEST_FORM = 4, 3  #: letters; "sd" and "tk" are too much else
FREQUENT = 3  #: times a word occurs
CLEARLY = 0.7  #: share a word must have among those with the same consonants
SELDOM = 0.02  #: a form written this often beside its word is a word itself: "smp" is a school
_VOWELS = frozenset("aiueo")


def learn_shortenings(texts: Iterable[Sequence[str]]) -> dict[str, str]:
    """Learn what forms without vowels mean, from normalised texts; in doubt a form means nothing."""
    counts = Counter(word for text in texts for word in text if word.isalpha())
    meant: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counts.items():
        if len(word) >= SHORTEST_WORD:
            for form in forms_of(word):
                meant[form][word] = count
    return {
        form: word
        for form, words in sorted(meant.items())
        for word, count in words.most_common(1)
        if count >= max(FREQUENT, CLEARLY * words.total()) and counts[form] <= SELDOM * count
    }


def forms_of(word: str) -> set[str]:
    """Leave the vowels out behind the first letter, all of them or all but a last one."""
    inside = "".join(letter for letter in word[1:-1] if letter not in _VOWELS)
    forms = {word[0] + inside + word[-1], word[0] + inside + ("" if word[-1] in _VOWELS else word[-1])}
    return {form for form in forms if len(form) >= SHORTEST_FORM} - {word}
