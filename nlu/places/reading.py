"""One message as the readers of places see it: its words, what each may be, and where a name ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nlu.places.tokens import place_tokens
from nlu.places.words import ABBREVIATIONS, BEGIN_NAMES, COMPASS, UNITS

if TYPE_CHECKING:
    from nlu.interpreter import Area
    from nlu.places.gazetteer import Gazetteer
    from nlu.places.words import Words

LONGEST_SMALL, LONGEST_CAPITAL = 3, 6  #: words of a name written small, and with capitals
_ENDS_NAME = re.compile(r"[,!?\n;:()\"|/]|\.\s|\s[-\u2013]\s|\.{2,}")
_NUMBER = re.compile(r"\d{1,4}|[ivx]{1,5}|[a-z]")
#: Verbs go on after a name, they are seldom one.
_VERB = re.compile(
    r"(?:meng|meny|mem|men|ber|ter|di|ke)[a-z]{4,}(?:kan|i|nya|an)?|[a-z]{3,}(?:nya|ny|kan|kah|lah)"
)


class Slot(NamedTuple):
    """A place of one type over words `start` to `end`; without a type the words are spoken for, but no place."""

    type: str
    start: int
    end: int
    areas: tuple[Area, ...] = ()


class PlaceReading:
    """One message read for places."""

    def __init__(self, text: str, words: Words, gazetteer: Gazetteer) -> None:
        self.tokens = place_tokens(text)
        self.words, self.gazetteer = words, gazetteer
        self._smalls = [token.small for token in self.tokens]
        self._kinds = [words.kinds.get(small, "") for small in self._smalls]
        self._flat = self._is_shouted() or self._is_titled()

    def __len__(self) -> int:
        """Count the words and numbers."""
        return len(self.tokens)

    def small(self, word: int) -> str:
        """Give a word in lower case, "" outside the message."""
        return self._smalls[word] if 0 <= word < len(self._smalls) else ""

    def kind(self, word: int) -> str:
        """Say which list of triggers a word is in, "" for none."""
        return self._kinds[word] if 0 <= word < len(self._kinds) else ""

    def may_begin(self, word: int) -> bool:
        """Tell quickly whether any place could begin at a word; most cannot."""
        return bool(self._kinds[word]) or self.gazetteer.may_begin(self._smalls[word])

    def joined(self, word: int, also: str = "") -> bool:
        """Tell whether a word goes on where the one before it stopped; the marks in `also` do not part them."""
        if not 0 < word < len(self.tokens):
            return False
        gap = self.tokens[word].gap
        for mark in also:
            gap = gap.replace(mark, " ", 1)
        before = self.tokens[word - 1]
        # "jl. ", "kec. ", "H. " are abbreviations; "rusak.Tolong" is not.
        if gap.startswith(".") and (
            before.small in ABBREVIATIONS or (len(before.small) == 1 and before.small.isalpha())
        ):
            gap = gap[1:]
        sentence = gap == "." and before.small.isalpha() and self.tokens[word].written[:1].isupper()
        return not _ENDS_NAME.search(gap) and not sentence

    def is_number(self, word: int) -> bool:
        """Tell digits, Roman numbers and single letters from words."""
        return bool(_NUMBER.fullmatch(self.small(word)))

    def is_digits(self, word: int) -> bool:
        """Tell digits, and no amount of anything."""
        return self.small(word).isdigit() and self.small(word + 1) not in UNITS

    def is_capital(self, word: int) -> bool:
        """Tell whether a capital says that a word is a name; in a text of capitals none does."""
        return not self._flat and 0 <= word < len(self.tokens) and self.tokens[word].written[0].isupper()

    def may_be_name(self, word: int) -> bool:
        """Tell whether a word may be part of a name: a capital one, or one people do not write otherwise."""
        small = self.small(word)
        if small in self.words.never or small in self.words.kinds or not small.isalpha() or len(small) == 1:
            return False
        return self.is_capital(word) or self.is_rare(word)

    def is_rare(self, word: int) -> bool:
        """Tell whether a word written small is still a name."""
        small = self.small(word)
        if small in self.words.street_names:
            return True
        if small in self.words.ordinary or small in self.words.offices:
            return False
        return not _VERB.fullmatch(small) or self.gazetteer.match(self.tokens[word : word + 1], 0) is not None

    def is_area(self, word: int) -> bool:
        """Tell whether a word begins the name of an area served, and means it."""
        match = self.gazetteer.match(self.tokens, word)
        return match is not None and any(self._is_telling(each) for each in range(word, match.end))

    def name_end(self, start: int, also: str = "", *, areas: bool = True) -> int:
        """Tell where the name starting at a word ends, `start` itself when none does.

        `also` are the marks that may stand before its first word. Without `areas` it ends before the name of
        an area: "Dusun Randu" in "Dusun Randu Ceper".
        """
        end = start
        while self.joined(end, also if end == start else "") and self._continues(start, end):
            if end > start and not areas and self.is_area(end):
                return end
            end += 1
        return end

    def capitals_end(self, start: int) -> int:
        """Tell where a name of capitals ends, ordinary words in it: "Tanah Mas Baru"."""
        end = start
        while self.joined(end) and self.is_capital(end) and not self.kind(end):
            end += 1
        return end

    def _is_telling(self, word: int) -> bool:
        small = self.small(word)
        return self.is_rare(word) and small not in self.words.plain and small not in self.words.street_names

    def _continues(self, start: int, end: int) -> bool:
        if self.is_number(end):
            return end > start and self.small(end + 1) not in UNITS
        if end > start and self.small(end) in COMPASS:
            return (self.is_capital(start) and self.is_capital(end)) or not self._points(end)
        longest = LONGEST_CAPITAL if self.is_capital(start) else LONGEST_SMALL
        if end - start >= longest or not (self.may_be_name(end) or self._begins_name(end)):
            return False
        return end == start or self.is_capital(end) or not self.is_capital(start)

    def _begins_name(self, word: int) -> bool:
        """Tell "kebon roek" and "gunung agung", whose first word says little."""
        return self.small(word) in BEGIN_NAMES and self.joined(word + 1) and self.may_be_name(word + 1)

    def _points(self, word: int) -> bool:
        """Tell a direction, "selatan pasar", from the end of a name, "merdeka selatan"."""
        return (
            self.small(word) not in {"raya", "dalam"}
            and self.joined(word + 1)
            and (self.kind(word + 1) in {"tengara", "perumahan", "arah"} or self.small(word + 1) == "dari")
        )

    def _is_shouted(self) -> bool:
        long = [token.written for token in self.tokens if len(token.written) > 3]  # noqa: PLR2004 - RT, SMPN
        return sum(map(str.isupper, long)) > len(long) / 2

    def _is_titled(self) -> bool:
        """Tell a text Where Every Word Has A Capital."""
        plain = [token for token in self.tokens if token.small in self.words.never and not token.opens]
        return sum(token.written[0].isupper() for token in plain) > max(1, len(plain) / 2)
