"""Which topic a region's own categories mean: proposed by us, decided by a person, kept in a YAML file."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import token_sort_ratio
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from nlu.classifier import TOPICS
from nlu.documents import line_of, read_mapping, refuse_unknown_keys
from nlu.errors import TrainingDataError
from nlu.history.file import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from nlu.explaining.linear_reading import LinearReader

    Key = tuple[str, str]

SKIP = "lewati"  #: stands for a topic where a category is not to be learnt
SAMPLED = 60  #: texts of a category the model is asked about
MOST = 1_000  #: categories; more mean that the wrong column was taken
ALIKE = 85  #: of 100, from which on a category and a title are the same name
MAJORITY = 0.6  #: share of one topic in the model's answers that is enough
FEWEST = 3  #: texts a majority is worth something with
_KEYS = ("kategori", "instansi", "jumlah", "topik", "dasar")
_HEADER = f"""\
# Kategori dalam berkas -> topik Tanggap. Periksa setiap "topik" (nama dari data/topics.yml), lalu jalankan
# perintah yang sama sekali lagi. "{SKIP}" atau kosong: baris kategori ini tidak dipakai. Bila satu kategori
# memuat dua urusan, tambahkan baris dengan "instansi": pasangan kategori dan instansi didahulukan.
pemetaan:
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A category (or an agency, where there is no category), its rows, and the topic we think it is."""

    category: str
    agency: str
    count: int
    topic: str
    reason: str


@dataclass(slots=True)
class _Seen:
    count: int = 0
    texts: list[str] = field(default_factory=list)


def propose(
    rows: Iterable[Row | int], reader: LinearReader, titles: Mapping[str, Collection[str]], path: Path
) -> list[Proposal]:
    """Count the categories, and find a topic for each by its name, else by what the model says of its texts.

    `titles` are the names of each topic. Raises TrainingDataError when there are too many categories.
    """
    seen: dict[Key, _Seen] = {}
    chance = Random(0)  # noqa: S311 - which texts are asked about is no secret
    for row in rows:
        if isinstance(row, Row) and (row.category or row.agency):
            each = seen.setdefault((row.category, "" if row.category else row.agency), _Seen())
            if len(seen) > MOST:
                reason = (
                    f"lebih dari {MOST} kategori berbeda; mungkin kolomnya salah, pakai --column-category."
                )
                raise TrainingDataError(path, row.number, reason)
            _sample(each, row.text, chance)
    ranked = sorted(seen.items(), key=lambda item: (-item[1].count, item[0]))
    return [_proposal(key, each, reader, titles) for key, each in ranked]


def _sample(seen: _Seen, text: str, chance: Random) -> None:
    """Keep SAMPLED of all texts, each as likely as the other."""
    seen.count += 1
    if len(seen.texts) < SAMPLED:
        seen.texts.append(text)
    elif (place := chance.randrange(seen.count)) < SAMPLED:
        seen.texts[place] = text


def _proposal(key: Key, seen: _Seen, reader: LinearReader, titles: Mapping[str, Collection[str]]) -> Proposal:
    topic, agreeing = _majority(seen.texts, reader)
    by_name = _by_name(key[0] or key[1], titles)
    share = agreeing / max(len(seen.texts), 1)
    said = f"model: {topic} {share:.0%} dari {len(seen.texts)}"
    if by_name:
        return Proposal(*key, seen.count, by_name, f"nama; {said}")
    enough = share >= MAJORITY and len(seen.texts) >= FEWEST
    return Proposal(*key, seen.count, topic if enough else "", said)


def _majority(texts: Iterable[str], reader: LinearReader) -> tuple[str, int]:
    answers: Counter[str] = Counter()
    for text in texts:
        topics = reader.judged(reader.words(text))[TOPICS]
        answers[max(topics, key=topics.__getitem__)] += 1
    return answers.most_common(1)[0]


def _by_name(category: str, titles: Mapping[str, Collection[str]]) -> str:
    """Find the one topic of this name: alike in spelling, or holding all its words."""
    words = _words(category)
    alike = {
        topic: max(
            token_sort_ratio(" ".join(sorted(words)), " ".join(sorted(_words(each)))) for each in names
        )
        for topic, names in titles.items()
    }
    best = max(alike, key=alike.__getitem__)
    if alike[best] >= ALIKE:
        return best
    holding = [topic for topic, names in titles.items() if any(words <= _words(each) for each in names)]
    return holding[0] if words and len(holding) == 1 else ""


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name.casefold())) - {"dan", "dinas", "umum"}


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> None:
    """Write the file a person checks."""
    lines = [
        f"  - kategori: {_quoted(each.category)}\n    instansi: {_quoted(each.agency)}\n    jumlah: {each.count}\n"
        f"    topik: {_quoted(each.topic)}\n    dasar: {_quoted(each.reason)}\n"
        for each in proposals
    ]
    path.write_text(_HEADER + "".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_topic_of(path: Path, topics: Collection[str]) -> Callable[[Row], str | None]:
    """Read a checked file into a function: the topic of a row, SKIP, or None for an unknown category.

    Raises TrainingDataError.
    """
    root = read_mapping(path)
    refuse_unknown_keys(path, root, ("pemetaan",))
    items = root.get("pemetaan")
    if not isinstance(items, CommentedSeq) or not all(isinstance(each, CommentedMap) for each in items):
        raise TrainingDataError(path, 1, 'tidak ada daftar "pemetaan:"; hapus berkas ini dan jalankan ulang.')
    known = dict(_entry(path, each, topics) for each in items)

    def topic_of(row: Row) -> str | None:
        keys = ((row.category, row.agency), (row.category, ""), ("", row.agency))
        return next((known[key] for key in keys if key in known and any(key)), None)

    return topic_of


def _entry(path: Path, item: CommentedMap, topics: Collection[str]) -> tuple[Key, str]:
    refuse_unknown_keys(path, item, _KEYS)
    topic = str(item.get("topik") or SKIP)
    if topic != SKIP and topic not in topics:
        reason = f'topik "{topic}" tidak ada di data/topics.yml; pakai salah satunya atau "{SKIP}".'
        raise TrainingDataError(path, line_of(item, "topik"), reason)
    return (str(item.get("kategori") or ""), str(item.get("instansi") or "")), topic
