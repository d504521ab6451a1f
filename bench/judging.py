"""Measuring one candidate, with several seeds where something in it is random."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from bench.processes import size_mb
from bench.scores import Score, scored
from nlu.calibration import expected_calibration_error, fit_sharpness, softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.texts import Corpus
    from nlu.calibration import Scores
    from nlu.samples import Sample
    from nlu.words import Normaliser


class Candidate(Protocol):
    """A trained model; softmax of its scores, sharpened, are its probabilities."""

    labels: tuple[str, ...]

    def scores(self, text: str) -> Scores:
        """Judge one text as a citizen wrote it; (labels,)."""
        ...

    def save(self, folder: Path) -> None:
        """Write what it needs to answer into a folder that is there."""
        ...


class Trainer(Protocol):
    """Makes a candidate of texts and their topics; the same seed makes the same one."""

    def __call__(
        self, texts: Sequence[str], topics: Sequence[str], normaliser: Normaliser, seed: int, /
    ) -> Candidate:
        """Train."""
        ...


class Result(NamedTuple):
    """One seed's score, calibration error, seconds of training, milliseconds of a text, and size.

    Times are of the processor, so that a busy machine does not count.
    """

    score: Score
    ece: float
    training_s: float
    p50_ms: float
    size_mb: float


def judge(
    train: Trainer, corpus: Corpus, samples: Sequence[Sample], normaliser: Normaliser, seed: int
) -> Result:
    """Train on a corpus in an order of the seed, and judge on samples."""
    shuffled = corpus.chosen(np.random.default_rng(seed).permutation(len(corpus.texts)).tolist())
    start = process_time()
    candidate = train(*shuffled, normaliser, seed)
    training_s = process_time() - start
    rows, milliseconds = [], []
    for each in samples:
        start = process_time()
        rows.append(candidate.scores(each.text))
        milliseconds.append((process_time() - start) * 1000)
    scores = np.array(rows)
    answers = [candidate.labels[each] for each in scores.argmax(axis=1)]
    with TemporaryDirectory() as folder:
        candidate.save(Path(folder))
        size = size_mb(Path(folder))
    ece = _calibration_error(scores, answers, samples, candidate.labels)
    return Result(scored(samples, answers), ece, training_s, float(np.median(milliseconds)), size)


def _calibration_error(
    scores: Scores, answers: Sequence[str], samples: Sequence[Sample], labels: Sequence[str]
) -> float:
    """Fit the temperature on every other sample, measure on the rest, and the other way round."""
    half = np.arange(len(samples)) % 2
    known = np.array([each.label in labels for each in samples])
    right = np.array([labels.index(each.label) if each.label in labels else -1 for each in samples])
    sure = np.zeros(len(samples), np.float32)
    for each in (0, 1):
        fitted = (half != each) & known
        sharpness = fit_sharpness(scores[fitted], right[fitted], np.ones(fitted.sum()))
        sure[half == each] = softmax(scores[half == each] * sharpness).max(axis=1)
    hits = [each.label == answer for each, answer in zip(samples, answers, strict=True)]
    return expected_calibration_error(sure.tolist(), hits)


def cells(results: Sequence[Result]) -> list[str]:
    """Average over seeds; accuracy and macro-F1 with their standard deviation where there are several."""
    scores = np.array([each.score for each in results])
    deviations = scores.std(axis=0, ddof=1) if len(results) > 1 else None
    shares = [f"{each:.3f}" for each in scores.mean(axis=0)]
    if deviations is not None:
        shares = [f"{share} ± {each:.3f}" for share, each in zip(shares, deviations, strict=True)]
    _, *rest = zip(*results, strict=True)
    ece, training, p50, size = np.array(rest).mean(axis=1)
    return [*shares, f"{ece:.3f}", f"{training:.0f}", f"{p50:.2f}", f"{size:.1f}"]
