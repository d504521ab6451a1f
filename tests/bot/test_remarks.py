"""A short answer belongs to the question before it, anger is no complaint by itself, and buttons are left alone."""

from typing import Any

import pytest

from bot.remarks import resolve_remarks


def parse(text: str, intent: str, *remarks: str, **more: Any) -> dict[str, Any]:
    ranked = {"name": intent, "confidence": 0.9}
    known: dict[str, Any] = {
        "text": text,
        "intent": ranked,
        "intent_ranking": [ranked],
        "entities": [],
        "urgency": "biasa",
    }
    known |= {"topic": {"name": "jalan", "confidence": 0.9}, "topic_is_sure": True, "sensitivity": []}
    return known | {"remarks": sorted(remarks)} | more


def asked(response: str) -> dict[str, Any]:
    return {"response": response, "number": "KLT-1", "ticket_id": "t", "topic": "jalan"}


def meaning(parsed: dict[str, Any], last: dict[str, Any] | None = None) -> str:
    return str(resolve_remarks(parsed, last)["intent"]["name"])


@pytest.mark.parametrize(
    ("text", "intent", "remarks", "meant"),
    [
        ("sudah", "pamit", ["sudah"], "sudah_beres"),
        ("ya", "setuju", [], "sudah_beres"),
        ("tidak", "tolak", [], "belum_beres"),
        ("sudah dicek tapi belum beres", "lapor", ["sudah", "belum"], "belum_beres"),
        ("belum sempat lihat", "cek_status", ["belum", "belum_lihat"], "belum_lihat"),
        ("makasih", "terima_kasih", [], "terima_kasih"),
    ],
)
def test_a_short_answer_to_is_it_done_is_a_vote(
    text: str, intent: str, remarks: list[str], meant: str
) -> None:
    settled = resolve_remarks(parse(text, intent, *remarks), asked("utter_tiket_ditutup_done"))
    assert settled["intent"]["name"] == settled["intent_ranking"][0]["name"] == meant


def test_an_answer_names_the_ticket_it_was_asked_about() -> None:
    settled = resolve_remarks(parse("belum", "tolak", "belum"), asked("utter_tiket_ditutup_done"))
    assert [(e["entity"], e["value"]) for e in settled["entities"]] == [("nomor_tiket", "KLT-1")]


def test_without_the_question_the_same_words_are_no_answer() -> None:
    assert meaning(parse("sudah", "pamit", "sudah")) == "pamit"
    assert meaning(parse("belum", "tolak", "belum"), asked("utter_sama_sama")) == "tolak"


def test_a_secret_matter_an_emergency_or_another_complaint_is_no_answer() -> None:
    done = asked("utter_tiket_ditutup_done")
    assert meaning(parse("belum, malah dipungli", "lapor", "belum", sensitivity=["pungli"]), done) == "lapor"
    assert meaning(parse("belum, kebakaran", "lapor", "belum", urgency="darurat"), done) == "lapor"
    placed = [{"entity": "lokasi", "value": "Jl. Veteran", "start": 0, "end": 1}]
    other = {"topic": {"name": "listrik_pju", "confidence": 0.9}, "entities": placed}
    assert meaning(parse("lampu Jl. Veteran belum nyala", "lapor", "belum", **other), done) == "lapor"


def test_a_button_says_itself_what_it_means() -> None:
    assert meaning(parse("/setuju", "setuju"), asked("utter_tiket_ditutup_done")) == "setuju"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("5", "beri_nilai"), ("4 mantap", "beri_nilai"), ("3 hari", "lapor"), ("10", "lapor"), ("6", "lapor")],
)
def test_stars_are_one_digit_from_one_to_five(text: str, meant: str) -> None:
    assert meaning(parse(text, "lapor"), asked("utter_minta_nilai")) == meant


@pytest.mark.parametrize("response", ["utter_tanya_pelapor", "utter_diarsipkan_tanpa_data"])
def test_whatever_follows_an_officers_question_answers_it_but_thanks(response: str) -> None:
    assert meaning(parse("12 agustus", "beri_lokasi"), asked(response)) == "tambah_info"
    assert meaning(parse("makasih", "terima_kasih"), asked(response)) == "terima_kasih"
    assert meaning(parse("gimana laporan saya", "cek_status"), asked(response)) == "cek_status"


def test_swearing_alone_is_anger_and_in_a_complaint_it_is_not() -> None:
    assert meaning(parse("anjing", "di_luar_topik", "umpatan")) == "marah"
    assert meaning(parse("jalan rusak bangsat", "lapor", "umpatan")) == "lapor"


