"""A second, rougher copy of a training text, so that hurried typing and places are nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

PLACED = 0.5  #: of the copies of complaints say where it is
SHARE = 0.3  #: of the longer words of a copy are damaged
_VOWELS = frozenset("aeiou")
_SHORTEST = 4
_SLIPS = "aiuenrtskl"


def noised(words: Sequence[str], random: Random) -> list[str]:
    """Copy a text with slips of the finger and left-out vowels."""
    return [_damaged(word, random) if _chosen(word, random) else word for word in words]


def placed(words: Sequence[str], places: Sequence[Sequence[str]], random: Random) -> list[str]:
    """Say where it is in half of the copies: a complaint with a place is no answer to "where is it?"."""
    if not places or random.random() >= PLACED:
        return list(words)
    place = random.choice(places)
    return [*words, "di", *place] if random.random() < 2 / 3 else ["di", *place, *words]


def _chosen(word: str, random: Random) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and random.random() < SHARE


def _damaged(word: str, random: Random) -> str:
    return _slip(word, random) if random.random() < 1 / 2 else _without_vowels(word)


def _slip(word: str, random: Random) -> str:
    place = random.randrange(1, len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    doubled, swapped = before + here * 2 + after, before + after[0] + here + after[1:]
    return random.choice([before + after, doubled, swapped, before + random.choice(_SLIPS) + after])


def _without_vowels(word: str) -> str:
    return word[0] + "".join(letter for letter in word[1:-1] if letter not in _VOWELS) + word[-1]
