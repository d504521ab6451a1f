"""How long pages took, and whether they asked more of a longer queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence


class Times:
    """Milliseconds by officer, kind and page."""

    def __init__(self, database: str) -> None:
        """Keep the times of this database."""
        self._database = database
        self._times: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        self._cpu: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        self.grows: list[str] = []

    def note(self, who: str, kind: str, page: str, times: tuple[float, float]) -> None:
        """Keep one time, by the clock and of the processor."""
        self._times[who, kind, page].append(times[0])
        self._cpu[who, kind, page].append(times[1])

    def compare(self, few: Mapping[str, int], many: Mapping[str, int], short: int, long: int) -> None:
        """Remember each page that takes another number of queries in the longer queue."""
        self.grows += [
            f"{self._database}: {page} takes {few[page]} queries at {short} open cases, {many[page]} at {long}"
            for page in many
            if few.get(page) != many[page]
        ]

    def worst(self, kind: str) -> float:
        """Return the slowest page's 95th percentile."""
        return max(percentile(times, 0.95) for (_, which, _), times in self._times.items() if which == kind)

    def rows(self) -> list[list[str]]:
        """Return each page's median and 95th percentile, and the median of the processor's time."""
        return [
            [self._database, key[0], key[2], *_cells(times, 0.5, 0.95), *_cells(self._cpu[key], 0.5)]
            for key, times in self._times.items()
        ]


def _cells(times: Sequence[float], *shares: float) -> list[str]:
    return [f"{percentile(times, share):.0f}" for share in shares]


def percentile(times: Sequence[float], share: float) -> float:
    """Return the smallest time that is at least as long as `share` of all."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
