"""How long to wait before trying again."""

from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=5)


def backoff(attempts: int, longest: timedelta = LONGEST) -> timedelta:
    """Return the wait after so many attempts: 2 s, doubling, at most `longest`."""
    doublings: int = 2 ** min(attempts, 20)
    return min(longest, FIRST * doublings)


def slow_down(attempts: int) -> timedelta:
    """Return the wait where a channel wants less and does not say how much: 4 s, 16 s, 64 s, at most 5 min.

    Meta asks for 4^X seconds after its pair limit (error 131056).
    """
    return min(LONGEST, timedelta(seconds=4 ** min(attempts + 1, 10)))
