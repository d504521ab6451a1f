"""What speaks for looking at an evidence photo again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import Point
from tickets.evidence import (
    SAME,
    Known,
    PhotoFacts,
    SameAsComplaint,
    SameAsEarlier,
    TakenBefore,
    TakenElsewhere,
    bands,
    distance,
    metres,
    near_bands,
    review,
)

OPENED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PIN = Point(-7.70310, 110.60210)
HASH = 0xF0E1_D2C3_B4A5_9687
GOOD = PhotoFacts(HASH, OPENED + timedelta(days=2), PIN)
COMPLAINT = PhotoFacts(~HASH & (1 << 64) - 1)

hashes = st.integers(0, (1 << 64) - 1)


def differing(bits: int) -> int:
    return HASH ^ (1 << bits) - 1


def known(photo_hash: int, ticket: str = "lama") -> Known:
    return Known("lampiran", ticket, photo_hash)


def test_a_new_photo_of_the_place_after_the_complaint_raises_no_doubt() -> None:
    assert review(GOOD, [COMPLAINT], [known(differing(40))], OPENED, PIN) == ()


def test_a_photo_that_tells_nothing_raises_no_doubt() -> None:
    assert review(PhotoFacts(), [PhotoFacts(HASH), PhotoFacts()], [known(HASH)], OPENED, PIN) == ()


@pytest.mark.parametrize("bits", [0, SAME])
def test_the_complaints_own_photo_needs_a_second_look(bits: int) -> None:
    doubts = review(GOOD, [COMPLAINT, PhotoFacts(), PhotoFacts(differing(bits))], [], OPENED, PIN)
    assert doubts == (SameAsComplaint(bits),)


def test_one_bit_more_is_another_photo() -> None:
    other = differing(SAME + 1)
    assert review(GOOD, [PhotoFacts(other)], [known(other)], OPENED, PIN) == ()


def test_of_earlier_evidence_the_most_alike_is_named() -> None:
    earlier = [known(differing(6), "mirip"), known(differing(2), "sama"), known(differing(30), "lain")]
    assert review(GOOD, [COMPLAINT], earlier, OPENED, PIN) == (SameAsEarlier(2, earlier[1]),)


def test_a_photo_taken_before_the_complaint_needs_a_second_look() -> None:
    early = replace(GOOD, taken_at=OPENED - timedelta(hours=2, seconds=1))
    assert early.taken_at
    assert review(early, [], [], OPENED, PIN) == (TakenBefore(early.taken_at),)


def test_a_phone_set_to_another_zone_of_indonesia_is_not_doubted() -> None:
    in_papua = datetime(2026, 11, 20, 12, 30, tzinfo=ZoneInfo("Asia/Jayapura"))
    misread = in_papua.replace(tzinfo=ZoneInfo("Asia/Makassar")) - timedelta(hours=2)
    assert review(replace(GOOD, taken_at=misread), [], [], OPENED, PIN) == ()


def test_a_photo_taken_in_the_next_village_needs_a_second_look() -> None:
    away = replace(GOOD, point=Point(-7.71310, 110.60210))
    assert review(away, [], [], OPENED, PIN) == (TakenElsewhere(1112),)


def test_a_phones_rough_fix_or_a_missing_pin_raises_no_doubt() -> None:
    rough = replace(GOOD, point=Point(-7.70710, 110.60210))
    assert review(rough, [], [], OPENED, PIN) == ()
    assert review(replace(GOOD, point=Point(5.5, 95.3)), [], [], OPENED, None) == ()


def test_every_reason_is_named_once() -> None:
    facts = PhotoFacts(HASH, OPENED - timedelta(days=30), Point(-6.2, 106.8))
    doubts = review(facts, [PhotoFacts(HASH)] * 2, [known(HASH)] * 2, OPENED, PIN)
    assert [type(doubt) for doubt in doubts] == [SameAsComplaint, SameAsEarlier, TakenBefore, TakenElsewhere]


def test_the_distance_from_jakarta_to_surabaya_is_known() -> None:
    assert metres(Point(-6.2088, 106.8456), Point(-7.2575, 112.7521)) == pytest.approx(663_000, rel=0.005)


def test_the_date_line_and_the_poles_do_not_disturb_the_distance() -> None:
    assert metres(Point(0, 179.999), Point(0, -179.999)) == pytest.approx(222, abs=1)
    assert metres(Point(90, 0), Point(-90, 123)) == pytest.approx(20_015_000, rel=0.001)


@given(hashes)
def test_bands_hold_the_whole_hash(photo_hash: int) -> None:
    parts = bands(photo_hash)
    assert sum(part << 16 * n for n, part in enumerate(parts)) == photo_hash
    assert all(0 <= part < 1 << 16 for part in parts)


@given(hashes, st.sets(st.integers(0, 63), max_size=24), st.integers(0, 15))
def test_whatever_is_near_shares_a_band_that_is_looked_for(first: int, flips: set[int], within: int) -> None:
    second = first ^ sum(1 << bit for bit in flips)
    assert distance(first, second) == len(flips)
    if len(flips) <= within:
        wanted = near_bands(first, within)
        assert any(band in values for band, values in zip(bands(second), wanted, strict=True))


def test_few_values_are_looked_for() -> None:
    assert {len(values) for values in near_bands(HASH, 3)} == {1}
    assert {len(values) for values in near_bands(HASH, 7)} == {17}
    assert {len(values) for values in near_bands(HASH, 11)} == {137}
