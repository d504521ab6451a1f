"""The words and numbers of a text as written, for reading places: "RT03/RW.05" is four of them."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019`][^\W\d_]+)*|\d+")
_SENTENCE = re.compile(r"[!?\n]|\.\s")
_APOSTROPHES = str.maketrans("", "", "'\u2019`")


class Token(NamedTuple):
    """A word or number at offsets `start` to `end`; `gap` is what stands before it.

    `small` is it in lower case without apostrophes, `opens` says that it begins a sentence.
    """

    small: str
    written: str
    start: int
    end: int
    gap: str
    opens: bool


def place_tokens(text: str) -> list[Token]:
    """Split any text at all."""
    found: list[Token] = []
    last = 0
    for each in _TOKEN.finditer(text):
        gap = text[last : each.start()]
        small = each[0].lower()
        if not small.isalnum():
            small = small.translate(_APOSTROPHES)
        opens = not found or (gap != " " and bool(_SENTENCE.search(gap)))
        found.append(Token(small, each[0], each.start(), each.end(), gap, opens))
        last = each.end()
    return found
