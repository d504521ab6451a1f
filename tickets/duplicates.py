"""Which open reports are about the same thing: by topic, place, time and wording, each said in Indonesian.

A suggestion joins nothing; an officer decides. What decides most is the place: two holes in one road a kilometre apart
are two reports, and people whose card is late write the same words about different cards.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from messages import Point
from tickets.evidence import metres
from tickets.likeness import different_words, shared
from tickets.personal_names import word_set

#: From here on an officer is asked. On the pairs of tests/tickets/duplicate_pairs.py, invented for it and half of them
#: meant to mislead, precision and recall stand in tests/tickets/test_duplicates.py, beside those of its neighbours.
SUGGEST = 0.55
MOST = 5  #: suggestions at once

NEAR, FAR = (
    40,
    450,
)  #: metres: a pin set by hand errs by tens; beyond half a kilometre nobody means the same hole
PLACE, WORDING = 0.65, 0.35  #: how much each counts where both are known
NO_COMMON_WORD = 0.8  #: what is left where one place is all they share, as two matters of one school
OTHER_TOPIC = (
    0.75  #: what is left where the topics differ; one flooded road is "jalan" to one and "banjir" to another
)
OTHER_AREA = (
    0.3  #: what is left of a place's likeness where the villages differ: every one has a Masjid Al-Huda
)
POINT_SHARE = 0.7  #: of the place's likeness where points and words are both known
FORWARDED, SHORTEST_FORWARD = 0.9, 6  #: share of words, and their number, by which a text was passed on
SURE_WITHOUT_PLACE = 0.6
#: (days apart, what is left of the likeness); between them in a straight line.
FADING = ((2, 1.0), (14, 0.9), (45, 0.6), (120, 0.2), (180, 0.0))

PLACES = 4096  #: remembered with their words; as many texts are (tickets/likeness.py)

#: Words of a place that every place has.
GENERIC = word_set("""
    di depan dekat belakang samping sebelah jalan jl jln gang gg desa dusun kelurahan kecamatan kampung kel kec ds dsn
    arah sekitar sepanjang area daerah wilayah pinggir tepi tengah dalam luar menuju ke dari dan yang sini sana ujung
""")
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(
    r"\b(rt|rw|km|blok|gang|gg|no|nomor|tiang|sdn?|smpn?|sman?|smkn?)\b\.?\s*0*(\d+|[a-z]\d*)\b"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared: `opened_at` is aware, `area` a village's code, `reporter` opaque; None is unknown."""

    number: str
    topic: str
    text: str
    opened_at: datetime
    place: str | None = None
    point: Point | None = None
    area: str | None = None
    reporter: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A report that may be the same; `reason` says why, for the officer's eyes."""

    report: Report
    likeness: float
    reason: str


def suggest(ticket: Report, candidates: Iterable[Report], least: float = SUGGEST) -> list[Suggestion]:
    """Return up to MOST candidates that may be about the same thing, the likeliest first."""
    scored = ((likeness(ticket, other), other) for other in candidates if other.number != ticket.number)
    likely = sorted(
        (each for each in scored if each[0] >= least), key=lambda each: (-each[0], each[1].number)
    )
    return [Suggestion(other, score, reason(ticket, other)) for score, other in likely[:MOST]]


def likeness(one: Report, other: Report) -> float:
    """Return how surely two reports are about the same thing, 0 to 1; the order of the two does not matter."""
    wording, place = shared(one.text, other.text), place_likeness(one, other)
    if place is None:
        alike = _without_place(one, other, wording)
    else:
        # Words alone make no duplicate: without a like place their share counts with it.
        alike = PLACE * place + WORDING * wording * min(1.0, 0.25 + place)
        alike *= 1.0 if wording else NO_COMMON_WORD
    topic = 1.0 if one.topic == other.topic else OTHER_TOPIC
    return alike * topic * fading(abs(one.opened_at - other.opened_at))


