"""Whether a message itself says that it holds several matters.

Taken at its word, the NLU cuts every sixth text about one matter in two: what is only cause, effect or scene
has another topic as well. So a cut is believed only where the words announce another matter. Measured on
2026-11-22: of 831 held-out texts about one matter 18 are cut instead of 133, of 70 letters about one matter 5
instead of 7; of 100 messages of several in `data/exam` 66 are seen instead of 83. A new line announces nothing:
of 781 texts about one matter sent in bubbles it would cut 349, and so 16 are cut (`bot/parts.py`).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

#: Opens another matter, as people write it: "trus lampunya mati", "2) ktp belum jadi", "karo maneh".
_LINKS = "|".join(
    (
        *(
            "terus",
            "trus",
            "trs",
            "teros",
            "sama",
            "sm",
            "plus",
            "serta",
            "juga",
            "jg",
            "jga",
            "lagi",
            "sekalian",
        ),
        *(
            "skalian",
            "karo",
            "kalih",
            "kaliyan",
            "lan",
            "ambek",
            "jeung",
            "sareng",
            "wan",
            "jaba",
            "eh",
            "oiya",
        ),
        *(
            "selain (?:hal )?itu",
            "di ?samping itu",
            "(?:satu|1|ada|belum|blm) lagi",
            "ditambah lagi",
            "oh i?ya",
        ),
        *("berikutnya", "selanjutnya", "terakhir", "(?:(?:yang|yg) )?(?:kedua|ketiga|keempat|kelima)"),
        "dan (?:juga|tolong|mohon)",
    )
)
_CALLS = r"(?:(?:dan|yg|yang|pak|bu|min|mas|mbak|kak|terus|trus)\s+)?"
_OPENS = re.compile(rf"^\W*{_CALLS}(?:{_LINKS})\b(?!\s*(?:sekali|skali|saja|aja))", re.IGNORECASE)
_LINK = re.compile(rf"{_LINKS}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:{_LINKS})\W*$", re.IGNORECASE)
_ITEM = re.compile(r"^\W*(?:\(?[1-9]|[a-e])\s?[.)]\s*[^\d\s]", re.IGNORECASE)
_ITEM_BEFORE = re.compile(r"(?:^|\s)\(?(?:[1-9]|[a-e])\s?[.)]\s*$", re.IGNORECASE)
_TOO = re.compile(r"\b(?:juga|jg|jga|jugak|ugo|ugi|oge|pula|maneh)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:dua|tiga|empat|lima|beberapa|banyak|kalih|[2-5])\s+"
    r"(?:hal|masalah|keluhan|laporan|aduan|perkawis|perkara|soal|poin)\b",
    re.IGNORECASE,
)
#: Words into a part within which "juga" still says "this, too".
TOO_WITHIN = 7
#: Characters before a part in which its link may stand.
REACH = 20
#: Three matters in so few words are a list, whatever stands between them.
LIST_PARTS, LIST_WORDS = 3, 60

Span = tuple[int, int]


def announces_several(text: str, spans: Sequence[Span]) -> bool:
    """Say whether `text` announces that `spans`, in order, are matters of their own."""
    if _COUNTED.search(text) or (len(spans) >= LIST_PARTS and len(text.split()) <= LIST_WORDS):
        return True
    return all(_is_border(text, one, other) for one, other in pairwise(spans))


def is_link(text: str) -> bool:
    """Say whether the words do nothing but open another matter: "juga", "selain itu"."""
    return bool(_LINK.fullmatch(text.strip()))


def _is_border(text: str, one: Span, other: Span) -> bool:
    before, own = text[max(one[0], other[0] - REACH) : other[0]], text[slice(*other)]
    parted = before[-1:] in {"", " ", "\n", ",", ";", "."}
    return bool(
        _OPENS.match(own)
        or _BEFORE.search(before)
        or (parted and _ITEM.match(own))
        or _ITEM_BEFORE.search(before)
        or _TOO.search(" ".join(own.split()[:TOO_WITHIN]))
    )
