"""What `tanggap doctor` found: how bad, about what, and what to do."""

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How bad; the worst is the command's exit code."""

    WELL = 0
    ATTENTION = 1
    BROKEN = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `words` and `remedy` are Indonesian and name no citizen and no secret."""

    grade: Grade
    subject: str
    words: str
    remedy: str = ""


def well(subject: str, words: str) -> Finding:
    """Return what is as it should be."""
    return Finding(Grade.WELL, subject, words)


def attention(subject: str, words: str, remedy: str) -> Finding:
    """Return what should be looked at."""
    return Finding(Grade.ATTENTION, subject, words, remedy)


def broken(subject: str, words: str, remedy: str) -> Finding:
    """Return what keeps the product from its work."""
    return Finding(Grade.BROKEN, subject, words, remedy)
