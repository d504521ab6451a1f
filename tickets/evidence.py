"""What speaks for looking at an evidence photo again: facts to weigh, never an accusation.

Photos from WhatsApp and Telegram carry no EXIF, so a missing time or point says nothing and raises no doubt.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from messages import Point

#: Bits of 64 in which two hashes of one photo may differ. Copies differ by 0-6, other scenes by 10 and more;
#: 8 or 10 would find more crops, and doubt the honest officer who stands where the citizen stood
#: (tests/storage/test_photo_likeness.py measures both).
SAME = 6
#: A phone without a time zone in its photos may be set to any of Indonesia's three, which lie 2 h apart.
CLOCK_SLACK = timedelta(hours=2)
#: Metres: a pin set from home or from memory, plus a phone's first fix after waking, err by some hundreds.
FAR = 500
EARTH = 6_371_009  #: metres, mean radius (IUGG)

#: A hash is searched for by its parts: bands of this many bits, the lowest first.
BANDS, WIDTH = 4, 16


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo tells: a 64-bit perceptual hash, when (aware) and where it was taken; None is unknown.

    `hash` is None for what cannot be read, and for a dark or plain picture, which is like every other.
    """

    hash: int | None = None
    taken_at: datetime | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A photo already used as evidence."""

    attachment_id: str
    ticket_id: str
    hash: int


@dataclass(frozen=True, slots=True)
class SameAsComplaint:
    """It looks like a photo of the complaint itself; `bits` of 64 differ."""

    bits: int


@dataclass(frozen=True, slots=True)
class SameAsEarlier:
    """It looks like earlier evidence, here the most alike; the reader may not be allowed to see that ticket."""

    bits: int
    known: Known


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """It says that it was taken before the complaint came in."""

    taken_at: datetime


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """It says that it was taken so many metres from the complaint's pin."""

    metres: int


Doubt = SameAsComplaint | SameAsEarlier | TakenBefore | TakenElsewhere


def review(
    evidence: PhotoFacts,
    complaint: Sequence[PhotoFacts],
    earlier: Sequence[Known],
    opened_at: datetime,
    ticket_point: Point | None,
) -> tuple[Doubt, ...]:
    """Return why a person should look again, at most one doubt of each kind; () for no reason.

    `earlier` holds candidates, near or not, without the evidence itself. `ticket_point` is the citizen's pin,
    None where the place is known by its name only.
    """
    doubts = (
        _like_the_complaint(evidence, complaint),
        _like_earlier(evidence, earlier),
        _before(evidence, opened_at),
        _elsewhere(evidence, ticket_point),
    )
    return tuple(doubt for doubt in doubts if doubt)


def distance(one: int, other: int) -> int:
    """Count the bits in which two hashes differ, 0 to 64."""
    return (one ^ other).bit_count()


def metres(one: Point, other: Point) -> float:
    """Return the great-circle distance (haversine; exact to 0.6 %)."""
    low, high = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def bands(photo_hash: int) -> tuple[int, ...]:
    """Cut a hash into four numbers of 16 bits, each an indexed column of what is searched."""
    return tuple(photo_hash >> WIDTH * n & (1 << WIDTH) - 1 for n in range(BANDS))


def near_bands(photo_hash: int, within: int = SAME) -> tuple[frozenset[int], ...]:
    """Return per band the values of which every hash at most `within` bits away has at least one.

    The pigeonhole: of 6 differing bits in 4 bands some band holds at most 1, and a band has 17 values that
    near. So `band0 IN (…) OR band1 IN (…) OR …` finds all that are near, and few others for `distance`.
    """
    flips = tuple(_flips(within // BANDS))
    return tuple(frozenset(band ^ flip for flip in flips) for band in bands(photo_hash))


def _flips(most: int) -> Iterable[int]:
    for count in range(most + 1):
        for places in combinations(range(WIDTH), count):
            yield sum(1 << place for place in places)


def _like_the_complaint(evidence: PhotoFacts, complaint: Sequence[PhotoFacts]) -> Doubt | None:
    if evidence.hash is None:
        return None
    bits = [distance(evidence.hash, photo.hash) for photo in complaint if photo.hash is not None]
    nearest = min(bits, default=SAME + 1)
    return SameAsComplaint(nearest) if nearest <= SAME else None


def _like_earlier(evidence: PhotoFacts, earlier: Sequence[Known]) -> Doubt | None:
    if evidence.hash is None or not earlier:
        return None
    own = evidence.hash
    nearest = min(earlier, key=lambda known: distance(own, known.hash))
    bits = distance(own, nearest.hash)
    return SameAsEarlier(bits, nearest) if bits <= SAME else None


def _before(evidence: PhotoFacts, opened_at: datetime) -> Doubt | None:
    taken_at = evidence.taken_at
    return TakenBefore(taken_at) if taken_at and taken_at < opened_at - CLOCK_SLACK else None


def _elsewhere(evidence: PhotoFacts, pin: Point | None) -> Doubt | None:
    if evidence.point is None or pin is None:
        return None
    away = metres(evidence.point, pin)
    return TakenElsewhere(round(away)) if away > FAR else None
