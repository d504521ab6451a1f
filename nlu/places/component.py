"""Where is it? The places of a message, each of its type, and the fullest of them as one `lokasi`."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from nlu.interpreter import PLACE
from nlu.messages import mark, original_of, words_of
from nlu.places.area_names import area
from nlu.places.landmark_names import landmark
from nlu.places.neighbourhoods import NEIGHBOURHOOD, neighbourhoods
from nlu.places.reading import PlaceReading, Slot
from nlu.places.settling import settled
from nlu.places.street_names import KILOMETRE, street
from nlu.places.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spacy.tokens import Doc

    from nlu.places.gazetteer import Gazetteer

GAP = 2  #: words allowed between two parts of one place
READERS = (street, area, landmark)


class Places:
    """Component: fills `doc._.places`, and marks the fullest place of a message as one `lokasi`."""

    def __init__(
        self, lists: Mapping[str, Collection[str]], ordinary: Collection[str], gazetteer: Gazetteer
    ) -> None:
        self._words = Words(lists, ordinary)
        self._gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Mark one message."""
        reading = PlaceReading(original_of(doc), self._words, self._gazetteer)
        slots = _slots(reading, original_of(doc))
        doc._.places = settled(reading, original_of(doc), slots)
        groups = _grouped(reading, slots)
        if groups:
            best = max(
                groups, key=lambda group: (len(group), group[-1].end - group[0].start, -group[0].start)
            )
            _mark(doc, reading.tokens[best[0].start].start, reading.tokens[best[-1].end - 1].end)
        return doc


def _slots(reading: PlaceReading, text: str) -> list[Slot]:
    """List the places in their order, none overlapping."""
    numbered = _by_word(reading, neighbourhoods(text))
    found: list[Slot] = []
    at = 0
    while at < len(reading):
        slot = numbered.get(at)
        if not slot and (reading.may_begin(at) or reading.small(at) in KILOMETRE):
            slot = next((slot for read in READERS if (slot := read(reading, at))), None)
        if slot and slot.type:
            found.append(slot)
        at = slot.end if slot else at + 1
    return found


def _by_word(reading: PlaceReading, spans: list[tuple[int, int]]) -> dict[int, Slot]:
    starts = [token.start for token in reading.tokens]
    words = [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in spans]
    return {first: Slot(NEIGHBOURHOOD, first, end) for first, end in words if first < end}


def _mark(doc: Doc, start: int, end: int) -> None:
    """Mark the normalised words that the characters from `start` to `end` belong to."""
    inside = [number for number, word in enumerate(words_of(doc)) if word.end > start and word.start < end]
    if inside:
        mark(doc, inside[0], inside[-1] + 1, PLACE)


def _grouped(reading: PlaceReading, slots: list[Slot]) -> list[list[Slot]]:
    groups: list[list[Slot]] = []
    for slot in slots:
        if groups and _connected(reading, groups[-1][-1], slot):
            groups[-1].append(slot)
        else:
            groups.append([slot])
    return groups


def _connected(reading: PlaceReading, one: Slot, other: Slot) -> bool:
    between = {reading.small(word) for word in range(one.end, other.start)}
    gaps = [token.gap for token in reading.tokens[one.end : other.start + 1]]
    full_stop = bool(between) and any(gap.lstrip().startswith(".") for gap in gaps)
    broken = any(sign in gap for gap in gaps for sign in "!?\n;")
    return other.start - one.end <= GAP and between <= reading.words.connecting and not (full_stop or broken)
