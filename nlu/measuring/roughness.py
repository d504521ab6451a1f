"""What a model loses on rough writing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nlu.measuring.answers import ask
from nlu.measuring.roughening import KINDS, roughened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.evaluation import Report
    from nlu.interpreter import Interpreter
    from nlu.measuring.rows import Row


def roughness(interpreter: Interpreter, rows: Sequence[Row], clean: Report) -> dict[str, dict[str, float]]:
    """Give the accuracies of the clean texts and of each kind of rough ones, and by how much they drop."""
    told = {"bersih": _accuracies(clean, clean)}
    for kind in KINDS:
        rough = [
            row._replace(sample=replace(row.sample, text=roughened(row.sample.text, kind))) for row in rows
        ]
        told[kind] = _accuracies(ask(interpreter, rough)[0], clean)
    return told


def _accuracies(report: Report, clean: Report) -> dict[str, float]:
    return {
        "accuracy_strict": report.accuracy_strict,
        "accuracy_lenient": report.accuracy_lenient,
        "drop_strict": clean.accuracy_strict - report.accuracy_strict,
        "drop_lenient": clean.accuracy_lenient - report.accuracy_lenient,
    }
