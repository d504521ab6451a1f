"""A place of its own for each report that was asked about: "nomor 1 di Jl. Mawar, nomor 2 di Jl. Melati"."""

import re

from actions.context import Context

_MARK = re.compile(
    r"(?:^|(?<=[\s,;.]))(?:(?:(?:yang|yg)\s+)?(?:no|nomor|nmr|ke)[\s.-]*([1-5])\b[.:)]?|([1-5])[.:)])\s*"
    r"(?:(?:itu|ada|letaknya|di)\s+)*",
    re.IGNORECASE,
)


def numbered_places(context: Context, words: str) -> dict[str, str]:
    """Return the words for each place by ticket number; none unless the answer begins with such a number."""
    receipt, asked = list(context.slot("bagian") or ()), set(context.slot("tiket_lokasi") or ())
    marks = [mark for mark in _MARK.finditer(words) if _place(mark) <= len(receipt)]
    if not marks or words[: marks[0].start()].strip():
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(words)]
    told = {
        receipt[_place(mark) - 1]: words[mark.end() : end].strip(" ,;.\n")
        for mark, end in zip(marks, ends, strict=True)
    }
    return {number: place for number, place in told.items() if place and number in asked}


def _place(mark: "re.Match[str]") -> int:
    return int(mark[1] or mark[2])
