"""How much the web chat takes from one visitor, one peer address, and all pages together."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visitor, one peer address and all pages together may take."""

    visitor: int = 30  #: messages a minute
    #: Messages a minute. Behind a proxy every visitor has the proxy's address, so it is generous.
    peer: int = 1200
    streams: int = 2000  #: open at once
    stream_seconds: float = 600.0  #: until a stream ends and the page opens a new one


class Pace:
    """At most `count` of something within `seconds`, for each key; the least recently seen key is forgotten first."""

    def __init__(self, count: int, seconds: float = 60.0, keys: int = 10_000) -> None:
        """Remember no more than `keys` keys."""
        self._count, self._seconds, self._keys = count, seconds, keys
        self._times: dict[str, deque[float]] = {}

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._times)

    def allows(self, key: str, now: float) -> bool:
        """Count one more at `now` (seconds of any steady clock); False, and not counted, where it is too many."""
        times = self._times.pop(key, None) or deque()
        while times and times[0] <= now - self._seconds:
            times.popleft()
        allowed = len(times) < self._count
        if allowed:
            times.append(now)
        self._times[key] = times
        self._forget_idle(now)
        return allowed

    def _forget_idle(self, now: float) -> None:
        while True:
            oldest = next(iter(self._times))
            if self._times[oldest][-1] > now - self._seconds and len(self._times) <= self._keys:
                return
            del self._times[oldest]
