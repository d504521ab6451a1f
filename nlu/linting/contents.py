"""What must not stand in a line: private data anywhere; noise and customer service in di_luar_topik."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from nlu.linting.findings import OUT_OF_SCOPE, Check, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from nlu.linting.findings import Finding, Line

PRIVATE = {
    "alamat surel": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "8 angka atau lebih berderet": re.compile(r"\d{8}"),
    "nomor telepon": re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?8\d(?:[ .-]?\d){6}"),
    "nomor mirip NIK": re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}"),
}
COMMON = 2  #: lines with other labels that make a word one that people use

_OTHER_LETTERS = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_KEYBOARD = re.compile(r"asdf|qwer|wert|zxcv|hjkl|dfgh|jkl")
_NO_SYLLABLES = re.compile(r"[^aeiouy]{4,}|(.)\1*|\w*[^aeiouy]{5}\w*")
_ENGLISH = re.compile(
    r"the|is|are|am|you|your|my|we|he|she|they|what|how|where|when|why|who|this|that|please|i|love|have|has"
    r"|not|do|does|did|can|could|will|would|want|need|good|morning|night|hello|help|thanks|thank|for|of|from"
    r"|with|and|or|but|a|an|in|on|at|to|it|me"
)
_FOREIGN = re.compile(r"annyeong|saranghae|gomawo|kamsa|arigato|ohayo|kaifa|uhibbuk|bonjour|gracias|ni hao")
_COMPANIES = re.compile(
    r"shopee|tokopedia|lazada|bukalapak|blibli|gojek|grab|gofood|ojol|indihome|telkomsel|indosat|smartfren"
    r"|provider|paket data|kuota|kurir|ekspedisi|paket saya|toko online|refund|retur|reschedule|garansi"
    r"|maskapai|kartu member|saldo dana|kepotong|langganan|m-?banking|password|centang satu"
    r"|\b(?:akun|resi|cod|otp|atm|j&?nt|jne|xl)\b"
)


def about_private(lines: Sequence[Line]) -> Iterator[Finding]:
    """Name the lines that hold private data; always an error."""
    for line in lines:
        for kind, pattern in PRIVATE.items():
            if pattern.search(line.example.text):
                yield line.found(Level.ERROR, Check.PRIVATE, f"ada {kind}; hapus, atau tulis tanpa nomornya.")
                break


def about_purity(lines: Sequence[Line]) -> Iterator[Finding]:
    """Name the lines of di_luar_topik of the kinds that are kept for the exam, as far as words tell."""
    known = common_words(line for line in lines if line.label != OUT_OF_SCOPE)
    for line in lines:
        if line.label == OUT_OF_SCOPE and (kind := kept_for_exam(line, known)):
            yield line.found(
                Level.WARNING, Check.PURITY, f"tampaknya {kind}; jenis ini hanya untuk ujian, hapus."
            )


def kept_for_exam(line: Line, known: Collection[str]) -> str:
    """Say which kind of exam text a line looks like: gibberish, foreign, a company's customers; else ""."""
    text = line.example.text.lower()
    words = _LETTERS.findall(text)
    english = sum(bool(_ENGLISH.fullmatch(word)) for word in words)
    if _OTHER_LETTERS.search(text) or _FOREIGN.search(text) or (english > 1 and 2 * english >= len(words)):
        return "bahasa asing"
    if 2 * sum(word not in known and _is_noise(word) for word in words) >= len(words):
        return "ketikan tanpa arti"
    return "urusan pelanggan perusahaan" if _COMPANIES.search(text) else ""


def common_words(lines: Iterable[Line]) -> set[str]:
    """List the words, as written, of at least COMMON lines."""
    counts = Counter(word for line in lines for word in set(_LETTERS.findall(line.example.text.lower())))
    return {word for word, count in counts.items() if count >= COMMON}


def _is_noise(word: str) -> bool:
    return bool(_KEYBOARD.search(word) or _NO_SYLLABLES.fullmatch(word))
