"""What the bot answers although officers have the conversation."""

from typing import Any

import pytest

from bot.heard_anyway import is_about_erasure, is_danger

ASKED = {
    "response": "utter_hapus_data",
    "choices": [["Ya, hapus", "/hapus_data_ya"], ["Batal", "/hapus_data_batal"]],
}


def parse(text: str, intent: str = "tambah_info", *remarks: str) -> dict[str, Any]:
    ranked = {"name": intent, "confidence": 0.9}
    known = {"intent_ranking": [ranked], "entities": [], "topic_is_sure": False, "topic": {"name": "jalan"}}
    return {"text": text, "intent": ranked, "remarks": remarks, **known}


@pytest.mark.parametrize(
    ("parsed", "last"),
    [
        (parse("hapus data saya", "batal", "hapus_data"), None),
        (parse("jangan hapus data saya", "batal", "jangan_hapus_data"), None),
        (parse("ya", "setuju"), ASKED),
        (parse("1"), ASKED),
        (parse("/hapus_data_ya", "hapus_data_ya"), None),
    ],
)
def test_a_wish_about_the_own_data_is_heard(parsed: dict[str, Any], last: dict[str, Any] | None) -> None:
    assert is_about_erasure(parsed, last)


@pytest.mark.parametrize(
    ("parsed", "last"),
    [
        (parse("ya", "setuju"), None),
        (parse("ya", "setuju"), {"response": "utter_tanya_pelapor", "number": "KLT-3W7QHD-5"}),
        (parse("1"), {"choices": [["Sudah benar", "/setuju"]]}),
        (parse("kapan diperbaiki pak", "cek_status"), ASKED),
    ],
)
def test_everything_else_is_the_officers(parsed: dict[str, Any], last: dict[str, Any] | None) -> None:
    assert not is_about_erasure(parsed, last)
    assert not is_danger(parsed)


def test_danger_is_heard() -> None:
    assert is_danger(parse("kebakaran") | {"urgency": "darurat"})
