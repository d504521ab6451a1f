"""What the last question makes of a short answer, and what anger makes of a message: no model guesses it.

A typed answer becomes the intent its button would have sent. In doubt the message stays what it was.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.doubt import COMPLAINT, EMERGENCY, MARGIN, OFF_TOPIC
from bot.reading import entity, settled

THANKS, AGREE, DECLINE = "terima_kasih", "setuju", "tolak"
ANGRY, HIDE_NAME, NOTE, RATE = "marah", "anonim", "catatan_nilai", "beri_nilai"
ERASE, ERASE_YES, ERASE_NO = "hapus_data", "hapus_data_ya", "hapus_data_batal"

#: For each question: what is heard in an answer (a list of jawaban.yml, or an intent), and what its button sends.
#: The first that fits counts: "sudah dicek, belum beres" says no.
_VOTE = {
    "belum_lihat": "belum_lihat",
    "belum": "belum_beres",
    "keberatan": "belum_beres",
    DECLINE: "belum_beres",
    "sudah": "sudah_beres",
    AGREE: "sudah_beres",
}
_OBJECT = {"keberatan": "belum_beres", "belum": "belum_beres"}
_SAME = {"beda": "beda_tiket", DECLINE: "beda_tiket", "sama": "gabung_tiket", AGREE: "gabung_tiket"}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "utter_tiket_ditutup_done": _VOTE,
    "utter_tiket_ditutup_answered": _VOTE,
    "utter_ingatkan_penilaian": _VOTE,
    "utter_belum_lihat": _VOTE,
    "utter_tambahan_saat_dinilai": _VOTE,
    "utter_marah_saat_dinilai": _VOTE,
    "utter_dianggap_selesai": {"belum": "belum_beres", "keberatan": "belum_beres", "sudah": "sudah_beres"},
    "utter_tiket_ditutup_cannot": _OBJECT,
    "utter_tiket_ditutup_not_ours": _OBJECT,
    "utter_ditandai_bukan_aduan": {"keberatan": "keberatan", "belum": "keberatan", DECLINE: "keberatan"},
    "utter_mungkin_sama": _SAME,
    "utter_mungkin_sama_sendiri": _SAME,
    "utter_mungkin_dibuka_kembali": _SAME,
    "utter_jawaban_faq": {DECLINE: THANKS, AGREE: "minta_informasi"},
    "utter_terusan": {
        "beda": "bukan_laporan",
        DECLINE: "bukan_laporan",
        "sama": "laporan_terusan",
        AGREE: "laporan_terusan",
    },
    "utter_hapus_data": {
        "ya_hapus": ERASE_YES,
        "jangan_hapus_data": ERASE_NO,
        "batal": ERASE_NO,
        DECLINE: ERASE_NO,
        AGREE: ERASE_YES,
    },
    "utter_suara_didengar": {DECLINE: "suara_keliru"},
    "utter_tiket_rahasia": {"tetap_rahasia": "tetap_rahasia", "anonim": HIDE_NAME},
}
#: What asks for the topic, and what tells the one that was understood.
TOPIC_QUESTIONS = frozenset({"utter_pilih_topik", "utter_tiket_pilih_topik"})
RECEIPTS = frozenset(
    {
        *("utter_tiket_diterima", "utter_jika_terluka", "utter_lokasi_dicatat", "utter_setuju"),
        *("utter_info_ditambahkan", "utter_topik_diubah", "utter_tanpa_nama"),
    }
)
CORRECTION, TITLE_WORDS = "ubah_topik", 4
#: "Bukan jalan tapi lampunya yang mati" corrects the report above it.
NOT_BUT = re.compile(
    r"(?:\w+,?\s+){0,3}?(?:bukan|bkn|dudu|sanes)\s+\w+.*\b(?:tapi|tp|tpi|melainkan|harusnya|nanging|ning)\b",
    re.IGNORECASE,
)
#: "Kok belum dibenerin juga" asks for news of the report; other words right after the receipt belong to it.
NEWS, PROGRESS = "cek_status", re.compile(r"\b(?:belum|blm|blom|durung|kapan|lama|janji\w*)\b", re.IGNORECASE)
SOON = 3600.0  #: seconds
#: An officer's question: what comes next answers it, whatever it seems to be.
QUESTIONS = frozenset({"utter_tanya_pelapor", "utter_ingatkan_pertanyaan", "utter_diarsipkan_tanpa_data"})
#: Said by the passing of time: what comes next says where it is, unless it clearly is something else.
PLACE_QUESTIONS = frozenset({"utter_ingatkan_lokasi", "utter_diarsipkan_tanpa_lokasi"})
SOMETHING_ELSE = frozenset({"minta_informasi", "bukan_kewenangan", "tanya_bot", "ubah_topik", "cek_status"})
ANSWER, NO_ANSWERS = "tambah_info", frozenset({THANKS, "pamit", "sapa", "bicara_petugas", "batal"})
#: So sure a question about the report must be not to be taken for the answer.
CLEARLY_ASKED = 0.8
STARS = re.compile(
    r"\s*(?:bintang|nilai)?\s*([1-5])(?![\d.,]*\d)(?!\s*(?:hari|minggu|bulan|tahun|jam|x|kali))",
    re.IGNORECASE,
)
RATING_ASKED, RATING_TAKEN = "utter_minta_nilai", "utter_nilai_dicatat"
#: Under a short answer stands the offer of a request for information; these words say what its buttons do.
OFFERED, REQUEST = "utter_jawaban_faq", "minta_informasi"
ENOUGH = re.compile(r"\s*(?:(?:ya|iya|oh|ok|oke|sudah|udah|dah)\s+)*cukup\b", re.IGNORECASE)
WANTED = re.compile(r"\bpermohonan|\bbuatkan\b|\bjawaban resmi\b|\bdokumen resmi\b", re.IGNORECASE)
#: From so many words a complaint about something else is no answer.
TALE_WORDS = 8
#: Said in anger these still want what they say.
CLEAR_WISHES = frozenset({"bicara_petugas", "ubah_topik", "ubah_lokasi", "beri_lokasi"})
#: "Percuma lapor" alone withdraws nothing.
WITHDRAWAL, WITHDRAWS = "batal", re.compile(r"batal|cabut|hapus|tarik|cancel", re.IGNORECASE)
#: A message that only swears; a complaint that also swears stays one.
MERE_TALK = frozenset({"di_luar_topik", "tanya_bot", "sapa", "pamit", AGREE, DECLINE, THANKS})
TRUSTED = 0.3
#: Up to so many words a wish about the name stands alone, without a matter of its own.
WISH_WORDS = 10


def resolve_remarks(parsed: dict[str, Any], last: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the parse with the intent that the last question, or anger, gives it; buttons are left alone.

    `read_as` keeps what it was understood as.
    """
    if parsed["text"].startswith("/") or parsed.get("urgency") == EMERGENCY:
        return parsed
    found = _erasure(parsed) or _answer(parsed, last or {}) or _unasked(parsed)
    if found is None:
        return parsed
    intent, entities = found
    return settled(
        parsed, intent, read_as=parsed["intent"]["name"], entities=[*entities, *parsed["entities"]]
    )


