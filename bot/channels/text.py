"""Text as Telegram counts it: in UTF-16 code units."""

import unicodedata
from typing import Any

#: Where a text may be cut, best first.
_SEAMS = ("\n\n", "\n", ". ", " ")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Join surrogate pairs and replace what no database and no service takes: NUL and lone surrogates."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


def cleaned(value: Any) -> Any:
    """Return parsed JSON with every string in it cleaned. Raises RecursionError when it is too deep."""
    match value:
        case str():
            return clean(value)
        case list():
            return [cleaned(item) for item in value]
        case dict():
            return {clean(key): cleaned(item) for key, item in value.items()}
        case _:
            return value


def split(text: str, limit: int) -> list[str]:
    """Cut `text` into parts of at most `limit` units, at paragraphs, lines, sentences, words or graphemes.

    Whitespace at the cuts is dropped. There is always at least one part.
    """
    parts, rest = [], text
    while units(rest) > limit:
        cut = _seam(rest, _fitting(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part] or [text[:1]]


def _fitting(text: str, limit: int) -> int:
    """Return how many characters of `text` fit; half a surrogate pair does not."""
    data = text[:limit].encode("utf-16-le", "surrogatepass")[: 2 * limit]
    return len(data.decode("utf-16-le", "ignore"))


def _seam(text: str, end: int) -> int:
    """Return the best place to cut at or before `end`, but never so early that parts become crumbs."""
    for seam in _SEAMS:
        found = text.rfind(seam, end // 2, end + len(seam))
        if found > 0:
            return min(found + len(seam.rstrip()), end)
    cut = end
    while cut > 0 and _inside_grapheme(text, cut):
        cut -= 1
    return cut or end


def _inside_grapheme(text: str, cut: int) -> bool:
    """Whether a cut would part a letter from its marks, an emoji from its modifiers, or a flag in two."""
    before, after = text[cut - 1], text[cut]
    if _JOINER in (before, after) or (before, after) == ("\r", "\n"):
        return True
    if ord(after) in _SKIN_TONES or ord(after) in _TAGS or unicodedata.category(after).startswith("M"):
        return True
    return ord(after) in _FLAG_LETTERS and _flag_letters_before(text, cut) % 2 == 1


def _flag_letters_before(text: str, cut: int) -> int:
    start = cut
    while start > 0 and ord(text[start - 1]) in _FLAG_LETTERS:
        start -= 1
    return cut - start
