"""Portraits held against the limits: counts, lengths, purposes, urgency, repeated forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ruamel.yaml.comments import CommentedSeq

from nlu.documents import line_of, read_mapping
from nlu.interpreter import COMPLAINT
from nlu.linting import limits
from nlu.linting.findings import OUT_OF_SCOPE, Check, Finding, Level, Line, is_topic
from nlu.linting.portraits import lengths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from nlu.linting.limits import Bounds
    from nlu.linting.portraits import Portrait

Where: TypeAlias = tuple[str, Line]  #: whose figures, and the line a finding points at

_STEPS = ("sampai 8 kata", "9-25 kata", "26-60 kata", "lebih dari 60 kata")
_REPEATING = {
    Check.REPEATED: "hampir mengulang baris lain",
    Check.OPENING: "empat kata pertama sama dengan baris lain",
    Check.SKELETON: "kerangka sama dengan baris lain",
}
_ADVICE = {
    **dict.fromkeys(_REPEATING, "ganti dengan kejadian lain yang disusun lain, jangan mengisi pola."),
    Check.LENGTH: "tambah kalimat dari panjang yang kurang.",
    Check.PURPOSE: "periksa metadata jenis, tambah kalimat yang kurang.",
    Check.URGENCY: "periksa metadata urgensi, tambah kalimat yang kurang.",
}


def least_lines(label: str) -> int:
    """How many different lines a label needs."""
    if label.partition("/")[2] in limits.WIDE:
        return limits.LEAST_LINES_WIDE
    return limits.LEAST_LINES if is_topic(label) or label == OUT_OF_SCOPE else limits.LEAST_LINES_CHAT


def about_label(portrait: Portrait) -> Iterator[Finding]:
    """Say where one label is beyond a limit."""
    where, topic = (portrait.label, portrait.first), is_topic(portrait.label)
    least = least_lines(portrait.label)
    if portrait.distinct < least:
        written = f"{portrait.label}: {portrait.distinct} kalimat berbeda yang tidak darurat"
        message = f"{written}, perlu {least}; tambah."
        yield portrait.first.found(Level.ERROR, Check.COUNT, message)
    for check, share, most, most_in_chat in (
        (Check.REPEATED, portrait.repeated, limits.MOST_REPEATED, limits.MOST_REPEATED_CHAT),
        (Check.OPENING, portrait.openings, limits.MOST_OPENINGS, limits.MOST_OPENINGS_CHAT),
        (Check.SKELETON, portrait.skeletons, limits.MOST_SKELETONS, limits.MOST_SKELETONS_CHAT),
    ):
        yield from _bounded(where, check, share, (0, most if topic else most_in_chat), _REPEATING[check])
    if topic:
        yield from _lengths(where, portrait.lengths, limits.LENGTHS)
        yield from _bounded(where, Check.PURPOSE, portrait.questions, limits.QUESTIONS, "pertanyaan")
        yield from _bounded(where, Check.PURPOSE, portrait.wishes, limits.WISHES, "aspirasi")


def about_all(lines: Sequence[Line]) -> Iterator[Finding]:
    """Say where all complaints together are beyond a limit."""
    complaints = [line for line in lines if line.example.intent == COMPLAINT]
    if complaints:
        where = ("semua aduan", complaints[0])
        yield from _lengths(where, lengths(complaints), limits.LENGTHS_OVERALL)
        for urgency, bounds in limits.URGENCIES.items():
            given = sum(line.example.marks.urgency == urgency for line in complaints) / len(complaints)
            yield from _bounded(where, Check.URGENCY, given, bounds, urgency)


def about_missing(topics: Path, drawn: Sequence[Portrait]) -> Iterator[Finding]:
    """Name the topics of `data/topics.yml` that have no lines at all; no such file is fine."""
    known = {portrait.label for portrait in drawn}
    listed = read_mapping(topics)["topics"] if topics.exists() else CommentedSeq()
    for index, topic in enumerate(listed):
        if f"{COMPLAINT}/{topic['name']}" not in known:
            message = f"topik {topic['name']} tidak punya kalimat; tulis data/nlu/{topic['name']}.yml."
            yield Finding(Level.ERROR, Check.COUNT, topics, line_of(listed, index), message)


def _lengths(where: Where, shares: Sequence[float], bounds: Sequence[Bounds]) -> Iterator[Finding]:
    for name, share, allowed in zip(_STEPS, shares, bounds, strict=True):
        yield from _bounded(where, Check.LENGTH, share, allowed, name)


def _bounded(where: Where, check: Check, share: float, bounds: Bounds, name: str) -> Iterator[Finding]:
    (whose, first), (least, most) = where, bounds
    if not least <= share <= most:
        message = f"{whose}: {name} {share:.1%}, boleh {least:.0%} sampai {most:.0%}; {_ADVICE[check]}"
        yield first.found(Level.ERROR, check, message)
