"""In doubt a message is a complaint."""

from typing import Any

import pytest

from bot.doubt import resolve_complaint, resolve_doubt


def parse(words: int, **likely: float) -> dict[str, Any]:
    likely = {"pamit": 0.001, "tanya_bot": 0.0, **likely}
    ranking = [{"name": n, "confidence": p} for n, p in sorted(likely.items(), key=lambda i: -i[1])]
    known = {"retrieval": None, "topic": {"name": "jalan"}, "text": "kata " * words}
    return {"intent": ranking[0], "intent_ranking": ranking, **known}


@pytest.mark.parametrize(
    ("words", "likely", "intent"),
    [
        (5, {"lapor": 0.6, "minta_informasi": 0.3}, "lapor"),
        (5, {"lapor": 0.46, "minta_informasi": 0.44}, "lapor"),
        (5, {"lapor": 0.41, "minta_informasi": 0.45}, "lapor"),
        (5, {"lapor": 0.35, "di_luar_topik": 0.5}, "lapor"),
        (5, {"lapor": 0.32, "bukan_kewenangan": 0.6}, "lapor"),
        (5, {"lapor": 0.1, "di_luar_topik": 0.8}, "di_luar_topik"),
        (5, {"lapor": 0.12, "terima_kasih": 0.7}, "terima_kasih"),
        (5, {"lapor": 0.2, "minta_informasi": 0.25, "cek_status": 0.22}, "lapor"),
        (5, {"lapor": 0.02, "sapa": 0.25, "cek_status": 0.22}, "sapa"),
        (12, {"lapor": 0.02, "sapa": 0.25, "cek_status": 0.22}, "lapor"),
        (30, {"lapor": 0.2, "pamit": 0.7}, "lapor"),
        (30, {"lapor": 0.02, "cek_status": 0.9}, "cek_status"),
        (5, {"terima_kasih": 0.45, "setuju": 0.44, "lapor": 0.05}, "terima_kasih"),
    ],
)
def test_a_likely_complaint_is_one_and_so_is_a_letter(
    words: int, likely: dict[str, float], intent: str
) -> None:
    settled = resolve_doubt(parse(words, **likely))
    ranking = settled["intent_ranking"]
    assert settled["intent"]["name"] == ranking[0]["name"] == intent
    rivals = ranking[1:] if intent == "lapor" else []
    assert all(ranking[0]["confidence"] - rival["confidence"] >= 0.1 for rival in rivals)


def test_an_emergency_is_a_complaint_whatever_it_seems() -> None:
    parsed = {**parse(1, minta_informasi=0.97, lapor=0.01), "urgency": "darurat"}
    assert resolve_doubt(parsed)["intent"] == {"name": "lapor", "confidence": 1.0}


@pytest.mark.parametrize(("intent", "heard"), [("tolak", True), ("ubah_topik", True), ("cek_status", False)])
def test_a_levy_said_in_passing_is_heard(intent: str, *, heard: bool) -> None:
    parsed = {**parse(4, lapor=0.05, **{intent: 0.9}), "sensitivity": ["pungli"]}
    assert (resolve_doubt(parsed)["intent"]["name"] == "lapor") is heard


@pytest.mark.parametrize(
    ("seems", "more", "meant"),
    [
        ("beri_lokasi", {}, "lapor"),
        ("beri_lokasi", {"asked_where": True}, "beri_lokasi"),
        ("beri_lokasi", {"remarks": []}, "beri_lokasi"),
        ("beri_lokasi", {"topic_is_sure": False}, "beri_lokasi"),
        ("ubah_topik", {}, "lapor"),
        ("ubah_topik", {"has_ticket": True}, "ubah_topik"),
        ("cek_status", {}, "cek_status"),
    ],
)
def test_damage_to_a_thing_we_know_is_a_complaint_unless_it_answers_a_question(
    seems: str, more: dict[str, Any], meant: str
) -> None:
    asked = {"asked_where": False, "has_ticket": False} | {
        k: v for k, v in more.items() if "_" in k and k != "topic_is_sure"
    }
    parsed = parse(4, **{seems: 0.9}) | {"topic_is_sure": True, "remarks": ["masalah"]} | more
    assert resolve_complaint(parsed, **asked)["intent"]["name"] == meant


@pytest.mark.parametrize(
    ("likely", "adds"),
    [
        ({"tambah_info": 0.6, "lapor": 0.3}, 1.0),
        ({"lapor": 0.14, "sapa": 0.13}, 1.0),
        ({"lapor": 0.6, "tambah_info": 0.35}, 0.35),
        ({"lapor": 0.9}, 0.0),
    ],
)
def test_a_cry_for_help_is_a_complaint_that_may_add_to_another(likely: dict[str, float], adds: float) -> None:
    settled = resolve_doubt(parse(4, **likely) | {"urgency": "darurat"})
    assert (settled["intent"]["name"], settled["adds"]) == ("lapor", adds)
