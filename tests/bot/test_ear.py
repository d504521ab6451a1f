"""Which language a citizen writes: two telling words of it, and no guess below that."""

import pytest

from app.texts import read_dialogue_texts
from bot.ear import OURS, Ear
from nlu.training_data import read_training_data
from settings import Settings
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def ear() -> Ear:
    return read_dialogue_texts(Settings(_env_file=None, data_dir=ROOT / "data"))[1]


@pytest.mark.parametrize(
    "text",
    [
        "Mas, dalan sisih balai desa jeglong kabeh, wingi ono bocah tibo",
        "banyune mati wis telung dina",
        "Nyuwun sewu pak, lampu dalan wonten ngajeng balai desa mboten murub",
    ],
)
def test_javanese_is_heard(ear: Ear, text: str) -> None:
    assert ear.heard(text) == "jv"


@pytest.mark.parametrize(
    "text",
    [
        "jalan dekat jembatan baru lubangnya dalam, kemarin ada sepeda terperosok",
        "Ken ken niki pak, got di pinggir jalan Tukad Alit buntu, yeh meluap kanti ke pelinggih, durung ada penanganan",
        "punten pak, jalan di payuneun SD teh butut pisan, tos lami teu dibereskeun",
        "Lampu jalan di Desa Ngarep mati sejak kemarin malam, mohon diperbaiki",
        "Wong Kito Galo, jalan di Wonosari rusak, mohon bantuan dinas",
    ],
)
def test_other_languages_are_not_javanese(ear: Ear, text: str) -> None:
    assert ear.heard(text) != "jv"


@pytest.mark.parametrize(
    "text", ["deket masjid", "ya", "KLT-7W2MNP-C", '/setuju{"nomor_tiket":"dalan omah"}']
)
def test_a_short_answer_or_a_button_changes_nothing(ear: Ear, text: str) -> None:
    assert ear.heard(text) is None


def test_who_writes_indonesian_again_is_answered_in_it_again(ear: Ear) -> None:
    assert ear.heard("lampu jalan padam sudah lima malam, gelap sekali") == OURS


def test_an_ear_without_words_hears_nothing() -> None:
    assert Ear().heard("dalan ngarep omah") is None


def test_hardly_any_indonesian_complaint_is_taken_for_javanese(ear: Ear) -> None:
    examples = [example.text for example in read_training_data(ROOT / "data" / "nlu").examples]
    heard = [text for text in examples if ear.heard(text) == "jv"]
    plain = [
        text
        for text in heard
        if len({"yang", "tidak", "sudah", "kami", "saya"} & set(text.lower().split())) > 2
    ]
    assert len(heard) > 200
    assert len(plain) / len(examples) < 0.0005
