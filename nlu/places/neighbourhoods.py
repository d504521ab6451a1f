"""RT and RW in all their spellings, as one slot: "RT.03/RW.05", "rt/rw 3/5", "rw 05", "rt3rw5"."""

from __future__ import annotations

import re

NEIGHBOURHOOD = "rt_rw"
_NUMBER = r"(?:\d{1,3}[a-z]?|[ivx]{1,4})(?![a-z\d])"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:[,&/\u2013-]|dan|s/?d|sampai)\s*0*{_NUMBER})*"
_BY = r"\s*[.:]?\s*"
_BETWEEN = r"\s*[,./;|-]?\s*(?:dan\s+|di\s+)?"
_RT, _RW = r"(?:r\.?\s?t|erte)", r"(?:r\.?\s?w|erwe)"
_GLUED = r"(?:\d{1,3}|[ivx]{1,4})"  #: "rt03rw05" has no end of word between
_SPELLINGS = re.compile(
    rf"(?<![^\W\d_])(?:"
    rf"(?:{_RT}\s*[/.,-]?\s*{_RW}|{_RW}\s*[/.,-]?\s*{_RT}){_BY}{_NUMBERS}"
    rf"|{_RT}{_BY}{_GLUED}{_BETWEEN}{_RW}{_BY}{_NUMBERS}"
    rf"|{_RT}{_BY}{_NUMBERS}(?:{_BETWEEN}{_RW}{_BY}{_NUMBERS})?"
    rf"|{_RW}{_BY}{_NUMBERS}(?:{_BETWEEN}{_RT}{_BY}{_NUMBERS})?"
    rf")",
    re.IGNORECASE,
)
_FOUND_NUMBER = re.compile(r"\d+[a-z]?|(?<![a-z])[ivx]+(?![a-z])", re.IGNORECASE)


def neighbourhoods(text: str) -> list[tuple[int, int]]:
    """Find them as offsets into the text."""
    return [each.span() for each in _SPELLINGS.finditer(text)]


def neighbourhood_name(written: str) -> str:
    """Spell one our way: "RT 03/RW 05"; of a list of RT, or of what is unclear, only the capitals are ours."""
    numbers = [number.upper() for number in _FOUND_NUMBER.findall(written)]
    numbers = [number.zfill(2) if number.isdigit() else number for number in numbers]
    letters = [kind.upper() for kind in re.findall(r"r\.?\s?[tw](?=\W|\d|$)", written, re.IGNORECASE)]
    kinds = [re.sub(r"\W", "", kind) for kind in letters]
    if len(kinds) != len(numbers):
        return " ".join(written.upper().split())
    return "/".join(f"{kind} {number}" for kind, number in sorted(zip(kinds, numbers, strict=True)))
