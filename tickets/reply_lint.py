"""What an officer's reply lacks and what it gives away, said before it is sent. Hints advise, privacy asks.

A reply that a citizen believes says what is done, when, where and by whom.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tickets.personal import Found, Personal, find_personal
from tickets.reply_words import (
    BLAME,
    COURTESY,
    DATE,
    OWNER,
    PLACE,
    QUESTION,
    VAGUE_TIME,
    names_deed,
)


class Severity(StrEnum):
    """A hint may be ignored; privacy must be confirmed before the reply goes out."""

    HINT = "hint"
    PRIVACY = "privacy"


class Fault(StrEnum):
    """What is missing or too much."""

    NO_ACTION = "no_action"
    NO_DATE = "no_date"
    NO_PLACE = "no_place"
    NO_OWNER = "no_owner"
    EMPTY_PROMISE = "empty_promise"
    BLAME = "blame"
    UNFILLED = "unfilled"
    NAME = "name"
    PHONE = "phone"
    NIK = "nik"
    EMAIL = "email"
    PLATE = "plate"
    ACCOUNT = "account"
    LONG_NUMBER = "long_number"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a reply is checked.

    `names` are the reporter's, unsealed for this call. `public` are words that give nobody away, as the office's
    telephone number or the officer's own name. `place` says whether the topic has one.
    """

    names: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    place: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; `start` and `end` mark the words meant, both 0 where it is about the whole."""

    fault: Fault
    severity: Severity
    sentence: str
    start: int = 0
    end: int = 0


SENTENCES = {
    Fault.NO_ACTION: "Belum disebut apa yang sudah atau akan dilakukan. Tulis tindakannya, misalnya “ditambal”.",
    Fault.NO_DATE: "Belum disebut kapan. Tulis tanggal atau harinya, misalnya “Kamis, 26 November”.",
    Fault.NO_PLACE: "Belum disebut di mana. Ulangi tempatnya supaya pelapor tahu tempat yang dimaksud sama.",
    Fault.NO_OWNER: "Belum disebut siapa yang mengerjakan. Tulis bidang, regu, atau petugasnya.",
    Fault.EMPTY_PROMISE: "“{words}” tanpa tanggal tidak memberi kepastian. Tulis langkah berikutnya dan kapan.",
    Fault.BLAME: "“{words}” terbaca menyalahkan warga. Jelaskan caranya tanpa menyalahkan.",
    Fault.UNFILLED: "Masih ada yang perlu diisi: {words}.",
    Fault.NAME: "Ada nama orang: “{words}”. Hapus, kecuali orangnya pejabat atau petugas yang memang boleh disebut.",
    Fault.PHONE: "Ada nomor telepon: “{words}”. Hapus, kecuali itu nomor kantor.",
    Fault.NIK: "Ada nomor 16 angka seperti NIK atau nomor KK. Hapus; minta pelapor membawanya ke loket.",
    Fault.EMAIL: "Ada alamat email: “{words}”. Hapus, kecuali itu alamat kantor.",
    Fault.PLATE: "Ada nomor kendaraan: “{words}”. Hapus, kecuali itu kendaraan dinas.",
    Fault.ACCOUNT: "Ada nomor rekening. Hapus; jangan minta atau kirim uang lewat percakapan.",
    Fault.LONG_NUMBER: "Ada nomor panjang: “{words}”. Hapus bila itu nomor seseorang.",
}
PRIVATE = {
    Personal.NAME: Fault.NAME,
    Personal.PHONE: Fault.PHONE,
    Personal.NIK: Fault.NIK,
    Personal.EMAIL: Fault.EMAIL,
    Personal.PLATE: Fault.PLATE,
    Personal.ACCOUNT: Fault.ACCOUNT,
    Personal.NUMBER: Fault.LONG_NUMBER,
}
_UNFILLED = re.compile(r"‹[^›\n]{1,30}›|\{\w{1,30}\}")
#: Words in which a reply only greets, thanks or asks; nothing is promised yet, so nothing is missing.
SHORT = 12


def lint(text: str, facts: Facts) -> list[Remark]:
    """Return what to say about a reply: privacy first, then what is wrong, then what is missing."""
    remarks = [
        *_private(text, facts),
        *_marked(text, _UNFILLED, Fault.UNFILLED),
        *_marked(text, BLAME, Fault.BLAME),
    ]
    if text.strip() and not _only_asks(text):
        remarks += _lacks(text, facts)
    return remarks


def needs_confirmation(remarks: list[Remark]) -> bool:
    """Whether the officer must say that what the reply gives away may be given away."""
    return any(remark.severity is Severity.PRIVACY for remark in remarks)


def _private(text: str, facts: Facts) -> Iterator[Remark]:
    seen: set[tuple[Fault, str]] = set()
    for found in find_personal(text, facts.names):
        fault, words = PRIVATE.get(found.kind), text[found.start : found.end]
        if fault and (fault, words) not in seen and not _is_public(words, facts):
            seen.add((fault, words))
            yield _remark(fault, found, words)


def _is_public(words: str, facts: Facts) -> bool:
    plain = _plain(words)
    return any(plain in _plain(each) for each in facts.public)


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _remark(fault: Fault, found: Found, words: str) -> Remark:
    sentence = SENTENCES[fault].format(words=words)
    return Remark(fault, Severity.PRIVACY, sentence, found.start, found.end)


def _marked(text: str, pattern: re.Pattern[str], fault: Fault) -> Iterator[Remark]:
    if found := pattern.search(text):
        yield Remark(fault, Severity.HINT, SENTENCES[fault].format(words=found[0]), *found.span())


def _lacks(text: str, facts: Facts) -> Iterator[Remark]:
    dated = bool(DATE.search(text)) and not _only_vague(text)
    acts = names_deed(text)
    empty = COURTESY.search(text)
    if empty and not dated:
        sentence = SENTENCES[Fault.EMPTY_PROMISE].format(words=empty[0])
        yield Remark(Fault.EMPTY_PROMISE, Severity.HINT, sentence, *empty.span())
    checks: tuple[tuple[Fault, Callable[[], bool]], ...] = (
        (Fault.NO_ACTION, lambda: acts or bool(empty)),
        (Fault.NO_DATE, lambda: dated or bool(empty)),
        (Fault.NO_PLACE, lambda: not facts.place or bool(PLACE.search(text))),
        (Fault.NO_OWNER, lambda: bool(OWNER.search(text)) or any(each in text for each in facts.public)),
    )
    yield from (Remark(fault, Severity.HINT, SENTENCES[fault]) for fault, has in checks if not has())


def _only_vague(text: str) -> bool:
    """Whether every time named is one that nobody can hold us to ("segera")."""
    return not DATE.search(VAGUE_TIME.sub(" ", text))


def _only_asks(text: str) -> bool:
    """Whether the reply asks the reporter something, or is a greeting; then nothing is due in it."""
    if COURTESY.search(text):
        return False
    greets = len(text.split()) < SHORT and bool(_GREETING.match(text.strip())) and not names_deed(text)
    return greets or bool(QUESTION.search(text))


_GREETING = re.compile(
    r"(?:selamat (?:pagi|siang|sore|malam)|assalam\w+|halo|baik|terima ?kasih|sama-sama|maaf|waalaikum\w*)\b"
    r"[^.!?]*[.!]?(?:\s*(?:terima ?kasih|sama-sama|semoga|salam)\b[^.!?]*[.!]?)*$",
    re.IGNORECASE,
)
