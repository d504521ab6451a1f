"""Corrections of officers as training lines in Rasa's format, one block a label."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from nlu.training_data import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER = (
    "# Dibuat dari koreksi petugas; data pribadi sudah diganti. Baca sebelum melatih: `tanggap nlu validate`."
)
#: Rasa's own marks, and what YAML or a person would stumble over.
_MARKUP = re.compile(r"[\[\]{}<>|`]")


def training_file(labelled: Iterable[tuple[str, str]]) -> str:
    """Return the file's text for (label, text) pairs; of one text with two labels the later stays."""
    labels: dict[str, tuple[str, str]] = {}
    for label, text in labelled:
        if line := training_line(text):
            labels[line.casefold()] = (label, line)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for label, line in labels.values():
        blocks[label].append(line)
    return "\n".join([HEADER, f'version: "{VERSION}"', *_body(blocks)]) + "\n"


def training_line(text: str) -> str:
    """Return a text as one line without markup; placeholders become plain words, "[nama]" nama."""
    shown = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(_MARKUP.sub(" ", shown).split())


def _body(blocks: dict[str, list[str]]) -> list[str]:
    if not blocks:
        return ["nlu: []"]
    lines = ["nlu:"]
    for label, examples in sorted(blocks.items()):
        lines += [f"  - intent: {label}", "    examples: |", *(f"      - {each}" for each in examples)]
    return lines
