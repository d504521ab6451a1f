"""Streets: "Jl. Veteran No. 12", "gang melati 3", "jalan raya solo km 7", "km 7"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.places.reading import Slot
from nlu.places.words import COMPASS

if TYPE_CHECKING:
    from nlu.places.reading import PlaceReading

STREET = "jalan"
#: Written in full these are everyday words; a name after them must look like one.
NOUNS = frozenset({"jalan", "jalanan", "dalan", "poros", "lorong", "ruas"})
#: Stand before the name of a street, and are none themselves.
TITLES = frozenset({
    "terusan",
    "raya", "jend", "jendral", "jenderal", "letjen", "mayjen", "brigjen", "kolonel", "kapten", "let",
    "letnan", "kh", "ki", "nyi", "dr", "prof", "ir", "h", "hj", "haji", "hos", "rm", "ra", "raden", "tgh",
    "tuan", "pangeran", "sultan", "panglima", "lingkar", "lintas", "tembus", "kampung", "poros", "utama",
    "baru", "buntu",
})  # fmt: skip
BEFORE = frozenset({"di", "ke", "dari", "sepanjang", "ruas", "ujung", "pinggir"})
ALONE = frozenset(
    {"ringroad", "pantura", "lingkar", "lintas", "flyover", "underpass"}
)  #: a compass point will do
HOUSE = frozenset({"no", "nomor", "nomer", "nmr", "blok", "blk", "kav", "kavling"})
KILOMETRE = frozenset({"km", "kilometer"})


def street(reading: PlaceReading, at: int) -> Slot | None:
    """Read a street starting at a word."""
    if reading.small(at) in KILOMETRE:
        end = _kilometre(reading, at)
        named = street(reading, end) if end > at and reading.kind(end) == STREET else None
        return named._replace(start=at) if named else Slot(STREET, at, end) if end > at else None
    if reading.kind(at) != STREET:
        return None
    named_to = _name(reading, at)
    end = _numbers(reading, named_to or _titles(reading, at + 1))
    if named_to or (end > at + 1 and _has_kilometre(reading, at, end)):
        return Slot(STREET, at, end)
    return None


def _name(reading: PlaceReading, at: int) -> int:
    """Tell where the name after the trigger ends, 0 when no name follows."""
    if reading.small(at) in ALONE and reading.joined(at + 1) and reading.small(at + 1) in COMPASS:
        return at + 2
    start = _titles(reading, at + 1)
    if reading.small(start - 1) in {"lingkar", "lintas"} and reading.small(start) in COMPASS:
        return start + 1
    if not reading.joined(start, ":" if start == at + 1 else ""):
        return 0
    end = _to_the_other_end(reading, start, _plain_name(reading, at, start))
    return end if end > start else 0


def _titles(reading: PlaceReading, word: int) -> int:
    start = word
    while reading.joined(word) and reading.small(word) in TITLES:
        word += 1
    # "Jl. Baru", "Gang Buntu": the title is the name.
    is_name = word > start and reading.small(start - 1) not in NOUNS and reading.is_capital(word - 1)
    return word - 1 if is_name and word == start + 1 and not reading.may_be_name(word) else word


def _plain_name(reading: PlaceReading, at: int, start: int) -> int:
    short = reading.small(at) not in NOUNS
    if reading.is_number(start):
        return _numbered_name(reading, start, short=short)
    landmark = reading.kind(start) == "tengara" and (short or reading.is_capital(start))
    between = reading.is_area(start) or start > at + 1  # "jalan Klaten Jatinom", "jalan raya Solo Klaten"
    named = reading.name_end(start, ":", areas=between)
    if named == start and (landmark or (short and _is_name_all_the_same(reading, start))):
        return max(reading.name_end(start + 1), reading.capitals_end(start + 1))
    return named if short or _is_told(reading, at, start, named) else start


def _is_told(reading: PlaceReading, at: int, start: int, end: int) -> bool:
    """Tell "di jalan gajayana" from "jalan ambrol": one small word after the noun may be anything."""
    if end != start + 1 or reading.is_capital(start) or reading.is_area(start):
        return True
    numbered = reading.joined(end, ",") and reading.kind(end) == "nomor"
    told = reading.small(start) in reading.words.street_names or reading.small(at - 1) in BEFORE
    return numbered or told


def _numbered_name(reading: PlaceReading, start: int, *, short: bool) -> int:
    """Read "gang 3", "jl 17 agustus", "Jalan 17 Agustus", and no "jalan 2 bulan rusak"."""
    capital = reading.is_capital(start + 1) and reading.joined(start + 1) and reading.may_be_name(start + 1)
    month = reading.small(start + 1) in {"agustus", "november", "mei", "maret", "oktober", "juni"}
    if capital or month:
        return start + 2
    return start + 1 if short and (reading.is_digits(start) or reading.is_capital(start)) else start


def _is_name_all_the_same(reading: PlaceReading, word: int) -> bool:
    """Tell the name in "Gg. Baru" and in "gang senggol rt 3" from the word it is elsewhere."""
    small = reading.small(word)
    if reading.kind(word) or not small.isalpha() or len(small) == 1:
        return False
    address = reading.joined(word + 1, ",") and reading.kind(word + 1) in {"nomor", "wilayah"}
    return reading.is_capital(word) or (address and small not in reading.words.never)


def _to_the_other_end(reading: PlaceReading, start: int, end: int) -> int:
    """Read on in "Klaten - Jatinom", where both ends are names."""
    dash = end < len(reading) and reading.tokens[end].gap.strip() in {"-", "\u2013"}
    if end > start and dash and reading.may_be_name(end):
        return max(reading.name_end(end, "-\u2013"), end + 1)
    return end


def _numbers(reading: PlaceReading, end: int) -> int:
    """Read on over house, block and kilometre."""
    while reading.joined(end, ",") and (stop := _one_number(reading, end)) > end:
        end = stop
    return end


def _one_number(reading: PlaceReading, word: int) -> int:
    if reading.small(word) in KILOMETRE:
        return _kilometre(reading, word)
    if reading.small(word) in HOUSE and reading.is_number(word + 1) and reading.joined(word + 1, ":"):
        end = word + 2
        while end < len(reading) and reading.is_number(end) and reading.tokens[end].gap in {"", "/", "-"}:
            end += 1
        letter = reading.joined(end) and len(reading.small(end)) == 1 and reading.tokens[end].gap == " "
        return end + 1 if letter and reading.is_capital(end) else end
    return word


def _kilometre(reading: PlaceReading, word: int) -> int:
    if not (reading.joined(word + 1, ":") and reading.small(word + 1).isdigit()):
        return word
    end = word + 2
    decimals = end < len(reading) and reading.tokens[end].gap in {",", "."} and reading.small(end).isdigit()
    return end + 1 if decimals else end


def _has_kilometre(reading: PlaceReading, at: int, end: int) -> bool:
    return any(reading.small(word) in KILOMETRE for word in range(at, end))
