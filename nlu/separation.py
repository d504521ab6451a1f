"""Learning when a stretch of a message is a complaint of its own.

The held-out texts, each one complaint by another hand, are joined to messages of several as people join
them in chat; by themselves they are what must stay one.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.complaints import Reading, Separation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from spacy.tokens import Doc

    from nlu.calibration import Scores
    from nlu.clauses import ClauseSplitter
    from nlu.samples import Sample
    from nlu.word_shares import WordShares

JOINED = 900  #: messages made
SHORT, MEDIUM = 15, 45  #: words of a complaint in a chat list, and of one told at more length
SINGLE_FROM = 8  #: words of a text that could be taken for several
ENOUGH = 0.55  #: letters of one complaint matter more than the last of four in a list
SEED = 5
MOSTLY, HALF, SELDOM = (
    0.7,
    0.5,
    0.15,
)  #: how often short ones are chosen, are written carelessly, are numbered
_LINKS = (
    ", terus ",
    " sama ",
    ". Satu lagi ",
    ", ",
    ". ",
    "\n",
    " dan ",
    " trus ",
    ". Selain itu ",
    "; ",
    " juga ",
    ", lalu ",
    " plus ",
)


def learn_separation(
    samples: Sequence[Sample], tokenizer: Callable[[str], Doc], splitter: ClauseSplitter, shares: WordShares
) -> Separation:
    """Fit on held-out samples; with too few of them nothing ever separates."""
    clear = [each for each in samples if not each.alternatives and each.label in shares.labels]
    rows: list[Scores] = []
    right: list[bool] = []
    for text, topics in [*_joined(clear), *_singles(clear)]:
        reading = Reading(tokenizer(text), splitter, shares)
        main = reading.main()
        for part in reading.parts:
            if part is not main:
                rows.append(reading.evidence(part, main))
                right.append(len(topics) > 1 and shares.labels[part.topic] in topics)
    if len(set(right)) == 1 or not rows:
        return Separation([0.0] * 9, bias=-99.0, enough=ENOUGH)
    return _fitted(np.stack(rows), right)


def _fitted(rows: Scores, right: Sequence[bool]) -> Separation:
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    fitted = LogisticRegression(class_weight="balanced").fit((rows - mean) / scale, right)
    weights = fitted.coef_[0] / scale
    return Separation(weights.tolist(), float(fitted.intercept_[0] - weights @ mean), ENOUGH)


def _singles(samples: Sequence[Sample]) -> Iterator[tuple[str, set[str]]]:
    for each in samples:
        if len(each.text.split()) >= SINGLE_FROM:
            yield each.text, {each.label}


def _joined(samples: Sequence[Sample]) -> Iterator[tuple[str, set[str]]]:
    """Join two to four samples of different topics, as lists, sentences or in one breath."""
    random = Random(SEED)  # noqa: S311 - must repeat, not be secret
    short = [each for each in samples if 1 < len(each.text.split()) <= SHORT]
    longer = [each for each in samples if len(each.text.split()) <= MEDIUM]
    for _ in range(JOINED):
        pool = short if random.random() < MOSTLY else longer
        chosen = random.sample(pool, min(random.choice((2, 2, 2, 3, 3, 4)), len(pool)))
        topics = {each.label for each in chosen}
        if 1 < len(topics) == len(chosen):
            yield _one_message([each.text for each in chosen], random), topics


def _one_message(texts: Sequence[str], random: Random) -> str:
    written = [each if random.random() < HALF else each.rstrip(".!? ").lower() for each in texts]
    if random.random() < SELDOM:
        return " ".join(f"{number}) {each}" for number, each in enumerate(written, 1))
    message = written[0]
    for each in written[1:]:
        message += random.choice(_LINKS) + each
    return message
