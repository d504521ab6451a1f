"""The numbers of a receipt of several reports, as its buttons would say them: "nomor 2 salah", "gabung 1 dan 2"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.doubt import EMERGENCY
from bot.reading import entity, settled
from bot.remarks import AGREE

#: Longer messages tell something; their numbers are houses, streets and days.
MOST_WORDS = 8
_NUMBER = r"(?:(?:no|nomor|nmr|laporan|aduan|yang|yg|ke)[\s.-]*)*([1-5])"
_JOIN = re.compile(
    rf"\b(?:gabung\w*|satukan|jadi(?:kan)? satu)\b\D*?{_NUMBER}\s*(?:&|,|\w+)\s*{_NUMBER}\b", re.IGNORECASE
)
_WRONG = r"(?:salah|keliru|kliru|bukan laporan|bukan aduan)"
_REFERENCE = r"(?:^\W*|\b(?:no|nomor|nmr|laporan|aduan|yang|yg|ke)[\s.-]*)([1-5])\b"
_IS_WRONG = re.compile(
    rf"{_REFERENCE}\W+(?:\w+\W+){{0,2}}{_WRONG}\b|\b{_WRONG}\W+(?:\w+\W+)?{_REFERENCE}", re.IGNORECASE
)
_SOMETHING_WRONG = re.compile(
    r"\W*(?:(?:itu|masih|ada|yang|yg)\s+)*(?:salah|keliru|kliru)(?:\s+satu)?\W*", re.IGNORECASE
)
_BARE = re.compile(rf"\W*{_NUMBER}\W*", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:no|nomor|nmr|laporan|aduan|(?:yang|yg) (?:no|nomor|ke))[\s.-]*([1-5])\b", re.IGNORECASE
)
#: "Gak jadi yang nomor 2" takes it back.
_WITHDRAWN = re.compile(
    r"\b(?:(?:tidak|tdk|gak|ga|g|nggak|ngga|ndak|ora|ra) (?:jadi|jd|sido|sida)|batal\w*|cabut)\b",
    re.IGNORECASE,
)
#: What may be wanted of one report by its number; "jl. Mawar nomor 2" is a place.
ABOUT_ONE = frozenset({"cek_status", "tambah_info", "ubah_topik", "batal", "bicara_petugas"})
ASKED = frozenset({"utter_beberapa_tiket", "utter_tanya_lokasi_beberapa", "utter_nomor_mana_salah"})


def resolve_numbered(
    parsed: dict[str, Any], receipt: Sequence[str] | None, last: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the parse with the ticket that a number of the last `receipt` names; buttons are left alone."""
    text = parsed["text"]
    told = text.startswith("/") or parsed.get("urgency") == EMERGENCY or parsed.get("sensitivity")
    if not receipt or told or len(text.split()) > MOST_WORDS:
        return parsed
    asked = str((last or {}).get("response"))
    if asked == "utter_tanya_lokasi_beberapa" and parsed["intent"]["name"] == AGREE:
        return _as(parsed, "daftar_benar", {})
    if meant := _meant(text, receipt, asked):
        return _as(parsed, *meant)
    named = _NAMED.search(text)
    numbers = _numbers(receipt, named.groups()) if named else []
    if numbers and _WITHDRAWN.search(text):
        return _as(parsed, "batal", {"nomor_tiket": numbers[0]})
    if numbers and parsed["intent"]["name"] in ABOUT_ONE:
        return {**parsed, "entities": [entity("nomor_tiket", numbers[0]), *parsed["entities"]]}
    return parsed


def _meant(text: str, receipt: Sequence[str], asked: str) -> tuple[str, dict[str, str]] | None:
    """Return the intent and the entities of what is wanted with the reports of the receipt."""
    if (pair := _JOIN.search(text)) and (numbers := _numbers(receipt, pair.groups())):
        return "gabung_bagian", {"nomor_tiket": numbers[-1], "induk": numbers[0]}
    bare = _BARE.fullmatch(text) if asked == "utter_nomor_mana_salah" else None
    wrong = _IS_WRONG.search(text) or bare
    if wrong and (numbers := _numbers(receipt, [each for each in wrong.groups() if each])):
        return "bagian_salah", {"nomor_tiket": numbers[0]}
    return ("ada_yang_salah", {}) if asked in ASKED and _SOMETHING_WRONG.fullmatch(text) else None


def _numbers(receipt: Sequence[str], positions: Sequence[str]) -> list[str]:
    """Return the tickets at these places of the receipt in its order; none where a place is not on it."""
    places = sorted({int(each) for each in positions})
    return [receipt[n - 1] for n in places] if places[-1] <= len(receipt) else []


def _as(parsed: dict[str, Any], intent: str, entities: Mapping[str, str]) -> dict[str, Any]:
    found = [entity(kind, value) for kind, value in entities.items()]
    return settled(parsed, intent, read_as=parsed["intent"]["name"], entities=[*found, *parsed["entities"]])