def place_likeness(one: Report, other: Report) -> float | None:
    """Return how alike the places are, 0 to 1, None where one of them is unknown."""
    by_words = _by_words(one.place or "", other.place or "")
    by_point = _by_point(one.point, other.point)
    if by_point is None:
        found = by_words
    elif by_words is None:
        found = by_point
    else:
        found = POINT_SHARE * by_point + (1 - POINT_SHARE) * by_words
    if found is not None and by_point is None and one.area and other.area and one.area != other.area:
        found *= OTHER_AREA
    return found


def fading(apart: timedelta) -> float:
    """Return what is left of a likeness after so long."""
    days, before = apart / timedelta(days=1), FADING[0]
    if days <= before[0]:
        return before[1]
    for point in FADING[1:]:
        if days <= point[0]:
            passed = (days - before[0]) / (point[0] - before[0])
            return before[1] + passed * (point[1] - before[1])
        before = point
    return 0.0


def reason(one: Report, other: Report) -> str:
    """Say why, in one line: "150 m dari sini, topik sama, 2 hari lalu"."""
    parts = [_where(one, other), "topik sama" if one.topic == other.topic else "topik lain"]
    if shared(one.text, other.text) >= FORWARDED and len(different_words(one.text)) >= SHORTEST_FORWARD:
        parts.append("kata-katanya hampir sama")
    if one.reporter and one.reporter == other.reporter:
        parts.append("pelapor sama")
    return ", ".join(each for each in (*parts, _when(one, other)) if each)


def _without_place(one: Report, other: Report, wording: float) -> float:
    """Only a text passed on, or the same person saying it again, is likely to be the same without a place."""
    least = min(len(different_words(one.text)), len(different_words(other.text)))
    forwarded = wording >= FORWARDED and least >= SHORTEST_FORWARD
    same_person = bool(one.reporter) and one.reporter == other.reporter
    if same_person:
        return 0.5 + WORDING * wording
    return SURE_WITHOUT_PLACE * wording if forwarded else min(wording, 1.0) * SUGGEST / 2


def _by_point(one: Point | None, other: Point | None) -> float | None:
    if one is None or other is None:
        return None
    return min(1.0, max(0.0, (FAR - metres(one, other)) / (FAR - NEAR)))


def _by_words(one: str, other: str) -> float | None:
    first, second = _names(one), _names(other)
    if not first or not second:
        return None
    if _contradict(one, other):
        return 0.0
    ratio = fuzz.token_set_ratio(first, second) / 100
    return max(0.0, (ratio - 0.55) / 0.45)


# One place is compared with some hundred others, and those again with the next one.


@lru_cache(maxsize=PLACES)
def _names(place: str) -> str:
    return " ".join(sorted(set(_WORD.findall(place.casefold())) - GENERIC))


@lru_cache(maxsize=PLACES)
def _numbers(place: str) -> Mapping[str, str]:
    return dict(_NUMBERED.findall(place.casefold()))


def _contradict(one: str, other: str) -> bool:
    """Whether both give the same kind of number, and another one: RT 3 and RT 5."""
    first, second = _numbers(one), _numbers(other)
    return any(first[kind] != second[kind] for kind in first.keys() & second.keys())


def _where(one: Report, other: Report) -> str:
    if one.point and other.point:
        apart = metres(one.point, other.point)
        return f"{round(apart, -1):.0f} m dari sini" if apart >= NEAR / 2 else "di titik yang sama"
    if other.place and (_by_words(one.place or "", other.place) or 0) > 0:
        return f"tempatnya mirip ({other.place})"
    return "tempat belum jelas" if not (one.place and other.place) else ""


def _when(one: Report, other: Report) -> str:
    days = (one.opened_at.date() - other.opened_at.date()).days
    if days == 0:
        return "hari yang sama"
    return f"{days} hari lalu" if days > 0 else f"{-days} hari sesudahnya"
