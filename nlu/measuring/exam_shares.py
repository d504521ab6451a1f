"""Shares as an exam tells them: counted, with Wilson's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlu.measuring.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable


def share(hits: int, n: int) -> dict[str, Any]:
    """Give {"share", "hits", "n", "interval"}; the share of nothing is None."""
    return {"share": hits / n if n else None, "hits": hits, "n": n, "interval": list(wilson(hits, n))}


def share_of(answers: Iterable[bool]) -> dict[str, Any]:
    """Give the share of True."""
    told = list(answers)
    return share(sum(told), len(told))


def precision_recall(pairs: Iterable[tuple[bool, bool]]) -> dict[str, Any]:
    """Give precision and recall of pairs (wanted, found)."""
    told = list(pairs)
    return {
        "precision": share_of(wanted for wanted, found in told if found),
        "recall": share_of(found for wanted, found in told if wanted),
    }
