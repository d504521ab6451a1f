"""Reading one message for the parts of a place: triggers, and what follows them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nlu.messages import original_of, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spacy.tokens import Doc

LONGEST_NAME = 3  #: words of a name written small; capitals may go on to twice that
LONGEST_COUNT = 3  #: words of a number, as in "rt 03/05 a"
_ENDS_NAME = re.compile(r"[,!?\n;:()]|\.\s")
_NUMBER = re.compile(r"\d{1,5}[a-z]?|[a-z]{1,2}\d{1,3}|[ivx]{1,4}|[a-z]")


class Part(NamedTuple):
    """One part of a place at words `start` to `end`, end excluded."""

    start: int
    end: int


class PlaceReading:
    """One message read for places; `small` are its words as written, in lower case."""

    def __init__(
        self, doc: Doc, kinds: Mapping[str, str], never: Collection[str], ordinary: Collection[str]
    ) -> None:
        text, words = original_of(doc), words_of(doc)
        self.written = [text[word.start : word.end] for word in words]
        self.small = [each.lower() for each in self.written]
        self.gaps = [text[a.end : b.start] for a, b in pairwise(words)]
        self._kinds, self._never, self._ordinary = kinds, never, ordinary
        self._shouted = sum(map(str.isupper, self.written)) > len(words) / 2

    def parts(self) -> list[Part]:
        """List the parts of places, none overlapping."""
        found: list[Part] = []
        at = 0
        while at < len(self.small):
            end = self._part_end(at)
            if end > at:
                found.append(Part(at, end))
            at = max(end, at + 1)
        return found

    def _part_end(self, at: int) -> int:
        """Tell where the part starting at a word ends; `at` itself when none does."""
        match self._kinds.get(self.small[at]):
            case "nomor":
                return self._after_number(at)
            case "jalan" | "wilayah" | "tengara":
                return self._after_name(at) or self._after_trigger(at)
            case "arah":
                return self._after_direction(at)
        return at

    def _after_number(self, at: int) -> int:
        end = at + 1
        while (
            end < len(self.small) and self._joined(end) and self._is_number(end) and end - at <= LONGEST_COUNT
        ):
            end += 1
        return end if end > at + 1 and any(map(str.isdigit, "".join(self.written[at + 1 : end]))) else at

    def _after_name(self, at: int) -> int:
        """Tell where the name after a trigger ends, 0 when no name follows."""
        end = at + 1
        while end < len(self.small) and self._joined(end) and self._continues(at, end):
            end += 1
        return end if end > at + 1 else 0

    def _continues(self, at: int, end: int) -> bool:
        if self._is_number(end):
            return True
        capital = self._is_capital(end)
        longest = LONGEST_NAME * (2 if capital else 1)
        if end - at > longest or not self._may_be_name(end, capital=capital):
            return False
        return capital or end == at + 1 or not self._is_capital(at + 1)

    def _after_trigger(self, at: int) -> int:
        """Tell where a part that follows a trigger ends ("perempatan pasar wage"), else `at`."""
        following = at + 1
        if (
            following >= len(self.small)
            or not self._joined(following)
            or self.small[following] not in self._kinds
        ):
            return at
        end = self._part_end(following)
        return end if end > following else at

    def _after_direction(self, at: int) -> int:
        following = at + 1
        if following >= len(self.small) or not self._joined(following):
            return at
        kind = self._kinds.get(self.small[following])
        if kind is None:
            named = self._is_capital(following) and self._may_be_name(following, capital=True)
            return (self._after_name(at) or at) if named else at
        end = self._after_trigger(at)
        return following + 1 if end == at and kind == "tengara" else end

    def _joined(self, word: int) -> bool:
        gap = self.gaps[word - 1]
        return not _ENDS_NAME.search(gap) or gap == ". "

    def _is_number(self, word: int) -> bool:
        return bool(_NUMBER.fullmatch(self.small[word]))

    def _is_capital(self, word: int) -> bool:
        return self.written[word][0].isupper() and not self._shouted

    def _may_be_name(self, word: int, *, capital: bool) -> bool:
        small = self.small[word]
        if small in self._never or small in self._kinds or not small.isalpha() or len(small) == 1:
            return False
        return capital or not (small in self._ordinary or small.endswith("nya"))
