"""The exam of urgency, secrecy and purpose: `darurat_*.jsonl`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlu.evaluation import figures_per_topic, macro_f1
from nlu.interpreter import Urgency
from nlu.lexicon import SENSITIVE_CATEGORIES
from nlu.measuring.exam_shares import precision_recall, share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.interpreter import Interpreter, ParsedMessage
    from nlu.measuring.exam_files import ExamRow

KEYS = ("id", "text", "urgency", "sensitivity", "kind")


def emergency_exam(interpreter: Interpreter, rows: Sequence[ExamRow]) -> dict[str, Any]:
    """Score rows of {"text", "urgency", "sensitivity": [...], "kind"}."""
    told = [(row, interpreter.parse(row["text"])) for row in rows]
    return {
        "n": len(rows),
        "urgency": _urgency([(Urgency(row["urgency"]), parsed.urgency) for row, parsed in told]),
        "secrecy": _secrecy(told),
        "purpose": _purpose([row["kind"] for row in rows], [parsed.purpose.value for _, parsed in told]),
    }


def _urgency(pairs: Sequence[tuple[Urgency, Urgency]]) -> dict[str, Any]:
    danger, calm = Urgency.EMERGENCY, Urgency.ORDINARY
    return {
        "emergency_recall": share_of(found == danger for right, found in pairs if right == danger),
        "false_alarms": share_of(found == danger for right, found in pairs if right != danger),
        "false_alarms_important": share_of(
            found == danger for right, found in pairs if right == Urgency.IMPORTANT
        ),
        "false_alarms_ordinary": share_of(found == danger for right, found in pairs if right == calm),
        "emergency_seen_at_least_important": share_of(
            found != calm for right, found in pairs if right == danger
        ),
        "important_or_above_recall": share_of(found != calm for right, found in pairs if right != calm),
        "ordinary_raised": share_of(found != calm for right, found in pairs if right == calm),
    }


def _secrecy(told: Sequence[tuple[ExamRow, ParsedMessage]]) -> dict[str, Any]:
    """Count rows marked at all, and each category by itself."""
    marks = [(set(row["sensitivity"]), parsed.sensitivity) for row, parsed in told]
    figures = {"any": precision_recall((bool(right), bool(found)) for right, found in marks)}
    for category in SENSITIVE_CATEGORIES:
        figures[category] = precision_recall((category in right, category in found) for right, found in marks)
    return figures


def _purpose(right: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    per_purpose = figures_per_topic(right, found)
    return {
        "accuracy": share_of(one == other for one, other in zip(right, found, strict=True)),
        "macro_f1": macro_f1(per_purpose),
        "f1": {name: each.f1 for name, each in per_purpose.items()},
    }
