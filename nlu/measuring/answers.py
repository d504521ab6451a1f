"""What an interpreter answered to labelled rows, each message parsed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nlu.evaluation import Report, evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.interpreter import Interpreter, ParsedMessage
    from nlu.measuring.rows import Row


class Answer(NamedTuple):
    """The topics of one row, best first; confidence of the first 0 to 1, and whether the house acts on it."""

    row: Row
    ranking: tuple[str, ...]
    confidence: float
    is_sure: bool

    @property
    def right(self) -> str:
        """The topic the row is labelled with."""
        return self.row.sample.label

    @property
    def given(self) -> str:
        """The topic answered."""
        return self.ranking[0]

    @property
    def strict(self) -> bool:
        """Whether the answer is the label."""
        return self.given == self.right

    @property
    def lenient(self) -> bool:
        """Whether the answer is the label or an alternative."""
        return self.row.sample.accepts(self.given)


class _Recorder:
    """Passes texts on and keeps the answers."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self.parsed: list[ParsedMessage] = []

    def parse(self, text: str) -> ParsedMessage:
        self.parsed.append(self._interpreter.parse(text))
        return self.parsed[-1]


def ask(interpreter: Interpreter, rows: Sequence[Row]) -> tuple[Report, list[Answer]]:
    """Measure rows, and keep what was answered to each. Raises ValueError on no rows."""
    recorder = _Recorder(interpreter)
    report = evaluate(recorder, [row.sample for row in rows])
    answers = [
        Answer(row, tuple(each.name for each in parsed.topics), parsed.topic.confidence, parsed.topic_is_sure)
        for row, parsed in zip(rows, recorder.parsed, strict=True)
    ]
    return report, answers
