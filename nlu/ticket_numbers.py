"""Ticket numbers in free text: `KLT-3W7QHD-5`, however a citizen types it."""

from __future__ import annotations

import re
from typing import NamedTuple

_GAP = r"[ \t]?[-\u2010-\u2015_./ ]?[ \t]?"
_SHAPE = r"(?<![0-9A-Za-z])({prefix}){gap}([0-9A-Za-z]{{6}}){gap}([0-9A-Za-z])(?![0-9A-Za-z])"
_WRITTEN_PLAINLY = re.compile(r"[A-Za-z]{2,5}-[0-9A-Za-z]{6}-[0-9A-Za-z]")


class TicketNumber(NamedTuple):
    """A number in canonical writing, and where it stands in the text."""

    value: str
    start: int
    end: int


class TicketNumbers:
    """Finds ticket numbers of one region's prefix, or of any prefix of 2 to 5 letters."""

    def __init__(self, prefix: str | None = None) -> None:
        known = re.escape(prefix) if prefix else "[A-Za-z]{2,5}"
        self._prefix_known = prefix is not None
        self._shape = re.compile(_SHAPE.format(prefix=known, gap=_GAP), re.IGNORECASE | re.ASCII)

    def find(self, text: str) -> list[TicketNumber]:
        """Find all, in order of place."""
        return [
            TicketNumber("-".join(found.groups()).upper(), *found.span())
            for found in self._shape.finditer(text)
            if self._is_number(found)
        ]

    def _is_number(self, found: re.Match[str]) -> bool:
        # "di jalan2 a" has the shape too; a known prefix, exact dashes or two digits tell a number.
        digits = sum(map(str.isdigit, found[2]))
        if _WRITTEN_PLAINLY.fullmatch(found[0]) and (found[0].isupper() or digits):
            return True
        return self._prefix_known or (digits > 1 and not found[2].isdigit())
