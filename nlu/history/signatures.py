"""The end of a letter, where its writer signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHORTEST, LONGEST = 3, 12  #: words before "hormat saya" at least, and after it at most
SIGNATURE = 6  #: words of a name with "warga RT 02" at most
_CLOSING = re.compile(
    r"(?<!\w)(?:hormat\s+(?:saya|kami)|salam\s+hormat|ttd|tertanda)(?!\w)[\s,.:;-]*|"
    r"\n\s*(?:yang\s+melapor(?:kan)?|pelapor|pengirim|nama\s+pelapor)(?!\w)[\s,.:;-]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"((?:terima\s*kasih|trims|makasih|wassalam\w*|tks)(?:\s+banyak)?)\s*[\n,.:;-]+\s*", re.IGNORECASE
)
_BESIDE_NAMES = frozenset(
    ["warga", "dari", "rt", "rw", "desa", "dusun", "kelurahan", "kel", "kec", "kecamatan", "kampung", "dan"]
)


def without_signature(text: str, ordinary: Collection[str]) -> str:
    """Cut off a closing formula with what follows it, and a last line that holds nothing but a name."""
    text = text.rstrip()
    for closing in _CLOSING.finditer(text):
        said, signed = text[: closing.start()], text[closing.end() :]
        if len(said.split()) >= SHORTEST and len(signed.split()) <= LONGEST:
            text = said.rstrip()
            break
    for thanks in _THANKS.finditer(text):
        if is_signature(text[thanks.end() :], ordinary):
            return text[: thanks.end(1)]
    before, line, last = text.rpartition("\n")
    return before.rstrip() if line and is_signature(last, ordinary) else text


def is_signature(text: str, ordinary: Collection[str]) -> bool:
    """Say whether at most six words hold a name and nothing ordinary but "warga", "RT" and such."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", text)]
    rest = [word for word in words if word not in _BESIDE_NAMES and not word.isdigit()]
    return 0 < len(words) <= SIGNATURE and bool(rest) and not any(word in ordinary for word in rest)
