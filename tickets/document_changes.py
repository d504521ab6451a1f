"""What differs between two versions of a house document, row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tickets.document import Body, Column, Row, Section, Sheet


class ChangeKind(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change; `cells` are the columns that differ, before and after."""

    kind: ChangeKind
    section: Section
    row: Row
    cells: tuple[tuple[Column, str, str], ...] = ()


def changes(sheet: Sheet, before: Body, after: Body) -> list[Change]:
    """Return what changed; rows are the same where the section's `same` columns say so. Order is no change."""
    return [change for section in sheet.sections for change in _in(section, before, after)]


def _in(section: Section, before: Body, after: Body) -> Iterator[Change]:
    old, new = (dict(_keyed(section, body.get(section.name, ()))) for body in (before, after))
    for key, row in new.items():
        if key not in old:
            yield Change(ChangeKind.ADDED, section, row)
        elif cells := _cells(section, old[key], row):
            yield Change(ChangeKind.CHANGED, section, row, cells)
    for key, row in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, section, row)


def _keyed(section: Section, rows: Iterable[Row]) -> Iterator[tuple[tuple[str | int, ...], Row]]:
    seen: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        same = tuple(row.get(name, "") for name in section.same)
        yield (*same, seen[same]), row
        seen[same] += 1


def _cells(section: Section, old: Row, new: Row) -> tuple[tuple[Column, str, str], ...]:
    pairs = ((column, old.get(column.name, ""), new.get(column.name, "")) for column in section.columns)
    return tuple((column, was, now) for column, was, now in pairs if was != now)
