"""Landmarks: "depan SMP Negeri 2", "perempatan pasar wage", "perum griya asri blok c3 no 7"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.places.landmark_words import (
    BETWEEN,
    BLOCK,
    COUNTED,
    CROSSINGS,
    LONGEST_DIRECTION,
    NAMED_SMALL,
    OWNERS,
    SCHOOLS,
    TIMES,
)
from nlu.places.reading import Slot

if TYPE_CHECKING:
    from nlu.places.reading import PlaceReading

LANDMARK = "patokan"


def landmark(reading: PlaceReading, at: int) -> Slot | None:
    """Read a landmark starting at a word."""
    known = reading.gazetteer.landmark_end(reading.tokens, at)
    if known:
        return Slot(LANDMARK, at, known)
    if reading.kind(at) == "nomor":
        end = _blocks(reading, at) if reading.small(at) in {"blok", "blk"} else at
        return Slot(LANDMARK, at, end) if end > at else None
    start = _direction(reading, at)
    end = _pointed_at(reading, start, directed=start > at)
    if end <= start:
        return None
    return Slot("" if _is_office(reading, at, start) else LANDMARK, at, end)


def _direction(reading: PlaceReading, at: int) -> int:
    """Tell where the words of a direction end, `at` itself when there is none."""
    if reading.kind(at) != "arah" or reading.small(at - 1) in TIMES - {"ke"}:
        return at
    if reading.small(at - 1) == "ke" and reading.small(at) in {"depan", "dpn", "samping", "belakang"}:
        return at
    end = at + 1
    while end - at < LONGEST_DIRECTION and reading.joined(end) and _still_directs(reading, end):
        end += 1
    return end


def _still_directs(reading: PlaceReading, word: int) -> bool:
    if reading.kind(word) == "arah":
        return True
    more = reading.joined(word + 1) and (reading.kind(word + 1) or reading.is_capital(word + 1))
    return reading.small(word) in BETWEEN and bool(more)


def _pointed_at(reading: PlaceReading, start: int, *, directed: bool) -> int:
    if start >= len(reading) or (directed and not reading.joined(start)):
        return start
    if directed and (known := reading.gazetteer.landmark_end(reading.tokens, start)):
        return known
    match reading.kind(start):
        case "tengara":
            return _building(reading, start, directed=directed)
        case "perumahan":
            return _estate(reading, start)
        case "":
            return _named(reading, start) if directed else start
    return start


def _building(reading: PlaceReading, start: int, *, directed: bool) -> int:
    if _is_counted(reading, start):
        return start
    end = start + 1
    while reading.joined(end) and _qualifies(reading, end):
        end += 1
    name = _name_end(reading, end)
    if not directed and not _is_named(reading, start, end, name):
        return _pointing(reading, start, end)
    crossing = reading.small(start) in CROSSINGS and "tengara" in map(reading.kind, range(start + 1, end))
    if name > end or directed or crossing:
        return _with_blocks(reading, name)
    return _pointing(reading, start, end)


def _pointing(reading: PlaceReading, start: int, end: int) -> int:
    """Read on from a building without a name to what it stands at: "gudang belakang pasar wage"."""
    pointed = landmark(reading, end) if reading.joined(end) and reading.kind(end) == "arah" else None
    return pointed.end if pointed and pointed.type else start


def _is_named(reading: PlaceReading, start: int, name: int, end: int) -> bool:
    """Tell a name without a direction before it from whatever else follows a building."""
    small = reading.small(start)
    if name == end or reading.is_capital(name) or reading.is_area(name):
        office = small == "kantor" and name == start + 1 and reading.small(start - 1) not in {"di", "d"}
        return not office
    if reading.small(name).isdigit():
        return small in SCHOOLS
    return small in NAMED_SMALL or reading.small(name) in {"n", *OWNERS}


def _qualifies(reading: PlaceReading, word: int) -> bool:
    small = reading.small(word)
    if small in {"rt", "rw"}:
        return not reading.is_number(word + 1)
    return reading.kind(word) == "tengara" or small in reading.words.qualifiers


def _name_end(reading: PlaceReading, start: int) -> int:
    """Read the name of a building: words, a number ("smpn 2 ceper"), or a person ("toko Pak Budi")."""
    end = start
    if reading.joined(end) and reading.small(end) in OWNERS and reading.joined(end + 1):
        owner = reading.name_end(end + 1)
        return owner if owner > end + 1 else start
    if reading.joined(end) and reading.small(end) in {"n", "negeri"}:
        end += 1
    if reading.joined(end) and (reading.is_digits(end) or reading.small(end) in {"i", "ii", "iii", "iv"}):
        end += 1
    while reading.joined(end) and reading.small(end) in {"negeri", "swasta"}:
        end += 1
    area = reading.gazetteer.match(reading.tokens, end) if reading.joined(end) else None
    if area and (reading.is_capital(end) or reading.is_area(end)):
        known = reading.name_end(area.end) if reading.is_capital(area.end) else area.end
        return known + 1 if reading.joined(known) and reading.is_digits(known) else known
    return reading.name_end(end)


def _estate(reading: PlaceReading, start: int) -> int:
    end = start + 1
    while reading.joined(end) and reading.kind(end) in {"perumahan", "tengara"}:
        end += 1
    is_number = reading.is_digits(end) and reading.joined(end)
    named = max(reading.name_end(end), reading.capitals_end(end), end + is_number)
    stop = _with_blocks(reading, named)
    return stop if stop > start + 1 else start


def _with_blocks(reading: PlaceReading, end: int) -> int:
    while reading.joined(end, ",") and (stop := _blocks(reading, end)) > end:
        end = stop
    return end


def _blocks(reading: PlaceReading, word: int) -> int:
    """Read "blok c3", "blok AA no 12", "no 7-9"; `word` itself when there is no such thing."""
    if reading.small(word) not in BLOCK or not reading.joined(word + 1, ":"):
        return word
    first = reading.small(word + 1)
    if not (reading.is_number(word + 1) or (len(first) <= 2 and reading.is_capital(word + 1))):  # noqa: PLR2004
        return word
    end = word + 2
    while reading.joined(end, "/-.") and _goes_on(reading, end):
        end += 1
    return _with_blocks(reading, end)


def _goes_on(reading: PlaceReading, word: int) -> bool:
    glued = reading.tokens[word].gap in {"", "/", "-", "."}
    return reading.is_number(word) and (glued or reading.is_digits(word))


def _named(reading: PlaceReading, start: int) -> int:
    """Read what a direction points at without the word for a building; an area there is not ours to take."""
    small = reading.small(start)
    if small == "rumah" and reading.small(start + 1) == "sakit":
        return _building(reading, start + 1, directed=True)
    if small == "rumah" and reading.joined(start + 1) and reading.small(start + 1) in OWNERS:
        owner = reading.name_end(start + 2)
        title = reading.small(start + 2) in {"rt", "rw", "lurah", "kades", "camat", "dukuh"}
        return owner if owner > start + 2 else start + 3 if title else start
    if reading.gazetteer.match(reading.tokens, start) or reading.is_number(start):
        return start
    end = reading.name_end(start)
    if end > start and reading.kind(end) == "tengara" and reading.joined(end):
        return end + 1
    return end if reading.is_capital(start) else start


def _is_counted(reading: PlaceReading, word: int) -> bool:
    before = reading.small(word - 1)
    return (before.isdigit() or before in COUNTED) and reading.small(word) in {
        "kali",
        "sd",
        "toko",
        "pintu",
        "pos",
    }


def _is_office(reading: PlaceReading, at: int, start: int) -> bool:
    """Tell "lapor ke kantor kecamatan ceper" from a place."""
    return (
        start == at
        and reading.small(at - 1) == "ke"
        and any(reading.small(word) in reading.words.reporting for word in range(at - 4, at - 1))
    )
