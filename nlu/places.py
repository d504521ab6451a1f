"""Where is it? Place words of `data/lexicon/tempat.yml`, and names that follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.interpreter import PLACE
from nlu.messages import mark
from nlu.place_reading import PlaceReading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spacy.tokens import Doc

    from nlu.place_reading import Part

GAP = 2  #: words allowed between two parts of one place


class Places:
    """Component: marks the fullest place of a message as one `lokasi`."""

    def __init__(self, lists: Mapping[str, Collection[str]], ordinary: Collection[str]) -> None:
        self._lists = {name: frozenset(words) for name, words in lists.items()}
        self._kinds = {
            word: kind for kind in ("tengara", "arah", "wilayah", "nomor", "jalan") for word in lists[kind]
        }
        self._ordinary = frozenset(ordinary)

    def __call__(self, doc: Doc) -> Doc:
        """Mark one message."""
        reading = PlaceReading(doc, self._kinds, self._lists["bukan_nama"], self._ordinary)
        groups = _grouped(reading, reading.parts(), self._lists["penghubung"])
        if groups:
            best = max(
                groups, key=lambda group: (len(group), group[-1].end - group[0].start, -group[0].start)
            )
            mark(doc, best[0].start, best[-1].end, PLACE)
        return doc


def _grouped(reading: PlaceReading, parts: list[Part], connecting: Collection[str]) -> list[list[Part]]:
    groups: list[list[Part]] = []
    for part in parts:
        if groups and _connected(reading, groups[-1][-1], part, connecting):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _connected(reading: PlaceReading, one: Part, other: Part, connecting: Collection[str]) -> bool:
    between = reading.small[one.end : other.start]
    gaps = reading.gaps[one.end - 1 : other.start]
    full_stop = any("." in gap.strip()[:1] and len(between) > 0 for gap in gaps)
    return len(between) <= GAP and set(between) <= set(connecting) and not full_stop and not _broken(gaps)


def _broken(gaps: list[str]) -> bool:
    return any(mark in gap for gap in gaps for mark in "!?\n;")
