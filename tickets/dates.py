"""Days in the citizens' language."""

from datetime import date

from babel.dates import format_date

LANGUAGE = "id"


def long_date(day: date) -> str:
    """Return a day like "Senin, 4 Mei 2026"."""
    return format_date(day, "EEEE, d MMMM y", locale=LANGUAGE)


def short_date(day: date) -> str:
    """Return a day like "4 Mei"."""
    return format_date(day, "d MMM", locale=LANGUAGE)
