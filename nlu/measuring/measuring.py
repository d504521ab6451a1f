"""Everything there is to say about a model on a file of labelled topics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlu.measuring.answers import Answer, ask
from nlu.measuring.confusion import commonest, confusion, worst
from nlu.measuring.headlines import headlines
from nlu.measuring.reliability import reliability, risk_coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.evaluation import Report
    from nlu.interpreter import Interpreter
    from nlu.measuring.rows import Row

REST = "lainnya"  #: what has no topic of its own; people disagree about it, so it is also left out


@dataclass(frozen=True, slots=True)
class Measurement:
    """The report, and every answer it was counted from."""

    report: Report
    answers: list[Answer]

    def to_json(self, *, with_text: bool = False) -> dict[str, Any]:
        """Give the report's own keys and the longer tables, rounded; a citizen's text only when asked."""
        counts = confusion(self.answers)
        figures = {
            **self.report.to_json(),
            "intervals": headlines(self.answers)["intervals"],
            "without_lainnya": _headlines([each for each in self.answers if each.right != REST]),
            "sources": self._sources(),
            "reliability": reliability(self.answers),
            "risk_coverage": risk_coverage(self.answers),
            "confusions": commonest(counts),
            "worst": worst(self.answers, with_text=with_text),
        }
        return dict(rounded(figures))

    def _sources(self) -> dict[str, Any]:
        """Give the headlines per source, where rows tell theirs; "" gathers those that do not."""
        by_source = defaultdict[str, list[Answer]](list)
        for each in self.answers:
            by_source[each.row.source].append(each)
        if not any(by_source):
            return {}
        return {source: headlines(answers) for source, answers in sorted(by_source.items())}


def measure(interpreter: Interpreter, rows: Sequence[Row]) -> Measurement:
    """Measure topics. Raises ValueError on no rows."""
    return Measurement(*ask(interpreter, rows))


def rounded(figures: Any) -> Any:
    """Round every float in nested dicts and lists to four places."""
    if isinstance(figures, dict):
        return {name: rounded(value) for name, value in figures.items()}
    if isinstance(figures, list | tuple):
        return [rounded(value) for value in figures]
    return round(figures, 4) if isinstance(figures, float) else figures


def _headlines(answers: Sequence[Answer]) -> dict[str, Any] | None:
    return headlines(answers) if answers else None
