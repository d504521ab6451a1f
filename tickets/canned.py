"""Canned replies: texts with fields in braces that an officer's form fills for one case."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

#: Field -> what stands in it, as the editing page explains it.
FIELDS = {
    "nomor": "nomor aduan",
    "tempat": "tempat yang diadukan",
    "topik": "topik aduan",
    "opd": "nama singkat OPD",
    "tanggal": "hari dan tanggal, Anda isi sendiri",
    "petugas": "nama petugas yang membalas",
}
#: Characters; with every field filled it still fits into one message.
LONGEST_TITLE, LONGEST_TEXT = 80, 2000

_FIELD = re.compile(r"\{([^{}]*)\}")


class CannedReplyError(ValueError):
    """The text cannot be used like this; the message says what to do (Indonesian)."""


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One canned reply; `agency` is the code of the OPD that keeps it, empty where it is for all."""

    id: str
    agency: str
    title: str
    text: str
    position: int = 0


def check(text: str) -> tuple[str, ...]:
    """Return the fields a text has, in order, each once. Raises CannedReplyError."""
    if not text.strip():
        raise CannedReplyError("Isi balasannya masih kosong.")
    if len(text) > LONGEST_TEXT:
        raise CannedReplyError(f"Isi balasan {len(text)} huruf. Paling banyak {LONGEST_TEXT}.")
    names = [each[1].strip() for each in _FIELD.finditer(text)]
    for name in names:
        if name not in FIELDS:
            raise CannedReplyError(_unknown(name, text))
    if "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        raise CannedReplyError("Ada kurung kurawal yang tidak berpasangan. Tulis isian seperti {tanggal}.")
    return tuple(dict.fromkeys(names))


def check_title(title: str) -> None:
    """Refuse a title that is empty or too long. Raises CannedReplyError."""
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise CannedReplyError(f"Tuliskan judulnya, paling banyak {LONGEST_TITLE} huruf.")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text for one case; a field without a value stays to be seen and filled: ‹tanggal›.

    Raises CannedReplyError.
    """
    check(text)
    return _FIELD.sub(lambda each: _value(each[1].strip(), values), text)


def _value(name: str, values: Mapping[str, str]) -> str:
    return values.get(name, "").strip() or f"‹{name}›"


def _unknown(name: str, text: str) -> str:
    near = get_close_matches(name.casefold(), FIELDS, n=1)
    meant = f" Mungkin maksud Anda {{{near[0]}}}." if near else ""
    known = ", ".join(f"{{{each}}}" for each in FIELDS)
    return f"Isian {{{name}}} tidak dikenal, dalam kalimat “{_sentence(name, text)}”.{meant} Yang dikenal: {known}."


def _sentence(name: str, text: str) -> str:
    at = re.search(rf"\{{\s*{re.escape(name)}\s*\}}", text)
    start = at.start() if at else 0
    before = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    ends = [end for mark in ".!?\n" if (end := text.find(mark, start)) >= 0]
    return text[before : min(ends, default=len(text))].strip()
