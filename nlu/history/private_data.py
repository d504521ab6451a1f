"""Taking private data out of a complaint: names, numbers, accounts and links become neutral words.

`lokal-id` finds what has a shape (NIK, NPWP, telephone, account, plate) and common names. What it leaves
is covered by cues ("pak", "an.") and by taking any long number for private: better a word lost than a person told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lokal.samaran import PiiType, detect_pii

from nlu.history.signatures import without_signature
from nlu.ticket_numbers import TicketNumbers

if TYPE_CHECKING:
    from collections.abc import Collection

NAME, NUMBER, LINK, MAIL, ACCOUNT = "nama", "nomor", "tautan", "surel", "akun"
SHAPES: tuple[PiiType, ...] = (
    "NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL", "BANK_ACCOUNT",
    "CARD", "PLATE", "IP", "GEO", "NAME", "BIRTH_DATE",
)  # fmt: skip
LONGEST_NAME = 4  #: words
#: What may stand between a title and a name.
OFFICES = (
    r"bupati|wali\s?kota|gubernur|presiden|menteri|camat|lurah|kades|kepala\s+desa|kadus|kasi|rt|rw|guru|dokter|"
    r"kepala\s+(?:sekolah|dinas)|kepsek|sekda|polisi|satpol|ketua|petugas|admin|min"
)
#: Capitals before a number that make no plate of it.
NO_PLATES = ("RT", "RW", "KM", "NO", "JL", "GG", "BL")

_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|id|co|me|ly|gl|info)\b(?:/\S*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(
    r"(?<!\w)@\w[\w.]*|\b(?:ig|instagram|fb|facebook|twitter|tiktok)\s*[:=]\s*\S+", re.IGNORECASE
)
_CUE = re.compile(
    r"(?<!\w)(?:nama(?:\s+(?:saya|lengkap|pelapor|pemilik|korban))?|atas\s+nama|a\.?n\.|a/n|an(?=\s)|"
    r"(?:bapak|bpk|pak|ibu|bu|sdri?|saudara|saudari|mas|mbak|mba|kang|haji|hj\.|h\.|ustad[zh]|ust\.|k[iy]ai|drg?\.)"
    rf"(?:\s+(?:{OFFICES})\b)?)(?!\w)\s*[.:]?\s*",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"\s*([^\W\d_](?:[^\W\d_]|['\u2019.-](?=[^\W\d_]))*)\.?")
_MONEY = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,3}(?:,\d+)?")
_DIGITS = re.compile(r"(?<!\w)[+(]?\d(?:[ ().\-/]{0,2}\d){5,}(?!\w)")
_PLATE = re.compile(r"\b[A-Z]{1,2}[ -]?\d{2,4}[ -]?[A-Z]{2,3}\b")
_NAMED_PLATE = re.compile(
    r"\b((?:plat|nopol|no\.?\s?pol|nomor\s+polisi)\w*(?:\s+nomor)?[\s:.]*)[a-z]{1,2}\s?-?\d{1,4}\s?-?[a-z]{0,3}\b",
    re.IGNORECASE,
)
_MIXED = re.compile(r"(?<!\w)(?=\S*\d\S*\d\S*\d\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9]+(?:[-/.][A-Za-z0-9]+)*(?!\w)")
_HOUSE = re.compile(r"\b(?:no|nmr|nomor|nomer)\b\.?\s*:?\s*#?(?=\w*\d)\w+(?:[-/.]\w+)*", re.IGNORECASE)
_BLOCK = re.compile(
    r"\b(?:blok|blk)\b\.?\s*(?:[a-z]{0,2}[-/. ]?\d+[a-z]?)(?:[-/]\w{1,3})?(?!\w)", re.IGNORECASE
)
_AFTER_STREET = re.compile(
    r"(\b(?:jl|jln|jalan|gg|gang)\b\.?(?:\s+(?!rt\b|rw\b|km\b)[^\W\d_]+){1,3}\s+)\d{1,3}[a-z]?\b"
    r"(?=\s*(?:[,.;)/]|$|rt\b|rw\b|kel|desa|ds\b|kec|dusun))",
    re.IGNORECASE,
)
_REPEATED = re.compile(rf"\b({NAME}|{NUMBER}|{LINK}|{MAIL}|{ACCOUNT})(?:[\s,.]+\1\b)+", re.IGNORECASE)
_MARKUP = re.compile(r"[\[\]{}<>|`]")


class Anonymiser:
    """Replaces private data; `ordinary` are words, in lower case, that are nobody's name."""

    def __init__(self, ordinary: Collection[str]) -> None:
        self._ordinary = frozenset(ordinary)

    def clean(self, text: str) -> str:
        """Give a text as one line without private data, without Rasa's markup, without odd characters."""
        text = without_signature(_printable(text), self._ordinary)
        for pattern, word in ((_MAIL, MAIL), (_URL, LINK), (_HANDLE, ACCOUNT)):
            text = pattern.sub(word, text)
        text = self._without_cued_names(self._without_shapes(_without_tickets(text)))
        text = _PLATE.sub(lambda found: found[0] if _is_no_plate(found[0]) else NUMBER, text)
        text = _NAMED_PLATE.sub(rf"\1{NUMBER}", text)
        text = _DIGITS.sub(lambda found: found[0] if _MONEY.fullmatch(found[0]) else NUMBER, text)
        for pattern in (_MIXED, _HOUSE, _BLOCK):
            text = pattern.sub(NUMBER, text)
        text = _AFTER_STREET.sub(rf"\1{NUMBER}", text)
        return _REPEATED.sub(r"\1", " ".join(_MARKUP.sub(" ", text).split()))

    def _without_cued_names(self, text: str) -> str:
        pieces, last = [], 0
        for cue in _CUE.finditer(text):
            if cue.start() < last:
                continue
            end = self._end_of_name(text, cue.end())
            if end > cue.end():
                pieces += [text[last : cue.end()], NAME]
                last = end
        return "".join([*pieces, text[last:]])

    def _without_shapes(self, text: str) -> str:
        pieces, last = [], 0
        for found in detect_pii(text, types=SHAPES):
            if self._is_ordinary(found.value) if found.type == "NAME" else _is_no_plate(found.value):
                continue
            word = {"NAME": NAME, "EMAIL": MAIL}.get(found.type, NUMBER)
            pieces += [text[last : found.start], word]
            last = found.end
        return "".join([*pieces, text[last:]])

    def _is_ordinary(self, name: str) -> bool:
        return all(word.casefold() in self._ordinary for word in name.split())

    def _end_of_name(self, text: str, start: int) -> int:
        """Tell where the name that begins at `start` ends; there itself when there is none."""
        end = at = start
        for _ in range(LONGEST_NAME):
            word = _NAME_WORD.match(text, at)
            if not word or "\n" in word[0]:
                break
            small = word[1].casefold()
            if small in self._ordinary or small == NAME:
                break
            end = at = word.end(1)
        return end


def _without_tickets(text: str) -> str:
    for ticket in reversed(TicketNumbers().find(text)):
        text = text[: ticket.start] + NUMBER + text[ticket.end :]
    return text


def _is_no_plate(written: str) -> bool:
    return written.startswith(NO_PLATES) or written.endswith((" RT", " RW", " KM"))


def _printable(text: str) -> str:
    """Drop what YAML or a database refuses, line breaks kept."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return "".join(each if each.isprintable() else "\n" if each in "\n\r" else " " for each in text)
