"""How long to wait before trying again."""

from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=5)


def backoff(attempts: int, longest: timedelta = LONGEST) -> timedelta:
    """Return the wait after so many attempts: 2 s, doubling, at most `longest`."""
    doublings: int = 2 ** min(attempts, 20)
    return min(longest, FIRST * doublings)
