"""Which topics are taken for which, and which rows are wrong most surely."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.measuring.answers import Answer

COMMONEST, WORST = 10, 20


def confusion(answers: Sequence[Answer]) -> Counter[tuple[str, str]]:
    """Count pairs of (right, given), correct answers included."""
    return Counter((each.right, each.given) for each in answers)


def commonest(counts: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """List the COMMONEST confusions, ties by name."""
    wrong = [(count, right, given) for (right, given), count in counts.items() if right != given]
    wrong.sort(key=lambda each: (-each[0], each[1:]))
    return [{"right": right, "given": given, "n": n} for n, right, given in wrong[:COMMONEST]]


def worst(answers: Sequence[Answer], *, with_text: bool = False) -> list[dict[str, Any]]:
    """List the WORST answers that not even an alternative excuses, surest first; texts only when asked."""
    wrong = sorted((each for each in answers if not each.lenient), key=lambda each: -each.confidence)
    return [
        {"id": each.row.name, "right": each.right, "given": each.given, "confidence": each.confidence}
        | ({"text": each.row.sample.text} if with_text else {})
        for each in wrong[:WORST]
    ]
