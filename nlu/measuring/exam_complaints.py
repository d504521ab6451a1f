"""The exam of messages with several complaints, and letters with one: `beberapa_aduan_*.jsonl`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from nlu.measuring.exam_shares import share, share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.interpreter import Complaint, Interpreter
    from nlu.measuring.exam_files import ExamRow

KEYS = ("id", "text", "complaints")
OVERLAP = 0.5  #: more than this of the shorter span must be shared


class Gold(NamedTuple):
    """A complaint as it should be found."""

    topic: str
    start: int
    end: int


class _Told(NamedTuple):
    gold: list[Gold]
    found: tuple[Complaint, ...]


def complaints_exam(interpreter: Interpreter, rows: Sequence[ExamRow]) -> dict[str, Any]:
    """Score rows of {"text", "complaints": [{"topic", "quote"}]}. Raises ValueError on a quote not in its text.

    Topics and spans are scored over the messages that hold several.
    """
    told = [_Told(gold_of(row), interpreter.parse(row["text"]).complaints) for row in rows]
    several = [each for each in told if len(each.gold) > 1]
    letters = [each for each in told if len(each.gold) == 1]
    return {
        "n": len(told),
        "several_seen_as_several": share_of(len(each.found) > 1 for each in several),
        "several_right_number": share_of(len(each.found) == len(each.gold) for each in several),
        "letters_kept_one": share_of(len(each.found) == 1 for each in letters),
        "letters_seen_as_none": share_of(not each.found for each in letters),
        "letters_right_topic": share_of(_shared_topics(each) == 1 for each in letters),
        "topics": _topics(several),
        "span_recall": share(
            sum(_spans_found(each) for each in several), sum(len(each.gold) for each in several)
        ),
    }


def gold_of(row: ExamRow) -> list[Gold]:
    """Find the quotes in the text; a quote given twice is its next occurrence, or the same. Raises ValueError."""
    text, found, after = row["text"], [], dict[str, int]()
    for each in row["complaints"]:
        quote = each["quote"]
        start = text.find(quote, after.get(quote, 0))
        if start < 0:
            start = text.find(quote)
        if start < 0 or not quote:
            raise ValueError(f"soal {row['id']}: sebuah kutipan tidak ada dalam teksnya")
        after[quote] = start + len(quote)
        found.append(Gold(each["topic"], start, start + len(quote)))
    return found


def _topics(told: Sequence[_Told]) -> dict[str, Any]:
    hits = sum(_shared_topics(each) for each in told)
    return {
        "precision": share(hits, sum(len(each.found) for each in told)),
        "recall": share(hits, sum(len(each.gold) for each in told)),
    }


def _shared_topics(told: _Told) -> int:
    right = Counter(each.topic for each in told.gold)
    return (right & Counter(each.topic.name for each in told.found)).total()


def _spans_found(told: _Told) -> int:
    """Count complaints found with their topic and place; what is found counts for one complaint only."""
    free, hits = list(told.found), 0
    for gold in told.gold:
        fitting = next((each for each in free if _fits(gold, each)), None)
        if fitting:
            free.remove(fitting)
            hits += 1
    return hits


def _fits(gold: Gold, found: Complaint) -> bool:
    shared = min(gold.end, found.end) - max(gold.start, found.start)
    shorter = min(gold.end - gold.start, found.end - found.start)
    return gold.topic == found.topic.name and shared > OVERLAP * shorter
