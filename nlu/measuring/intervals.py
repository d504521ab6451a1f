"""How far a figure could be off by the luck of the rows: 95 % intervals."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

Rows: TypeAlias = npt.NDArray[np.int64]

RESAMPLES, SEED = 1000, 95
_TAILS = (2.5, 97.5)  #: percent
_Z = 1.959964  #: standard deviations that hold 95 % of a normal distribution


class Interval(NamedTuple):
    """Lower and upper end, both within."""

    low: float
    high: float


def bootstrapped(n: int, figure: Callable[[Rows], float]) -> Interval:
    """Give the middle 95 % of a figure over RESAMPLES draws of `n` rows with replacement.

    `figure` takes the numbers of the rows drawn (n,). The draws depend on `n` alone, so two models measured
    on the same rows are drawn alike. Source: Efron & Tibshirani, An Introduction to the Bootstrap, ch. 13.
    """
    random = np.random.default_rng(SEED)
    figures = [figure(random.integers(0, n, n)) for _ in range(RESAMPLES)]
    return Interval(*np.percentile(figures, _TAILS).tolist())


def wilson(hits: int, n: int) -> Interval:
    """Give Wilson's score interval of a share; of nothing, all is possible.

    Source: Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not n:
        return Interval(0.0, 1.0)
    share, spread = hits / n, _Z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
