"""Which words only name a place, without a model."""

from pathlib import Path
from typing import Any

import pytest

from bot.sieve import Sieve, read_sieve
from bot.whereabouts import resolve_whereabouts


@pytest.fixture(scope="module")
def sieve() -> Sieve:
    return read_sieve(Path(__file__).parents[2] / "data")


def parsed(text: str, intent: str = "lapor", **more: Any) -> dict[str, Any]:
    ranked = {"name": intent, "confidence": 0.9}
    topic = {"topic": {"name": "lainnya"}, "topic_is_sure": False, "urgency": "darurat", "sensitivity": []}
    found = {"text": text, "intent": ranked, "intent_ranking": [ranked], "entities": [], "remarks": []}
    return {**found, **topic, **more}


def test_one_word_after_di_is_a_place_and_no_emergency(sieve: Sieve) -> None:
    read = resolve_whereabouts(parsed("itu lho pak, di Wonowening ya"), sieve)
    assert (read["intent"]["name"], read["urgency"]) == ("beri_lokasi", "biasa")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("di dapur", {"entities": [{"entity": "darurat", "value": "dapur"}]}),
        ("di Wonowening", {"remarks": ["masalah"]}),
        ("di kantor dukcapil", {"sensitivity": ["pungli"]}),
        ("/beri_lokasi", {}),
        ("di sini ada orang jatuh", {}),
    ],
)
def test_what_tells_more_than_a_place_stays_what_it_was(
    sieve: Sieve, text: str, more: dict[str, Any]
) -> None:
    read = parsed(text, **more)
    assert resolve_whereabouts(read, sieve) is read


def test_only_who_was_asked_may_name_a_place_in_many_words(sieve: Sieve) -> None:
    read = parsed("di kampung bali sebelah utara", "minta_informasi", urgency="biasa")
    assert resolve_whereabouts(read, sieve) is read
    assert resolve_whereabouts(read, sieve, asked=True)["intent"]["name"] == "beri_lokasi"


def test_a_question_is_no_place_even_when_asked(sieve: Sieve) -> None:
    read = parsed("di kantor kecamatan bisa kapan", "minta_informasi", urgency="biasa")
    assert resolve_whereabouts(read, sieve, asked=True) is read


def test_danger_that_the_model_alone_hears_beats_many_words_of_a_place(sieve: Sieve) -> None:
    read = parsed("di kamar anak saya terjepit")
    assert resolve_whereabouts(read, sieve, asked=True) is read


def test_a_postponed_place_is_marked_for_the_actions(sieve: Sieve) -> None:
    read = resolve_whereabouts(parsed("besok aja ya"), sieve, asked=True)
    assert (read["intent"]["name"], "nanti" in read["remarks"]) == ("tolak", True)
