"""The first pass over a region's history: which rows can be learnt from, and what is wrong with the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlu.classifier import INTENTS, TOPICS
from nlu.history.dates import day_of
from nlu.history.mapping import SKIP
from nlu.interpreter import COMPLAINT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from nlu.explaining.linear_reading import LinearReader
    from nlu.history.file import Row
    from nlu.history.private_data import Anonymiser

SHORTEST, LONGEST = 3, 130  #: words of a line
READ = 6_000  #: characters of a complaint looked at, far more than LONGEST words
#: Confidence from which on the model's other answer is worth a look; `topic_is_sure`, nine of ten right, is near 0.5.
SURE = 0.8


class Fate(StrEnum):
    """What becomes of a row."""

    TAKEN = "dipakai"
    OVER = "melebihi batas per topik"
    SKIPPED = "kategori dilewati"
    UNMAPPED = "kategori belum dipetakan"
    SHORT = "kosong atau terlalu pendek"
    KNOWN = "sudah ada di data latihan atau uji"
    REPEATED = "berulang"
    BROKEN = "jumlah kolom salah"
    TWO_TOPICS = "teks sama, kategori berbeda"
    OTHER_TOPIC = "model yakin topik lain"
    NO_COMPLAINT = "model yakin bukan aduan"


class Conflict(NamedTuple):
    """A row a person should look at; `model` and `confidence` are the model's answer, where it was asked."""

    row: int
    fate: Fate
    topic: str = ""
    model: str = ""
    confidence: float = 0.0


class _Seen(NamedTuple):
    row: int
    topic: str
    day: int
    usable: bool


@dataclass(slots=True)
class Survey:
    """Counts of fates, conflicts in order of rows, and the rows chosen with their topics."""

    fates: Counter[Fate] = field(default_factory=Counter)
    conflicts: list[Conflict] = field(default_factory=list)
    chosen: dict[int, str] = field(default_factory=dict)


class Surveyor:
    """Judges rows one by one and remembers 8 bytes of each text, so that the file may be long."""

    def __init__(
        self,
        reader: LinearReader,
        anonymiser: Anonymiser,
        topic_of: Callable[[Row], str | None],
        known: Collection[int],
        *,
        keep_conflicts: bool = False,
    ) -> None:
        """Take who reads, cleans and maps, and the digests of texts that need no repeating."""
        self._reader, self._anonymiser, self._topic_of = reader, anonymiser, topic_of
        self._known, self._keep = known, keep_conflicts
        self._seen: dict[int, _Seen] = {}
        self._survey = Survey()

    def survey(self, rows: Iterable[Row | int], most: int) -> Survey:
        """Judge all rows, and choose at most `most` per topic, evenly over time."""
        for row in rows:
            fate = self._conflict(Conflict(row, Fate.BROKEN)) if isinstance(row, int) else self._fate(row)
            self._survey.fates[fate] += 1
        self._choose(most)
        self._survey.conflicts.sort()
        return self._survey

    def _fate(self, row: Row) -> Fate:
        topic = self._topic_of(row)
        if topic is None:
            return Fate.UNMAPPED
        if topic == SKIP:
            return Fate.SKIPPED
        text = clean_text(row, self._anonymiser)
        if len(text.split()) < SHORTEST:
            return Fate.SHORT
        words = self._reader.words(text)
        digest = digest_of(words)
        if self._is_known(row, text, digest):
            return Fate.KNOWN
        if digest in self._seen:
            return self._again(row, topic, digest)
        fate = self._model_says(row, topic, words)
        usable = fate == Fate.TAKEN or self._keep
        self._seen[digest] = _Seen(row.number, topic, day_of(row.date), usable)
        return Fate.TAKEN if usable else fate

    def _is_known(self, row: Row, text: str, digest: int) -> bool:
        """Compare as it was written too, since what is known was never cleaned."""
        changed = text != " ".join(row.text.split())
        return digest in self._known or (changed and digest_of(self._reader.words(row.text)) in self._known)

    def _again(self, row: Row, topic: str, digest: int) -> Fate:
        first = self._seen[digest]
        if first.topic == topic:
            return Fate.REPEATED
        if first.usable:
            self._seen[digest] = first._replace(usable=False)
            self._survey.fates[Fate.TAKEN] -= 1
            self._survey.fates[self._conflict(Conflict(first.row, Fate.TWO_TOPICS, first.topic))] += 1
        return self._conflict(Conflict(row.number, Fate.TWO_TOPICS, topic))

    def _model_says(self, row: Row, topic: str, words: Sequence[str]) -> Fate:
        judged = self._reader.judged(words)
        for head, right, fate in (
            (INTENTS, COMPLAINT, Fate.NO_COMPLAINT),
            (TOPICS, topic, Fate.OTHER_TOPIC),
        ):
            best = max(judged[head], key=judged[head].__getitem__)
            if best != right and judged[head][best] >= SURE:
                return self._conflict(Conflict(row.number, fate, topic, best, judged[head][best]))
        return Fate.TAKEN

    def _conflict(self, conflict: Conflict) -> Fate:
        self._survey.conflicts.append(conflict)
        return conflict.fate

    def _choose(self, most: int) -> None:
        by_topic: dict[str, list[_Seen]] = {}
        for each in self._seen.values():
            if each.usable:
                by_topic.setdefault(each.topic, []).append(each)
        for topic, found in sorted(by_topic.items()):
            kept = evenly(sorted(found, key=lambda each: (each.day, each.row)), most)
            self._survey.chosen.update({each.row: topic for each in kept})
            self._survey.fates[Fate.OVER] += len(found) - len(kept)
            self._survey.fates[Fate.TAKEN] -= len(found) - len(kept)


def evenly(found: Sequence[_Seen], most: int) -> list[_Seen]:
    """Take at most `most` at equal distances, first and last among them."""
    if len(found) <= most:
        return list(found)
    return [found[at] for at in np.linspace(0, len(found) - 1, most).round().astype(int)]


def clean_text(row: Row, anonymiser: Anonymiser) -> str:
    """Give a complaint as a training line: one line, nothing private, at most LONGEST words."""
    return " ".join(anonymiser.clean(row.text[:READ]).split()[:LONGEST])


def digest_of(words: Sequence[str]) -> int:
    """Stand for a normalised text by 8 bytes."""
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest())