def test_disappointment_is_anger_unless_it_is_secret_or_wants_a_person_or_to_withdraw() -> None:
    assert meaning(parse("percuma lapor", "batal", "kecewa")) == "marah"
    assert meaning(parse("percuma lapor, batalkan saja", "batal", "kecewa")) == "batal"
    assert meaning(parse("percuma lapor, mana orangnya", "bicara_petugas", "kecewa")) == "bicara_petugas"
    assert meaning(parse("percuma lapor pungli", "lapor", "kecewa", sensitivity=["pungli"])) == "lapor"


def test_a_wish_about_the_name_stands_alone_or_in_its_complaint() -> None:
    vague = {"topic_is_sure": False}
    assert meaning(parse("jangan sebut nama saya", "ubah_lokasi", "tanpa_nama", **vague)) == "anonim"
    assert meaning(parse("jalan rusak, jangan sebut nama saya", "lapor", "tanpa_nama")) == "lapor"


@pytest.mark.parametrize("question", ["utter_ingatkan_lokasi", "utter_diarsipkan_tanpa_lokasi"])
@pytest.mark.parametrize(
    ("text", "intent", "more", "meant"),
    [
        ("depan pasar", "beri_lokasi", {}, "tambah_info"),
        ("masih gelap", "lapor", {}, "tambah_info"),
        ("gak tau persis", "nlu_fallback", {}, "tambah_info"),
        ("makasih", "terima_kasih", {}, "terima_kasih"),
        ("batal saja", "batal", {}, "batal"),
        ("laporan saya sampai mana", "cek_status", {}, "cek_status"),
        ("syarat kk apa", "minta_informasi", {}, "minta_informasi"),
        ("sampah numpuk", "lapor", {"topic": {"name": "sampah_lingkungan", "confidence": 0.9}}, "lapor"),
        ("disuruh bayar", "lapor", {"sensitivity": ["pungli"]}, "lapor"),
        ("gudang terbakar", "lapor", {"urgency": "darurat"}, "lapor"),
    ],
)
def test_what_follows_the_question_for_a_place_answers_it_unless_it_clearly_is_something_else(
    question: str, text: str, intent: str, more: dict[str, Any], meant: str
) -> None:
    assert meaning(parse(text, intent, **more), asked(question)) == meant


@pytest.mark.parametrize(
    ("text", "intent", "meant"),
    [
        ("tolong buatkan permohonan", "lapor", "minta_informasi"),
        ("iya", "setuju", "minta_informasi"),
        ("oke sudah cukup", "pamit", "terima_kasih"),
        ("tidak", "tolak", "terima_kasih"),
        ("kalau hilang gimana", "minta_informasi", "minta_informasi"),
        ("kapan", "cek_status", "cek_status"),
    ],
)
def test_words_do_what_the_buttons_under_a_short_answer_do(text: str, intent: str, meant: str) -> None:
    assert meaning(parse(text, intent), asked("utter_jawaban_faq")) == meant


def test_the_wish_to_be_erased_is_heard_whatever_was_asked() -> None:
    wish = parse("tolong hapus data saya", "batal", "hapus_data")
    assert meaning(wish) == "hapus_data"
    assert meaning(wish, asked("utter_tanya_pelapor")) == "hapus_data"
    assert meaning(wish, asked("utter_tiket_ditutup_done")) == "hapus_data"
    assert (
        meaning(parse("jangan hapus data saya", "batal", "hapus_data", "jangan_hapus_data"))
        == "hapus_data_batal"
    )


@pytest.mark.parametrize(
    "matter",
    [
        parse("petugas hapus data saya dari dtks", "lapor", "hapus_data", "bukan_hapus_data"),
        parse("pak lurah bilang mau hapus data saya di balai desa tadi pagi", "lapor", "hapus_data"),
        parse("diminta uang supaya hapus data saya", "lapor", "hapus_data", sensitivity=["pungli"]),
        parse("hapus data saya, kebakaran", "lapor", "hapus_data", urgency="darurat"),
        parse("kata pegawainya sistem hapus data saya " + "terus " * 8, "batal", "hapus_data"),
    ],
)
def test_a_matter_that_speaks_of_erased_data_is_no_wish(matter: dict[str, Any]) -> None:
    assert meaning(matter) == matter["intent"]["name"]


@pytest.mark.parametrize(
    ("text", "intent", "remarks", "meant"),
    [
        ("ya", "setuju", [], "hapus_data_ya"),
        ("ya hapus saja", "batal", ["ya_hapus"], "hapus_data_ya"),
        ("gak jadi", "batal", [], "hapus_data_batal"),
        ("tidak", "tolak", [], "hapus_data_batal"),
    ],
)
def test_a_short_answer_to_shall_we_erase(text: str, intent: str, remarks: list[str], meant: str) -> None:
    assert meaning(parse(text, intent, *remarks), asked("utter_hapus_data")) == meant
