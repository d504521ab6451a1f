"""Areas: "desa Karanganom", "kec. ceper", and bare names of the region served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlu.places.reading import Slot
from nlu.places.words import COMPASS

if TYPE_CHECKING:
    from nlu.places.gazetteer import Match
    from nlu.places.reading import PlaceReading

AREA = "wilayah"
#: What an area is called by, in full. The rest of the list `wilayah` (dusun, kampung …) is below every code.
FULL = {
    "ds": "desa", "kel": "kelurahan", "kec": "kecamatan", "kab": "kabupaten", "dsn": "dusun", "dk": "dukuh",
    "kp": "kampung", "kmp": "kampung", "lingk": "lingkungan",
}  # fmt: skip
_VILLAGES = ("desa", "kelurahan")  #: people mix them up
_REGENCIES = ("kabupaten", "kota")
LEVELS = {
    **dict.fromkeys((*_VILLAGES, "nagari", "gampong", "pekon", "kalurahan"), _VILLAGES),
    **dict.fromkeys(("kecamatan", "distrik", "kapanewon", "kemantren"), ("kecamatan",)),
    **dict.fromkeys(_REGENCIES, _REGENCIES),
}
#: After these a name in capitals is a place even if the word is an ordinary one.
WHERE = frozenset({
    "di", "ke", "dari", "daerah", "wilayah", "kawasan", "warga", "arah", "sekitar", "antara", "sampai",
    "ruas", "dan", "d",
})  # fmt: skip
SHORTEST = 4  #: letters of a bare name
FEW_WORDS = 3  #: after a trigger a name is looked for misspelt in so many words


def area(reading: PlaceReading, at: int) -> Slot | None:
    """Read an area starting at a word."""
    return _after_trigger(reading, at) if reading.kind(at) == AREA else _bare(reading, at)


def _after_trigger(reading: PlaceReading, at: int) -> Slot | None:
    start = at + 1
    if not reading.joined(start, ":"):
        return None
    word = FULL.get(reading.small(at), reading.small(at))
    match = _match(reading, start, LEVELS.get(word, ()))
    end = match.end if match else _unlisted(reading, at, word)
    if end <= start:
        return None
    if _is_office(reading, at):
        return Slot("", at, end)
    return Slot(AREA, at, end, match.areas if match and word in LEVELS else ())


def _match(reading: PlaceReading, start: int, levels: tuple[str, ...]) -> Match | None:
    """Find the name after a trigger as it is, at another level, or misspelt."""
    gazetteer, tokens = reading.gazetteer, reading.tokens
    match = (
        gazetteer.match(tokens, start, levels)
        or _misspelt(reading, start, levels)
        or gazetteer.match(tokens, start)
    )
    plain = match and all(reading.small(word) in reading.words.never for word in range(start, match.end))
    return None if plain and not reading.is_capital(start) else match


def _unlisted(reading: PlaceReading, at: int, word: str) -> int:
    """Tell where a name nobody has listed ends, `at + 1` when none follows."""
    start = at + 1
    if word in _REGENCIES and not reading.is_capital(start):
        return start
    end = reading.name_end(start, ":", areas=False)
    if end == start and _is_built_of_words(reading, at):
        return max(reading.capitals_end(start + 1), start + 1)
    while end > start and reading.small(end - 1).isdigit():
        end -= 1
    return end


def _is_built_of_words(reading: PlaceReading, at: int) -> bool:
    """Tell a name of ordinary words with capitals: "Kel. Sungai Pinang", "Kampung Baru"."""
    first, both = at + 1, reading.is_capital(at) and reading.is_capital(at + 1)
    if reading.kind(first) in {"tengara", "arah"}:
        return both and reading.joined(first + 1) and reading.is_capital(first + 1)
    return both and not reading.tokens[at].opens and reading.small(first) in COMPASS | {"baru", "lama"}


def _misspelt(reading: PlaceReading, start: int, levels: tuple[str, ...]) -> Match | None:
    end = start
    while (
        end - start < FEW_WORDS
        and reading.joined(end, ":" if end == start else "")
        and _may_go_on(reading, end)
    ):
        end += 1
    return reading.gazetteer.misspelt(reading.tokens, start, end, levels) if levels and end > start else None


def _may_go_on(reading: PlaceReading, word: int) -> bool:
    return (
        not reading.kind(word)
        and reading.small(word).isalpha()
        and reading.small(word) not in reading.words.never
    )


def _bare(reading: PlaceReading, at: int) -> Slot | None:
    match = reading.gazetteer.match(reading.tokens, at)
    if match is None or not _is_meant(reading, at, match.end):
        return None
    if reading.small(at - 1) in reading.words.offices or _is_office(reading, at):
        return Slot("", at, match.end)
    return Slot(AREA, at, match.end, match.areas)


def _is_meant(reading: PlaceReading, start: int, end: int) -> bool:
    """Tell a name from the same words meaning something else."""
    plain, span = reading.words.plain, range(start, end)
    if sum(len(reading.small(word)) for word in span) < SHORTEST:
        return False
    if not all(reading.small(word) in plain for word in span):
        return True
    capital = all(reading.is_capital(word) for word in span)
    beside = reading.kind(end) == AREA or reading.small(start - 1).isdigit()
    named = end > start + 1 or beside or reading.small(start - 1) in WHERE
    return capital and named and not reading.tokens[start].opens


def _is_office(reading: PlaceReading, at: int) -> bool:
    """Tell the office from the place: "lapor ke kelurahan Sukamaju", "dinas pertanian kabupaten Klaten"."""
    before = [reading.small(word) for word in range(at - 4, at)]
    if before[-1] == "kantor":
        before = ["", *before[:-1]]
    if before[-1] == "ke" and any(word in reading.words.reporting for word in before[:-1]):
        return True
    return "dinas" in before[1:] or before[-1] in reading.words.offices - {"kepala"}
