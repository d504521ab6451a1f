"""Long answers in parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.text import split, units


def test_a_short_text_is_one_part() -> None:
    assert split("Terima kasih.", 4096) == ["Terima kasih."]


def test_exactly_the_limit_is_one_part() -> None:
    assert split("a" * 4096, 4096) == ["a" * 4096]


@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
def test_the_cut_is_at_a_boundary_and_takes_the_whitespace_away(between: str) -> None:
    assert split("a" * 70 + between + "b" * 60, 100) == ["a" * 70, "b" * 60]


def test_a_sentence_keeps_its_full_stop() -> None:
    assert split("Satu dua tiga empat. Lima enam tujuh", 30) == ["Satu dua tiga empat.", "Lima enam tujuh"]


def test_a_paragraph_is_a_better_place_than_a_later_word() -> None:
    assert split("a" * 60 + "\n\n" + "b" * 20 + " " + "c" * 40, 100)[0] == "a" * 60


def test_emoji_count_twice() -> None:
    assert [units(part) for part in split("😀" * 60, 100)] == [100, 20]


@pytest.mark.parametrize(
    "grapheme", ["👩\u200d👩\u200d👧", "👍🏽", "🇮🇩", "é\u0301\u0323", "❤️", "🏴\U000e0067\U000e007f"]
)
def test_no_grapheme_is_cut(grapheme: str) -> None:
    for shift in range(len(grapheme) + 2):
        parts = split("x" * shift + grapheme * 40, 50)
        assert all(part.removeprefix("x" * shift) == grapheme * part.count(grapheme) for part in parts)


def test_a_grapheme_beyond_the_limit_is_cut_all_the_same() -> None:
    assert "".join(split("a" + "\u0301" * 300, 100)) == "a" + "\u0301" * 300


def test_a_blank_text_is_left_for_telegram_to_refuse() -> None:
    assert split(" " * 200, 100) == [" "]


@settings(database=None)
@given(st.text(st.sampled_from("ab .\n😀\u200d\u0301🇮🇩👍🏽\0é"), max_size=400), st.integers(4, 60))
def test_parts_fit_and_lose_only_whitespace(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
