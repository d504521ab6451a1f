"""Indonesian working days: Monday to Friday without national holidays and collective leave (cuti bersama).

The dates come from the `holidays` package; an administrator's table overrides single days either way, because
the government decides and moves them late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5


def national_holidays() -> holidays.HolidayBase:
    """National holidays and collective leave; years are filled in as they are asked for."""
    return holidays.country_holidays("ID", categories=("public", "government"), language="id")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`overrides` maps a day to True (off) or False (a working day after all)."""

    timezone: ZoneInfo
    opens: time
    closes: time
    overrides: Mapping[date, bool] = field(default_factory=dict)
    national: holidays.HolidayBase = field(default_factory=national_holidays)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.overrides:
            return not self.overrides[day]
        return day.weekday() < SATURDAY and day not in self.national

    def add_working_days(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; the day itself never counts."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return day

    def local(self, moment: datetime) -> datetime:
        """Return the moment in the region's own time."""
        return moment.astimezone(self.timezone)

    def is_open(self, moment: datetime) -> bool:
        """Whether officers are at work at that moment."""
        here = self.local(moment)
        return self.is_working_day(here.date()) and self.opens <= here.time() < self.closes

    def next_opening(self, moment: datetime) -> datetime:
        """Return when officers are next at work, in local time; the moment itself where they are."""
        here = self.local(moment)
        if self.is_open(moment):
            return here
        day = here.date()
        if not (self.is_working_day(day) and here.time() < self.opens):
            day = self.add_working_days(day, 1)
        return datetime.combine(day, self.opens, self.timezone)

    def after_office_hours(self, moment: datetime, hours: float) -> datetime:
        """Return the moment `hours` office hours later, in local time."""
        left = timedelta(hours=hours)
        at = self.next_opening(moment)
        while at + left > (closing := datetime.combine(at.date(), self.closes, self.timezone)):
            left -= closing - at
            at = self.next_opening(closing)
        return at + left
