"""Dates as exports write them: 2024-01-31 10:20, 31/01/2024, 31 Januari 2024."""

from __future__ import annotations

import re
from datetime import date

UNKNOWN = 0  #: the day of a row without a readable date; such rows keep the order of the file
_MONTHS = ["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"]
_ENGLISH = {"may": 5, "aug": 8, "oct": 10, "dec": 12, "agt": 8, "ags": 8}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]([^\W\d_]{3,}|\d{1,2})[-/. ,]+(\d{4})")


def day_of(written: str) -> int:
    """Count days from the year 1, or UNKNOWN."""
    try:
        if found := _YEAR_FIRST.search(written):
            return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
        if found := _DAY_FIRST.search(written):
            return date(int(found[3]), _month(found[2]), int(found[1])).toordinal()
    except ValueError:
        pass
    return UNKNOWN


def _month(written: str) -> int:
    short = written[:3].lower()
    if short.isdigit() or written.isdigit():
        return int(written)
    return _MONTHS.index(short) + 1 if short in _MONTHS else _ENGLISH.get(short, 0)
