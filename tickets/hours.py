"""When offices are open: several spans a day, other hours for each weekday, and seasons of other hours (Ramadan).

Civil servants work 37 h 30 min a week from 07.30 and 32 h 30 min from 08.00 in Ramadan, rests not counted
(Perpres 21/2023, Pasal 4); which spans that makes, each region decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

MIDNIGHT = time(0)
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `opens` until just before `closes`, local time; closing at 00:00 is midnight at the day's end.

    Raises ValueError for a span that ends before it begins.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse what would run backwards or over midnight: that is two spans."""
        if self.closes <= self.opens and not self.until_midnight:
            raise ValueError(f"Jam {self.opens:%H.%M}–{self.closes:%H.%M} berakhir sebelum dimulai.")

    @property
    def until_midnight(self) -> bool:
        """Whether it lasts to the end of the day."""
        return self.closes == MIDNIGHT


@dataclass(frozen=True, slots=True)
class Week:
    """The spans of each weekday, Monday first; a day without spans is off.

    Raises ValueError unless there are seven days, one of them worked, and each day's spans in order.
    """

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a week in which no time would ever pass."""
        if len(self.days) != DAYS_OF_WEEK or not any(self.days):
            raise ValueError("Satu pekan punya tujuh hari, sedikitnya satu hari kerja.")
        for spans in self.days:
            for earlier, later in pairwise(spans):
                if earlier.until_midnight or later.opens < earlier.closes:
                    raise ValueError("Jam kerja satu hari harus berurutan dan tidak tumpang tindih.")

    @classmethod
    def of(cls, usual: Sequence[Span], friday: Sequence[Span] | None = None) -> "Week":
        """Return Monday to Friday with the same spans, Friday with its own where given."""
        last = tuple(usual if friday is None else friday)
        return cls((*(tuple(usual),) * 4, last, (), ()))

    def on(self, weekday: int) -> tuple[Span, ...]:
        """Return a weekday's spans (Monday is 0); a day off that is worked has those of the first working day."""
        return self.days[weekday] or next(filter(None, self.days))


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from `first` to `last`, both included: Ramadan, or a town's festival."""

    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The usual week and the seasons that replace it; where seasons overlap the one named first counts."""

    usual: Week
    seasons: tuple[Season, ...] = ()

    @classmethod
    def daily(cls, opens: time, closes: time) -> "OfficeHours":
        """Return one span, Monday to Friday, all year."""
        return cls(Week.of([Span(opens, closes)]))

    def week(self, day: date) -> Week:
        """Return the week in force on that day."""
        return next((each.week for each in self.seasons if each.first <= day <= each.last), self.usual)
