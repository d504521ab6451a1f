"""The complaints of one message: how many, and where.

Clauses are first joined to stretches of one topic each, freely. Then every stretch beside the main one must
show that it stands by itself: a long letter about one matter mentions others as cause, effect and scene.
What that takes is learnt (`nlu/separation.py`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlu.calibration import Scores
from nlu.clauses import Clause, Cue
from nlu.messages import words_of
from nlu.model_folder import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Self

    from spacy.tokens import Doc

    from nlu.clauses import ClauseSplitter
    from nlu.word_shares import WordShares

PRICES = {Cue.NONE: 99.0, Cue.WEAK: 2.0, Cue.STRONG: 1.0}  #: log probability a new stretch must earn
SURE_FROM = 0.3  #: a vaguer stretch belongs to no complaint
SHORTEST = 2  #: words of a complaint
MOST = 8  #: complaints in one message
LETTER_FROM = 75  #: words; in a letter only a strong cue ("selain itu", "2)") opens another complaint
FILE = "separation.json"


class Stretch(NamedTuple):
    """Words `start` to `end`, end excluded, about one topic; probabilities (topics,)."""

    start: int
    end: int
    topics: Scores

    @property
    def topic(self) -> int:
        """The number of the likeliest topic."""
        return int(self.topics.argmax())


@dataclass(frozen=True, slots=True)
class Separation:
    """A logistic regression over `evidence` that tells whether a stretch stands by itself."""

    weights: list[float]
    bias: float
    enough: float  #: probability from which on it does

    def separates(self, evidence: Scores) -> bool:
        """Judge one stretch by its evidence."""
        return bool(1 / (1 + np.exp(-(evidence @ np.array(self.weights) + self.bias))) >= self.enough)

    def save(self, folder: Path) -> None:
        """Write into a model folder."""
        write_json(folder / FILE, asdict(self))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        return cls(**read_json(folder / FILE))


class Reading:
    """One message cut into stretches, before it is decided which are complaints."""

    def __init__(self, doc: Doc, splitter: ClauseSplitter, shares: WordShares) -> None:
        self.words = [word.text for word in words_of(doc)]
        self._clauses = splitter.clauses(doc)
        self._shares, self._sums = shares, shares.sums(self.words)
        self.whole, *clauses = self.stretches([(0, len(self.words)), *(each[:2] for each in self._clauses)])
        self.parts = self._parts(clauses) if len(clauses) > 1 else [self.whole]

    def stretches(self, spans: Sequence[tuple[int, int]]) -> list[Stretch]:
        """Judge spans of words; none gives none."""
        topics = self._shares.topics(self._sums, spans) if spans else ()
        return [Stretch(start, end, row) for (start, end), row in zip(spans, topics, strict=True)]

    def main(self) -> Stretch:
        """Find the part that speaks for the whole: the first of its topic, else the surest for its length."""
        agreeing = [each for each in self.parts if each.topic == self.whole.topic]
        return agreeing[0] if agreeing else max(self.parts, key=_weight)

    def may_stand(self, part: Stretch) -> bool:
        """Say whether a part could be a complaint of its own, as far as the form of the message goes."""
        return len(self.words) < LETTER_FROM or self._cue_of(part) == Cue.STRONG

    def evidence(self, part: Stretch, main: Stretch) -> Scores:
        """Give what speaks for or against a part standing by itself, see `separation.py`."""
        cue = self._cue_of(part)
        return np.array(
            [
                _log(part.topics[part.topic]),
                _log(part.topics[part.topic]) - _log(part.topics[main.topic]),
                _log(self.whole.topics[part.topic]),
                _log(self.whole.topics[main.topic]),
                float(cue == Cue.STRONG),
                np.log(part.end - part.start),
                np.log(len(self.words)),
                len(self._clauses) / len(self.words),
                len(self.parts),
            ],
            np.float32,
        )

    def _parts(self, clauses: Sequence[Stretch]) -> list[Stretch]:
        topics = np.stack([each.topics for each in clauses])
        spans = _joined(self._clauses, _best_path(np.log(topics + 1e-6), self._clauses))
        sure = [
            each
            for each in self.stretches(spans)
            if each.end - each.start >= SHORTEST and each.topics.max() >= SURE_FROM
        ]
        joined = agreeing(sure)
        return (sure if len(joined) == len(sure) else self.stretches(joined)) or [self.whole]

    def _cue_of(self, part: Stretch) -> Cue:
        """Tell how a part is set off from its neighbour: the first by what follows it."""
        border = part.start or part.end
        return next((each.cue for each in self._clauses if each.start == border), Cue.NONE)


class Complaints:
    """Component: sets `doc._.stretches`, one per complaint, at least one unless the message is empty."""

    def __init__(self, shares: WordShares, splitter: ClauseSplitter, separation: Separation) -> None:
        self._shares, self._splitter, self._separation = shares, splitter, separation

    def __call__(self, doc: Doc) -> Doc:
        """Find the complaints of one message."""
        doc._.stretches = self._stretches(Reading(doc, self._splitter, self._shares)) if len(doc) else []
        return doc

    def _stretches(self, reading: Reading) -> list[Stretch]:
        main = reading.main()
        kept = [
            each
            for each in reading.parts
            if each is main
            or (reading.may_stand(each) and self._separation.separates(reading.evidence(each, main)))
        ]
        spans = agreeing(kept)
        return reading.stretches(spans) if 1 < len(spans) <= MOST else [reading.whole]


def agreeing(stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Join neighbours about the same topic."""
    spans: list[tuple[int, int]] = []
    last = None
    for each in stretches:
        spans.append((spans.pop()[0] if each.topic == last else each.start, each.end))
        last = each.topic
    return spans


def _best_path(scores: Scores, clauses: Sequence[Clause]) -> list[int]:
    """Choose a topic per clause (Viterbi): the best sum of scores (clauses, topics) less the prices."""
    best = scores[0]
    back = []
    for row, clause in zip(scores[1:], clauses[1:], strict=True):
        changed = best.max() - PRICES[clause.cue]
        back.append(np.where(best >= changed, np.arange(len(best)), best.argmax()))
        best = np.maximum(best, changed) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _joined(clauses: Sequence[Clause], path: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for number, clause in enumerate(clauses):
        same = spans and path[number] == path[number - 1]
        spans.append((spans.pop()[0] if same else clause.start, clause.end))
    return spans


def _log(probability: float) -> float:
    return float(np.log(probability + 1e-4))


def _weight(part: Stretch) -> float:
    return float(part.topics.max() * np.sqrt(part.end - part.start))
