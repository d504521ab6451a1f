"""What is told from the form of a message alone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.noise import resolve_noise
from bot.sieve import Sieve, read_sieve
from messages import Forwarded, MessageKind, Point
from storage.journal import StoredMessage, WorkState
from tests.conftest import ROOT

NOW = datetime(2025, 11, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def sieve() -> Sieve:
    return read_sieve(ROOT / "data")


def message(text: str = "", **more: Any) -> StoredMessage:
    values: dict[str, Any] = dict.fromkeys(StoredMessage.__slots__)
    values |= {
        "id": 1,
        "kind": MessageKind.TEXT,
        "text": text,
        "state": WorkState.PENDING,
        "provider_time": NOW,
    }
    return StoredMessage(**values | {"forwarded": Forwarded.NO} | more)


def parsed(text: str, intent: str = "lapor", **more: Any) -> dict[str, Any]:
    found = {"name": intent, "confidence": 0.9}
    return {
        "text": text,
        "intent": found,
        "intent_ranking": [found],
        "urgency": "biasa",
        "entities": [],
        **more,
    }


def heard(sieve: Sieve, text: str, intent: str = "lapor", *beside: StoredMessage, **more: Any) -> str:
    said = [message(text), *beside]
    return str(resolve_noise(parsed(text, intent, **more), said, sieve)["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("P", "sapa"),
        ("tes", "sapa"),
        ("https://youtu.be/abc", "kirim_tautan"),
        ("www.contoh.go.id  https://a.b/c", "kirim_tautan"),
        ("😂😂", "kirim_lain"),
        ("السلام عليكم", "bahasa_lain"),
        ("The street light has been broken for two weeks", "bahasa_inggris"),
        ("lampu jalan mati, lihat https://youtu.be/abc", "lapor"),
        ("jalan di depan kantor the park in front rusak parah sekali sudah dua minggu", "lapor"),
        ("jalan rusak 😡", "lapor"),
    ],
)
def test_a_message_is_heard_by_its_form(sieve: Sieve, text: str, intent: str) -> None:
    assert heard(sieve, text) == intent


def test_a_thumb_still_agrees(sieve: Sieve) -> None:
    assert heard(sieve, "👍", "setuju") == "setuju"


def test_a_buttons_payload_is_never_noise(sieve: Sieve) -> None:
    assert heard(sieve, "/lapor", "lapor") == "lapor"


def test_an_emergency_is_never_noise_but_in_a_chain(sieve: Sieve) -> None:
    said = parsed("kebakaran", urgency="darurat")
    for how, intent in ((Forwarded.ONCE, "lapor"), (Forwarded.OFTEN, "terusan")):
        found = resolve_noise(said, [message("kebakaran", forwarded=how)], sieve)
        assert found["intent"]["name"] == intent


def test_what_the_last_question_made_of_it_stands(sieve: Sieve) -> None:
    said = parsed("jalan rusak", "tambah_info", read_as="lapor")
    found = resolve_noise(said, [message("jalan rusak", forwarded=Forwarded.ONCE)], sieve)
    assert found["intent"]["name"] == "tambah_info"


def test_a_greeting_beside_a_photo_or_a_pin_is_what_it_came_with(sieve: Sieve) -> None:
    assert heard(sieve, "halo", "sapa", message(kind=MessageKind.PHOTO)) == "kirim_foto"
    assert heard(sieve, "halo", "sapa", message(point=Point(-7.5, 110.5))) == "beri_lokasi"


def test_a_pin_among_the_words_answers_where(sieve: Sieve) -> None:
    said = [message("di sini pak"), message(point=Point(-7.5, 110.5))]
    found = resolve_noise(parsed("di sini pak", "beri_lokasi"), said, sieve)
    assert found["entities"][0]["value"] == "-7.500000,110.500000"


def test_a_forwarded_photo_without_words_is_a_photo(sieve: Sieve) -> None:
    photo = message(kind=MessageKind.PHOTO, forwarded=Forwarded.ONCE)
    found = resolve_noise(parsed("/kirim_foto", "kirim_foto"), [photo], sieve)
    assert found["intent"]["name"] == "kirim_foto"


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("there is a fire behind the market", True),
        ("main free fire sampai pagi", False),
        ("lampu mati", False),
        ("ada yang tenggelam", True),
        ("anak2 kelelep", True),
    ],
)
def test_danger_is_seen_without_a_model(sieve: Sieve, text: str, *, danger: bool) -> None:
    assert sieve.is_danger(text) is danger


@pytest.mark.parametrize(
    ("text", "automatic"),
    [
        ("Terima kasih telah menghubungi Toko Maju. Kami akan segera membalas.", True),
        ("Thank you for contacting us! We will get back to you", True),
        ("terima kasih sudah diperbaiki", False),
        ("dari kemarin cuma dapat jawaban otomatis", False),
    ],
)
def test_an_automatic_answer_is_known(sieve: Sieve, text: str, *, automatic: bool) -> None:
    assert sieve.is_automatic(text) is automatic
