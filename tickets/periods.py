"""The weeks, months and quarters that reports are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from babel.dates import format_date

from tickets.dates import LANGUAGE
from tickets.preset import ReportPeriod

KEY = re.compile(r"(20\d\d)-(?:W(\d\d)|Q([1-4])|(\d\d))")
QUARTERS = ("I", "II", "III", "IV")
MONTHS_OF = {ReportPeriod.MONTHLY: 1, ReportPeriod.QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first`'s midnight until just before `after`'s, in the region's own time."""

    kind: ReportPeriod
    first: date
    after: date

    @classmethod
    def holding(cls, kind: ReportPeriod, day: date) -> "Period":
        """Return the period a day lies in; weeks begin on Monday."""
        if kind is ReportPeriod.WEEKLY:
            monday = day - timedelta(days=day.weekday())
            return cls(kind, monday, monday + timedelta(days=7))
        months = MONTHS_OF[kind]
        first = date(day.year, day.month - (day.month - 1) % months, 1)
        return cls(kind, first, _months_later(first, months))

    @classmethod
    def named(cls, key: str) -> "Period":
        """Return the period of a key like "2026-10", "2026-W43" or "2026-Q4". Raises ValueError."""
        found = KEY.fullmatch(key)
        if found is None:
            raise ValueError(key)
        year, week, quarter, month = (int(part) if part else 0 for part in found.groups())
        if week:
            return cls.holding(ReportPeriod.WEEKLY, date.fromisocalendar(year, week, 1))
        if quarter:
            return cls.holding(ReportPeriod.QUARTERLY, date(year, quarter * 3, 1))
        return cls.holding(ReportPeriod.MONTHLY, date(year, month, 1))

    @property
    def key(self) -> str:
        """Its name in addresses and in the database."""
        if self.kind is ReportPeriod.WEEKLY:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind is ReportPeriod.QUARTERLY:
            return f"{self.first.year}-Q{self.first.month // 3 + 1}"
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """Its name on a screen."""
        if self.kind is ReportPeriod.WEEKLY:
            last = self.after - timedelta(days=1)
            days = (format_date(day, "d MMM y", locale=LANGUAGE) for day in (self.first, last))
            return f"Minggu {self.first.isocalendar().week}: {' sampai '.join(days)}"
        if self.kind is ReportPeriod.QUARTERLY:
            return f"Triwulan {QUARTERS[self.first.month // 3]} {self.first.year}"
        return format_date(self.first, "MMMM y", locale=LANGUAGE)

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment, and the first one after it."""
        return datetime.combine(self.first, time(), zone), datetime.combine(self.after, time(), zone)

    def is_over(self, today: date) -> bool:
        """Whether nothing more can happen in it."""
        return self.after <= today

    def before(self) -> "Period":
        """Return the one before."""
        return Period.holding(self.kind, self.first - timedelta(days=1))


def since(kind: ReportPeriod, first: date, today: date) -> Iterator[Period]:
    """Yield the periods from the one that holds `first` to today's, the newest first."""
    period = Period.holding(kind, today)
    while period.after > first:
        yield period
        period = period.before()


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
