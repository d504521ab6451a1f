"""Texts made rough the way hurried people write, to see what a model loses by it.

Made apart from the noise the model is trained with (`nlu/noise.py`), so that this measures and does not
repeat it. A text and a seed always give the same rough text.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEED = 2024
SLANG_SHARE, TYPO_SHARE, VOWELLESS_SHARE = 0.8, 0.15, 0.7  #: of the words that can be changed
SHORTEST_TYPO, SHORTEST_VOWELLESS = 4, 4  #: letters
_VOWELS = "aiueo"
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[^\w\s]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Letters beside each other under the thumb.
_NEIGHBOURS = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)
}
_SLANG = {
    "yang": "yg", "tidak": "gk", "sudah": "udh", "belum": "blm", "dengan": "dgn", "untuk": "utk",
    "karena": "krn", "dari": "dr", "pada": "pd", "dalam": "dlm", "juga": "jg", "saja": "aja",
    "kalau": "klo", "sama": "ama", "sekali": "bgt", "sangat": "bgt", "banget": "bgt", "bisa": "bs",
    "saya": "sy", "kami": "kmi", "kita": "kt", "mereka": "mrk", "orang": "org", "tolong": "tlg",
    "mohon": "mhn", "bagaimana": "gmn", "gimana": "gmn", "kenapa": "knp", "mengapa": "knp",
    "kapan": "kpn", "dimana": "dmn", "jalan": "jln", "depan": "dpn", "dekat": "dkt", "rumah": "rmh",
    "sampai": "smp", "sekarang": "skrg", "kemarin": "kmrn", "malam": "mlm", "bulan": "bln",
    "tahun": "thn", "hari": "hr", "minggu": "mggu", "sering": "srg", "banyak": "bnyk", "lagi": "lg",
    "masih": "msh", "terus": "trs", "tapi": "tp", "tetapi": "tp", "atau": "ato", "seperti": "kyk",
    "hanya": "cm", "cuma": "cm", "habis": "abis", "terima": "trma", "kasih": "ksh", "pernah": "prnh",
    "langsung": "lgsg", "harus": "hrs", "jangan": "jgn", "padahal": "pdhl", "semua": "smua",
    "setiap": "tiap2", "petugas": "ptgs", "sekolah": "skul", "anak": "ank", "bapak": "bpk",
    "kampung": "kmpg", "kabupaten": "kab", "kecamatan": "kec", "kelurahan": "kel", "desa": "ds",
    "lampu": "lmpu", "sampah": "smph", "selokan": "slokan", "motor": "mtr", "mobil": "mbl",
}  # fmt: skip


def roughened(text: str, kind: str) -> str:
    """Make a text rough; `kind` is one of KINDS."""
    return KINDS[kind](text, Random(f"{SEED}{kind}{text}"))  # noqa: S311 - must repeat, not be secret


def _slang_and_typos(text: str, random: Random) -> str:
    def change(word: str) -> str:
        short = _SLANG.get(word.lower())
        if short:
            return short if random.random() < SLANG_SHARE else word
        fits = len(word) >= SHORTEST_TYPO and random.random() < TYPO_SHARE
        return _mistyped(word, random) if fits else word

    return _each_word(text, change)


def _mistyped(word: str, random: Random) -> str:
    """Swap two letters, lose, double, or miss one; never the first, which people get right."""
    at = random.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    near = _NEIGHBOURS.get(letter.lower(), letter)
    return random.choice(
        (
            before + after[0] + letter + after[1:],
            before + after,
            before + letter * 2 + after,
            before + random.choice(near) + after,
        )
    )


def _without_vowels(text: str, random: Random) -> str:
    def change(word: str) -> str:
        if len(word) < SHORTEST_VOWELLESS or random.random() >= VOWELLESS_SHARE:
            return word
        return word[0] + "".join(letter for letter in word[1:] if letter.lower() not in _VOWELS)

    return _each_word(text, change)


def _capitals(text: str, _: Random) -> str:
    return text.upper()


def _plain(text: str, _: Random) -> str:
    return " ".join(_SIGNS.sub(" ", text).lower().split())


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda found: change(found.group()), text)


#: Named as on the screen: chat slang with slips of the thumb, SMS without vowels, all capitals, bare words.
KINDS: Mapping[str, Callable[[str, Random], str]] = {
    "slang_salah_ketik": _slang_and_typos,
    "tanpa_vokal": _without_vowels,
    "huruf_besar": _capitals,
    "polos": _plain,
}
