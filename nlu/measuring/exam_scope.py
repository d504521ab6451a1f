"""The exam of what is no matter of ours: `luar_layanan_*.jsonl`, against the held-out complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlu.measuring.scope import in_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.interpreter import Interpreter
    from nlu.measuring.exam_files import ExamRow

KEYS = ("id", "text", "kind")
KEPT = 5  #: percent of the complaints that may be lost to find the rest


def scope_exam(
    interpreter: Interpreter, rows: Sequence[ExamRow], complaints: Sequence[str]
) -> dict[str, Any]:
    """Score rows of {"text", "kind"} against complaints: how well `in_scope` tells them apart, per kind.

    "passed" is the share that would be taken for a complaint if 95 % of the complaints are to pass.
    """
    inside = [in_scope(interpreter.parse(text)) for text in complaints]
    outside = [(row["kind"], in_scope(interpreter.parse(row["text"]))) for row in rows]
    floor = float(np.percentile(inside, KEPT))
    told = {"all": _figures(inside, [score for _, score in outside], floor)}
    for kind in sorted({kind for kind, _ in outside}):
        told[kind] = _figures(inside, [score for name, score in outside if name == kind], floor)
    return {"n": len(rows), "complaints": len(complaints), "kinds": told}


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Give the chance that one of `inside` scores above one of `outside`, ties half."""
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, side="left") + np.searchsorted(ordered, inside, side="right")
    return float(below.mean() / 2 / len(ordered))


def _figures(inside: Sequence[float], outside: Sequence[float], floor: float) -> dict[str, Any]:
    passed = sum(score >= floor for score in outside)
    return {"n": len(outside), "auroc": auroc(inside, outside), "passed": passed / len(outside)}
