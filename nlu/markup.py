"""Rasa's entity markup inside examples: `[jl veteran](lokasi)` and its longer forms."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_MARKED = re.compile(
    r"\[(?P<text>[^\[\]]+)\](?:\((?P<type>[^()]*)\)|(?P<json>\{[^{}]*\})|\[(?:\s*\{[^{}]*\}\s*,?)+\])"
)


class Plain(NamedTuple):
    """An example without markup, and the synonyms (text to value) its markup taught."""

    text: str
    synonyms: dict[str, str]


def strip_markup(example: str) -> Plain:
    """Take the markup off; raises ValueError when its JSON is not JSON."""
    synonyms = {}
    for marked in _MARKED.finditer(example):
        value = _value(marked)
        if value is not None and value != marked["text"]:
            synonyms[marked["text"]] = value
    return Plain(_MARKED.sub(lambda marked: marked["text"], example), synonyms)


def _value(marked: re.Match[str]) -> str | None:
    if marked["json"]:
        value = json.loads(marked["json"]).get("value")
        return None if value is None else str(value)
    return (marked["type"] or "").partition(":")[2] or None
