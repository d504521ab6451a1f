"""How long to wait before trying again."""

from datetime import timedelta

FIRST = 2.0  #: seconds
CAP = 300.0  #: seconds


def backoff(attempts: int) -> timedelta:
    """Return the wait after so many attempts: 2 s, doubling, at most 5 minutes."""
    return timedelta(seconds=min(CAP, FIRST * 2 ** min(attempts, 20)))
