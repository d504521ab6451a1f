"""Lines that nearly repeat another: within a label, under two labels, or of a held-out text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from nlu.linting.findings import Check, Level, Line
from nlu.linting.limits import (
    ALIKE,
    COPIED,
    COPIED_WORDS,
    MOST_CONFLICTING,
    SHORT,
)
from nlu.samples import read_samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nlu.linting.findings import Finding
    from nlu.linting.likeness import Likeness
    from nlu.words import Normaliser

Twins: TypeAlias = tuple[Line, Line, float]  #: a line, the earlier one it nearly repeats, how nearly


class HeldOutText(NamedTuple):
    """A held-out text as repaired words, and where it stands."""

    words: list[str]
    place: str


def twins(lines: Sequence[Line], likeness: Likeness) -> list[Twins]:
    """Find the lines that nearly repeat an earlier one, that one, and how alike they are."""
    return [
        (lines[second], lines[first], alike)
        for first, second, alike in likeness.among(ALIKE)
        if min(len(lines[first].words), len(lines[second].words)) >= SHORT or _same(lines, first, second)
    ]


def _same(lines: Sequence[Line], first: int, second: int) -> bool:
    """Short lines count where the very same words teach two labels."""
    one, other = lines[first], lines[second]
    return one.label != other.label and one.forms == other.forms


def about_twins(found: Sequence[Twins], lines: int) -> Iterator[Finding]:
    """Name every repetition; conflicting ones beyond a share of all lines are an error."""
    conflicting: list[Line] = []
    for line, earlier, likeness in found:
        there = f"{likeness:.0%} sama dengan {earlier.place}"
        if line.label == earlier.label:
            yield line.found(
                Level.WARNING, Check.REPEATED, f"{there}; hapus salah satu, atau tulis kejadian lain."
            )
        else:
            conflicting.append(line)
            message = (
                f"{there} ({earlier.label}), di sini {line.label}; putuskan satu label, hapus yang lain."
            )
            yield line.found(Level.WARNING, Check.CONFLICT, message)
    if len(conflicting) > MOST_CONFLICTING * lines:
        message = (
            f"{len(conflicting)} dari {lines} baris hampir sama di dua label, boleh {MOST_CONFLICTING:.1%}."
        )
        yield conflicting[0].found(Level.ERROR, Check.CONFLICT, message)


def about_leaks(lines: Sequence[Line], likeness: Likeness, texts: Sequence[HeldOutText]) -> Iterator[Finding]:
    """Name the lines that nearly repeat a held-out text, or hold a long one; always an error."""
    words = [each.words for each in texts]
    repeated = [
        pair
        for pair in likeness.with_others(words, ALIKE)
        if min(len(words[pair.first]), len(lines[pair.second].words)) >= SHORT
    ]
    held = [
        pair
        for pair in likeness.with_others(words, COPIED, held=True)
        if len(words[pair.first]) >= COPIED_WORDS
    ]
    for (first, second), alike in {pair[:2]: pair.likeness for pair in [*repeated, *held]}.items():
        message = f"{alike:.0%} dari kalimat uji {texts[first].place} ada di sini; hapus baris latihan ini."
        yield lines[second].found(Level.ERROR, Check.LEAK, message)


def held_out_texts(folder: Path, normaliser: Normaliser) -> list[HeldOutText]:
    """Read `*.jsonl` (topics) and `intents/*.jsonl` with the line of each text."""
    texts = []
    for path in sorted(folder.rglob("*.jsonl")):
        kind = "intent" if path.parent.name == "intents" else "topic"
        written = enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        numbers = [number for number, text in written if text.strip()]
        for number, sample in zip(numbers, read_samples(path, kind), strict=True):
            texts.append(HeldOutText(normaliser.phrase(sample.text), f"{path.name}:{number}"))
    return texts
