"""Measure the training data: what repeats, leaks, conflicts, lacks or must not be there. No training."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlu.lexicon import read_lexicon
from nlu.linting.bounds import about_all, about_label, about_missing
from nlu.linting.contents import about_private, about_purity
from nlu.linting.findings import Finding, Level, Line
from nlu.linting.likeness import Likeness
from nlu.linting.pairs import about_leaks, about_twins, held_out_texts, twins
from nlu.linting.portraits import Portrait, portraits
from nlu.training_data import read_training_data
from nlu.words import Normaliser

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Review:
    """Every label in figures, and what was found, errors first."""

    labels: list[Portrait]
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What is beyond a limit."""
        return [each for each in self.findings if each.level == Level.ERROR]

    def to_json(self) -> dict[str, Any]:
        """Give all as JSON types; no line's text is in it."""
        return {
            "lines": sum(each.lines for each in self.labels),
            "errors": len(self.errors),
            "warnings": len(self.findings) - len(self.errors),
            "labels": [each.to_json() for each in self.labels],
            "findings": [each.to_json() for each in self.findings],
        }


def lint(data: Path) -> Review:
    """Review `data/nlu` against itself, `data/heldout` and the limits. Raises TrainingDataError."""
    normaliser = Normaliser(read_lexicon(data / "lexicon").slang)
    examples = read_training_data(data / "nlu").examples
    lines = [Line(each, tuple(normaliser.words(each.text))) for each in examples]
    likeness = Likeness([line.forms for line in lines])
    repeated = twins(lines, likeness)
    labels = portraits(lines, repeated)
    found = chain(
        about_missing(data / "topics.yml", labels),
        *(about_label(each) for each in labels),
        about_all(lines),
        about_twins(repeated, len(lines)),
        about_leaks(lines, likeness, held_out_texts(data / "heldout", normaliser)),
        about_private(lines),
        about_purity(lines),
    )
    return Review(labels, sorted(found, key=lambda each: (each.level != Level.ERROR, each.check)))
