"""Days and hours in the citizens' language."""

from datetime import date, datetime, time

from babel import Locale
from babel.dates import format_date

#: The officers' language, and the citizens' where no other texts were chosen.
LANGUAGE = "id"


def long_date(day: date, language: str = LANGUAGE) -> str:
    """Return a day like "Senin, 4 Mei 2026"."""
    return format_date(day, "EEEE, d MMMM y", locale=language)


def short_date(day: date, language: str = LANGUAGE) -> str:
    """Return a day like "4 Mei"."""
    return format_date(day, "d MMM", locale=language)


def hour(moment: datetime | time, language: str = LANGUAGE) -> str:
    """Return "07.30", or "07:30" where the language writes it so."""
    separator = Locale.parse(language).number_symbols["latn"].get("timeSeparator", ":")
    return moment.strftime(f"%H{separator}%M")
