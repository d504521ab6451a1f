"""Every label in figures: how many lines, how long, what they want, how often they repeat a form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nlu.interpreter import Purpose, Urgency
from nlu.linting.findings import by_label
from nlu.linting.limits import OPENING, RARE, SHORT, STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlu.linting.findings import Line
    from nlu.linting.pairs import Twins

SLOT = "_"


@dataclass(frozen=True, slots=True)
class Portrait:
    """A label in figures, shares from 0 to 1.

    `distinct`, `lengths`, `questions` and `wishes` look only at the lines that teach the label.
    """

    label: str
    lines: int
    distinct: int  #: lines that differ after repair of spelling
    lengths: tuple[float, ...]  #: shares by the steps of `lint_limits.STEPS`
    questions: float
    wishes: float
    emergencies: float
    important: float
    repeated: float  #: lines that nearly repeat an earlier one
    openings: float  #: lines that begin as another does
    skeletons: float  #: lines of the same words as another but for names, numbers and rare words
    first: Line  #: where a finding about the label points

    def to_json(self) -> dict[str, Any]:
        """Give the figures as JSON types."""
        return {name: value for name, value in asdict(self).items() if name != "first"}


def portraits(lines: Sequence[Line], found: Iterable[Twins]) -> list[Portrait]:
    """Draw every label."""
    counts = Counter(word for line in lines for word in set(line.forms))
    again = {line.example for line, earlier, _ in found if line.label == earlier.label}
    return [portrait(label, of, again, counts) for label, of in by_label(lines).items()]


def portrait(label: str, lines: Sequence[Line], again: set[Any], counts: Mapping[str, int]) -> Portrait:
    """Draw one label; `again` are examples that repeat another, `counts` the lines each word is in."""
    taught = [line for line in lines if line.teaches_label]
    marks = [line.example.marks for line in taught]
    urgencies = [line.example.marks.urgency for line in lines]
    return Portrait(
        label,
        len(lines),
        len({line.forms for line in taught}),
        lengths(taught),
        _share(each.purpose == Purpose.QUESTION for each in marks),
        _share(each.purpose == Purpose.ASPIRATION for each in marks),
        _share(each == Urgency.EMERGENCY for each in urgencies),
        _share(each == Urgency.IMPORTANT for each in urgencies),
        _share(line.example in again for line in lines),
        shared([line.forms[:OPENING] if len(line.forms) > OPENING else None for line in lines]),
        shared([skeleton(line, counts) for line in lines]),
        lines[0],
    )


def lengths(lines: Sequence[Line]) -> tuple[float, ...]:
    """Share of lines per step of length, in words as written."""
    steps = [bisect_left(STEPS, len(line.example.text.split())) for line in lines]
    return tuple(_share(each == step for each in steps) for step in range(len(STEPS) + 1))


def shared(keys: Sequence[tuple[str, ...] | None]) -> float:
    """Share of keys that another line has as well; None is never shared."""
    counts = Counter(key for key in keys if key)
    return sum(count for count in counts.values() if count > 1) / max(len(keys), 1)


def skeleton(line: Line, counts: Mapping[str, int]) -> tuple[str, ...] | None:
    """Replace numbers, names and rare words by a slot; None where fewer than SHORT words stay."""
    found: list[str] = []
    for number, word in enumerate(line.words):
        named = number > 0 and line.example.text[word.start].isupper()
        kept = word.text if not named and word.text.isalpha() and counts[word.text] > RARE else SLOT
        if kept != SLOT or found[-1:] != [SLOT]:
            found.append(kept)
    return tuple(found) if len(found) - found.count(SLOT) >= SHORT else None


def _share(answers: Iterable[bool]) -> float:
    given = list(answers)
    return sum(given) / max(len(given), 1)
