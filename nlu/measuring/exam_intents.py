"""The exam of what a message is for: `niat_*.jsonl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlu.evaluation import figures_per_topic, macro_f1
from nlu.measuring.exam_shares import share_of
from nlu.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.interpreter import Interpreter
    from nlu.measuring.exam_files import ExamRow

KEYS = ("id", "text", "intent")


def intents_exam(interpreter: Interpreter, rows: Sequence[ExamRow]) -> dict[str, Any]:
    """Score rows of {"text", "intent", "alt_intent"}; lenient takes an alternative as the label itself."""
    samples = [Sample.from_row(row, "intent") for row in rows]
    found = [interpreter.parse(each.text).intent.name for each in samples]
    right = [each.label for each in samples]
    excused = [each.label if each.accepts(name) else name for each, name in zip(samples, found, strict=True)]
    per_intent = figures_per_topic(right, found)
    return {
        "n": len(rows),
        "macro_f1": macro_f1(per_intent),
        "macro_f1_lenient": macro_f1(figures_per_topic(right, excused)),
        "accuracy_strict": share_of(one == other for one, other in zip(right, found, strict=True)),
        "accuracy_lenient": share_of(one == other for one, other in zip(right, excused, strict=True)),
        "f1": {name: each.f1 for name, each in per_intent.items()},
    }