def _answer(parsed: dict[str, Any], last: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """Return the intent of an answer to what was said last, with the ticket it was about."""
    asked = str(last.get("response") or "")
    about = [entity("nomor_tiket", last["number"])] if last.get("number") else []
    if _names_another(parsed, last) or not _is_answer(parsed, last):
        return None
    if asked == RATING_ASKED and (stars := STARS.match(parsed["text"])):
        return RATE, [*about, entity("nilai", stars[1])]
    if asked == RATING_TAKEN and parsed["intent"]["name"] not in {
        THANKS,
        "pamit",
        "sapa",
        WITHDRAWAL,
        *CLEAR_WISHES,
    }:
        return (NOTE, about) if parsed["intent"]["name"] != "cek_status" else None
    if wish := _wish(asked, parsed):
        return wish, [] if asked == OFFERED else about
    if asked in QUESTIONS | PLACE_QUESTIONS:
        is_answer = _answers_where(parsed, last) if asked in PLACE_QUESTIONS else _answers_officer(parsed)
        return (ANSWER, []) if is_answer else None
    heard = {*parsed.get("remarks", ()), *_surely(parsed["intent"])}
    meant = next((intent for word, intent in ANSWERS.get(asked, {}).items() if word in heard), None)
    meant = meant or (_about_report(parsed, last) if about or asked in RECEIPTS else None)
    return (meant, about) if meant else None


def _about_report(parsed: Mapping[str, Any], last: Mapping[str, Any]) -> str | None:
    """Return what words that are not understood want of the report that was spoken of last: news, or to add to it."""
    ranking = [each["confidence"] for each in parsed["intent_ranking"][:2]] + [0.0]
    vague = ranking[0] < TRUSTED or ranking[0] - ranking[1] < MARGIN
    if not vague and (parsed["intent"]["name"] != OFF_TOPIC or ranking[0] >= CLEARLY_ASKED):
        return None
    if PROGRESS.search(parsed["text"]):
        return NEWS
    return ANSWER if last["response"] in RECEIPTS and last["age_seconds"] <= SOON else None


def _surely(intent: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was understood, unless it is no more than a guess: "kok lama ya" agrees to nothing."""
    return (intent["name"],) if intent["confidence"] >= TRUSTED else ()


def _names_topic(parsed: Mapping[str, Any]) -> bool:
    """Whether so few words name a topic and nothing else: "sampah", asked what the report is about."""
    placed = any(each["entity"] == "lokasi" for each in parsed["entities"])
    return parsed["topic_is_sure"] and not placed and len(parsed["text"].split()) <= TITLE_WORDS


def _wish(asked: str, parsed: Mapping[str, Any]) -> str | None:
    """Return what the words by themselves want of what was said last."""
    if asked == OFFERED:
        return _about_offer(parsed["text"])
    corrects = asked in TOPIC_QUESTIONS and _names_topic(parsed)
    return CORRECTION if corrects or (asked in RECEIPTS and NOT_BUT.match(parsed["text"])) else None


def _about_offer(text: str) -> str | None:
    """Return what the words do with the offer of a request for information."""
    if WANTED.search(text):
        return REQUEST
    return THANKS if ENOUGH.match(text) else None


def _answers_officer(parsed: dict[str, Any]) -> bool:
    intent = parsed["intent"]
    asks = intent["name"] == "cek_status" and intent["confidence"] >= CLEARLY_ASKED
    return not asks and intent["name"] not in NO_ANSWERS


def _answers_where(parsed: dict[str, Any], last: Mapping[str, Any]) -> bool:
    """Whether it may say where it is; the bot asked, so another matter is one, and no officer has to read it first."""
    intent, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
    other = parsed["topic_is_sure"] and parsed["topic"]["name"] != last.get("topic")
    if intent in NO_ANSWERS or (intent == COMPLAINT and other):
        return False
    return not (intent in SOMETHING_ELSE and confidence >= CLEARLY_ASKED)


def _names_another(parsed: dict[str, Any], last: Mapping[str, Any]) -> bool:
    """Whether the message is about a ticket of another number."""
    named = [each["value"] for each in parsed["entities"] if each["entity"] == "nomor_tiket"]
    return bool(named) and last.get("number") not in named


def _is_answer(parsed: dict[str, Any], last: Mapping[str, Any]) -> bool:
    """Whether it may be one: not a secret matter, not a complaint about something else."""
    if parsed.get("sensitivity"):
        return False
    other = parsed["topic_is_sure"] and parsed["topic"]["name"] != last.get("topic")
    placed = any(each["entity"] == "lokasi" for each in parsed["entities"])
    tale = placed or len(parsed["text"].split()) >= TALE_WORDS
    return not (parsed["intent"]["name"] == COMPLAINT and other and tale)


def _unasked(parsed: dict[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    remarks, intent = set(parsed.get("remarks", ())), parsed["intent"]["name"]
    if _is_angry(parsed, remarks, intent):
        return ANGRY, []
    wish = "tanpa_nama" in remarks and len(parsed["text"].split()) <= WISH_WORDS
    if wish and not parsed.get("sensitivity") and not (intent == COMPLAINT and parsed["topic_is_sure"]):
        return HIDE_NAME, []
    return None


def _erasure(parsed: dict[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """Return the wish that the own data be erased, or not be, whatever was asked; within a matter it is none."""
    remarks, words = set(parsed.get("remarks", ())), len(parsed["text"].split())
    matter = parsed["intent"]["name"] == COMPLAINT and parsed["topic_is_sure"] and words >= TALE_WORDS
    if words > WISH_WORDS or matter or parsed.get("sensitivity") or "bukan_hapus_data" in remarks:
        return None
    if "jangan_hapus_data" in remarks:
        return ERASE_NO, []
    return (ERASE, []) if "hapus_data" in remarks else None


def _is_angry(parsed: dict[str, Any], remarks: set[str], intent: str) -> bool:
    """Whether anger is what the message is about; a secret matter told in anger is a secret matter first."""
    threat = "ancaman" in remarks or (
        set(parsed.get("sensitivity", ())) == {"ancaman"} and "umpatan" in remarks
    )
    if threat:
        return True
    withdraws = intent == WITHDRAWAL and WITHDRAWS.search(parsed["text"])
    if parsed.get("sensitivity") or intent in CLEAR_WISHES or withdraws:
        return False
    talk = intent in MERE_TALK or parsed["intent"]["confidence"] < TRUSTED
    return "kecewa" in remarks or ("umpatan" in remarks and talk)
