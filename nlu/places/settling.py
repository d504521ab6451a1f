"""From slots to places: which of several areas of one name a message means, and each name in one spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.interpreter import Place
from nlu.places.area_names import AREA, FULL, LEVELS
from nlu.places.neighbourhoods import NEIGHBOURHOOD, neighbourhood_name
from nlu.places.street_names import STREET

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from nlu.interpreter import Area
    from nlu.places.gazetteer import Gazetteer
    from nlu.places.reading import PlaceReading, Slot

Meant = tuple["Area", ...]

#: How we write what people abbreviate.
SPELLINGS = {
    "jl": "Jl.", "jln": "Jl.", "jalan": "Jl.", "dalan": "Jl.", "gg": "Gang", "gank": "Gang", "no": "No.",
    "nomor": "No.", "nomer": "No.", "nmr": "No.", "km": "Km", "kilometer": "Km",
}  # fmt: skip


def settled(reading: PlaceReading, text: str, slots: Sequence[Slot]) -> tuple[Place, ...]:
    """Make the places of a message."""
    meant = _settle(reading.gazetteer, [slot.areas for slot in slots])
    return tuple(_place(reading, text, slot, areas) for slot, areas in zip(slots, meant, strict=True))


def _settle(gazetteer: Gazetteer, meant: Sequence[Meant]) -> list[Meant]:
    """Drop what does not fit: a desa outside the kecamatan named beside it, then a kecamatan without the desa."""
    settled_as = {each: each for each in meant if each}  # a name said twice is one
    for levels in (("kecamatan",), ("kabupaten", "kota")):
        settled_as = _fitting(settled_as, gazetteer.inside, levels)
    settled_as = _fitting(settled_as, lambda one, other: gazetteer.inside(other, one))
    return [settled_as.get(each, ()) for each in meant]


def _fitting(
    meant: Mapping[Meant, Meant], fits: Callable[[Area, Area], bool], levels: Collection[str] = ()
) -> dict[Meant, Meant]:
    """Keep of each name the areas that fit one (of these levels) of another name, all where none does."""
    kept = {}
    for said, areas in meant.items():
        others = [area for name, each in meant.items() if name != said for area in each]
        others = [area for area in others if not levels or area.level in levels]
        kept[said] = tuple(area for area in areas if any(fits(area, other) for other in others)) or areas
    return kept


def _place(reading: PlaceReading, text: str, slot: Slot, areas: Meant) -> Place:
    start, end = reading.tokens[slot.start].start, reading.tokens[slot.end - 1].end
    code = areas[0].code or None if len(areas) == 1 else None
    return Place(slot.type, _name(reading, text[start:end], slot, areas), start, end, code, areas)


def _name(reading: PlaceReading, written: str, slot: Slot, areas: Meant) -> str:
    if slot.type == NEIGHBOURHOOD:
        return neighbourhood_name(written)
    words = [token.written for token in reading.tokens[slot.start : slot.end]]
    if slot.type == STREET:
        return " ".join(SPELLINGS.get(word.lower(), _capital(word)) for word in words)
    if slot.type == AREA:
        return _area_name(words, areas)
    return " ".join(written.split())


def _area_name(words: Sequence[str], areas: Meant) -> str:
    """Give "Desa Karanganom": the level as the register has it, else as the citizen says."""
    names, levels = {area.name for area in areas}, {area.level for area in areas}
    if len(names) == len(levels) == 1:
        return f"{levels.pop().capitalize()} {names.pop()}"
    first = FULL.get(words[0].lower(), words[0].lower())
    rest = names.pop() if len(names) == 1 else " ".join(map(_capital, words[1:]))
    if first in LEVELS or words[0].lower() in FULL or not areas:
        return f"{first.capitalize()} {rest}"
    return rest


def _capital(word: str) -> str:
    return word if word[:1].isupper() else word.capitalize()
