"""How good is an interpreter at places? Counts only, never a text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nlu.interpreter import Interpreter, Place

TYPES = ("jalan", "rt_rw", "wilayah", "patokan")
LENIENT = 0.5  #: of the shorter span must overlap


class Gold(NamedTuple):
    """A place as it should be found; `ambiguous` says the text leaves open which area of its name it is."""

    type: str
    start: int
    end: int
    code: str | None
    ambiguous: bool


def evaluate_places(
    interpreter_for: Callable[[str], Interpreter], rows: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Measure rows of {"text", "region", "places": [{"type", "quote", "code", "ambiguous"}]}.

    Per type: gold, found, and precision and recall (0 to 1), exact (same span) and lenient (spans overlap by
    half of the shorter). `codes` counts lenient hits whose gold has a code or is ambiguous: right is the same
    code; for an ambiguous one also no code, or a candidate of this code.
    Raises ValueError where a quote is not in its text, or on no rows.
    """
    counts: Counter[tuple[str, str]] = Counter()
    texts = 0
    for row in rows:
        texts += 1
        _count(counts, _gold(row), interpreter_for(row.get("region") or "").parse(row["text"]).places)
    if not texts:
        raise ValueError("tidak ada baris untuk diukur")
    judged = counts["codes", "judged"]
    return {
        "n": texts,
        "types": {name: _figures(counts, name) for name in (*TYPES, "all")},
        "codes": {"n": judged, "right": _share(counts["codes", "right"], judged)},
    }


def _gold(row: Mapping[str, Any]) -> list[Gold]:
    """Find the quotes in the text; a quote given twice is its next occurrence."""
    text, found, last = row["text"], [], dict[str, int]()
    for place in row["places"]:
        quote = place["quote"]
        start = text.find(quote, last.get(quote, 0))
        if start < 0:
            raise ValueError("sebuah kutipan tidak ada dalam teksnya")
        last[quote] = start + len(quote)
        code, ambiguous = place.get("code"), bool(place.get("ambiguous"))
        found.append(Gold(place["type"], start, start + len(quote), code, ambiguous))
    return found


def _count(counts: Counter[tuple[str, str]], gold: Sequence[Gold], found: Sequence[Place]) -> None:
    for name in TYPES:
        right = [each for each in gold if each.type == name]
        answers = [each for each in found if each.type == name]
        pairs = _pairs(right, answers)
        exact = sum((one.start, one.end) == (other.start, other.end) for one, other in pairs)
        for column in (name, "all"):
            counts.update({(column, "gold"): len(right), (column, "found"): len(answers)})
            counts.update({(column, "exact"): exact, (column, "lenient"): len(pairs)})
        for one, other in pairs:
            if one.code or one.ambiguous:
                counts.update({("codes", "judged"): 1, ("codes", "right"): int(_is_right(one, other))})


def _pairs(gold: Sequence[Gold], found: Sequence[Place]) -> list[tuple[Gold, Place]]:
    """Pair each gold place with at most one found, the most overlapping first."""
    all_pairs = [(_overlap(one, other), one, other) for one in gold for other in found]
    free_gold, free_found = list(gold), list(found)
    pairs = []
    for overlap, one, other in sorted(all_pairs, key=lambda each: -each[0]):
        if overlap and one in free_gold and other in free_found:
            free_gold.remove(one)
            free_found.remove(other)
            pairs.append((one, other))
    return pairs


def _overlap(one: Gold, other: Place) -> int:
    """Give the characters two spans share, 0 where they are less than half of the shorter."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return shared if shared > 0 and shared >= LENIENT * shorter else 0


def _is_right(gold: Gold, place: Place) -> bool:
    if gold.ambiguous:
        return place.code in {None, gold.code} or gold.code in {area.code for area in place.candidates}
    return place.code == gold.code


def _figures(counts: Counter[tuple[str, str]], name: str) -> dict[str, Any]:
    gold, found = counts[name, "gold"], counts[name, "found"]
    figures: dict[str, Any] = {"gold": gold, "found": found}
    for kind in ("exact", "lenient"):
        figures[f"precision_{kind}"] = _share(counts[name, kind], found)
        figures[f"recall_{kind}"] = _share(counts[name, kind], gold)
    return figures


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
