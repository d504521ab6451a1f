"""Road names in one form, however they are written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

ROAD = frozenset({"jl", "jln", "jalan"})
LONG = {"gg": "gang", "kh": "kh", "jend": "jenderal", "jendral": "jenderal", "dr": "dokter", "kol": "kolonel"}
#: After a road's name these make it another road: Jalan Pemuda is not Jalan Pemuda Selatan.
OTHER_ROAD = frozenset(
    {"utara", "selatan", "timur", "barat", "tengah", "raya", "dalam", "lama", "baru"}
    | {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}
)


def road_words(text: str) -> tuple[str, ...]:
    """Return a text's words in small letters, without accents and punctuation; `K.H.` and `KH` are one word."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c)))
    joined = [
        word
        for single, group in groupby(words, key=lambda word: len(word) == 1 and word.isalpha())
        for word in ([_initials(list(group))] if single else group)
    ]
    return tuple(LONG.get(word, word) for each in joined for word in each.split())


def normal_road(name: str) -> tuple[str, ...]:
    """Return a road's name in words, without `Jalan` before it."""
    words = road_words(name)
    return words[1:] if words and words[0] in ROAD else words


def begins_with(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words begin with this road's name and not with a longer one."""
    following = said[len(name)] if len(said) > len(name) else ""
    return tuple(said[: len(name)]) == tuple(name) and following not in OTHER_ROAD and not following.isdigit()


def places_of_names(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words from where a road's name may begin: after each `jalan`, or at the start without one."""
    words = road_words(text)
    starts = [i + 1 for i, word in enumerate(words) if word in ROAD]
    yield from (words[start:] for start in starts or [0])


def _initials(letters: list[str]) -> str:
    return "".join(letters) if len(letters) > 1 else letters[0]
