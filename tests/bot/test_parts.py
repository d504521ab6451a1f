"""When a message is cut, and what its numbers mean afterwards."""

from typing import Any

import pytest

from bot.announced import announces_several
from bot.numbered import resolve_numbered

RECEIPT = ["KLT-1", "KLT-2", "KLT-3"]


def spans(text: str) -> list[tuple[int, int]]:
    """Return the pieces between bars, as offsets into the text without them."""
    found, at = [], 0
    for piece in text.split("|"):
        found.append((at, at + len(piece)))
        at += len(piece)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "jalan kampung rusak, |trus lampu mati",
        "jalan kampung rusak |sama ktp anak saya belum jadi",
        "jalan rusak. |Selain itu selokan mampet",
        "1. jalan rusak |2. lampu mati",
        "1. jalan rusak\n|2. lampu mati",
        "saya lapor dua hal: jalan rusak, |ktp belum jadi",
        "jalan rusak, |lampu mati, |sampah numpuk",
        "jalan rusak, |lampu jalannya juga mati",
        "dalan rusak |karo lampune mati",
    ],
)
def test_words_announce_another_matter(text: str) -> None:
    assert announces_several(text.replace("|", ""), spans(text))


@pytest.mark.parametrize(
    "text",
    [
        "got mampet |sehingga jalan banjir",
        "sampah menumpuk, |baunya membuat anak sakit",
        "buka jam 08.|00 tapi petugas belum datang",
        "kartu tidak jadi |sama sekali, petugas diam",
        "lampu mati |dan rawan begal",
        "jalan depan pasar bolong\n|tadi ada motor jatuh",
        "banjir di mana-mana |lalu lintas macet total",
    ],
)
def test_cause_effect_and_scene_announce_nothing(text: str) -> None:
    assert not announces_several(text.replace("|", ""), spans(text))


def read(
    text: str, intent: str = "lapor", last: str | None = None, **more: Any
) -> tuple[str, dict[str, str]]:
    parsed = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.5},
        "entities": [],
        "sensitivity": [],
    } | more
    settled = resolve_numbered(parsed, RECEIPT, {"response": last})
    return settled["intent"]["name"], {each["entity"]: each["value"] for each in settled["entities"]}


@pytest.mark.parametrize("text", ["gabung 1 dan 3", "tolong gabungkan nomor 3 & 1"])
def test_two_numbers_are_joined_the_later_to_the_earlier(text: str) -> None:
    assert read(text) == ("gabung_bagian", {"nomor_tiket": "KLT-3", "induk": "KLT-1"})


@pytest.mark.parametrize(
    "text", ["nomor 2 salah", "yang no. 2 keliru min", "salah yang nomor 2", "2 bukan laporan"]
)
def test_a_number_that_is_wrong_names_its_report(text: str) -> None:
    assert read(text) == ("bagian_salah", {"nomor_tiket": "KLT-2"})


def test_a_bare_number_answers_which_one_is_wrong_and_nothing_else() -> None:
    assert read("yang 3", last="utter_nomor_mana_salah") == ("bagian_salah", {"nomor_tiket": "KLT-3"})
    assert read("yang 3", "setuju") == ("setuju", {})


def test_something_wrong_is_heard_right_after_the_receipt_only() -> None:
    assert read("ada yang salah", last="utter_tanya_lokasi_beberapa") == ("ada_yang_salah", {})
    assert read("ada yang salah", "tolak", last="utter_status") == ("tolak", {})


def test_a_yes_under_the_question_for_places_confirms_the_list() -> None:
    assert read("iya betul", "setuju", last="utter_tanya_lokasi_beberapa") == ("daftar_benar", {})
    assert read("iya betul", "setuju", last="utter_status") == ("setuju", {})


def test_a_number_tells_whose_status_is_asked_for() -> None:
    assert read("nomor 3 gimana", "cek_status") == ("cek_status", {"nomor_tiket": "KLT-3"})


@pytest.mark.parametrize(
    "text",
    ["jl mawar nomor 2", "rt 2 rw 3", "nomor 4 salah", "3 tiang miring ini salah siapa", "/bagian_salah"],
)
def test_house_numbers_and_numbers_beyond_the_receipt_name_nothing(text: str) -> None:
    assert read(text, "beri_lokasi") == ("beri_lokasi", {})


def test_an_emergency_is_never_a_number() -> None:
    assert read("nomor 2 salah", urgency="darurat")[0] == "lapor"
