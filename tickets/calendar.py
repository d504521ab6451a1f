"""Indonesian working days and working time: office hours without national holidays and collective leave.

The holidays and the collective leave (cuti bersama) come from the `holidays` package; an administrator's table
overrides single days either way, because the government decides and moves them late.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import holidays

from tickets.hours import OfficeHours, Span

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def national_holidays() -> holidays.HolidayBase:
    """National holidays and collective leave; years are filled in as they are asked for."""
    return holidays.country_holidays("ID", categories=("public", "government"), language="id")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`overrides` maps a day to True (off) or False (a working day after all).

    Moments are aware and may come in any time zone; those returned are in the region's. Days are local days.
    """

    timezone: ZoneInfo
    hours: OfficeHours
    overrides: Mapping[date, bool] = field(default_factory=dict)
    national: Container[date] = field(default_factory=national_holidays)

    def local(self, moment: datetime) -> datetime:
        """Return the moment in the region's own time."""
        return moment.astimezone(self.timezone)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.overrides:
            return not self.overrides[day]
        return bool(self.hours.week(day).days[day.weekday()]) and day not in self.national

    def add_working_days(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; the day itself never counts."""
        day = start
        while days > 0:
            day += DAY
            days -= self.is_working_day(day)
        return day

    def is_open(self, moment: datetime) -> bool:
        """Whether officers are at work at that moment; at the moment of closing they are not."""
        return self.next_opening(moment) == moment

    def next_opening(self, moment: datetime) -> datetime:
        """Return when officers are next at work, in local time; the moment itself where they are."""
        opens, _ = next(self._open_from(moment))
        return self.local(opens)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return how long offices are open from `start` to `end`; nothing where `end` comes first."""
        spans = takewhile(lambda span: span[0] < end, self._open_from(start))
        return sum((min(closes, end.astimezone(UTC)) - opens for opens, closes in spans), NOTHING)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Return the full working minutes from `start` to `end`."""
        return self.working_time(start, end) // MINUTE

    def add_working_time(self, start: datetime, time: timedelta) -> datetime:
        """Return the earliest moment by which that much working time has passed since `start`.

        So a day's work ends at closing, not at the next opening, and adding nothing returns `start`.
        """
        if time <= NOTHING:
            return self.local(start)
        for opens, closes in self._open_from(start):
            if time <= closes - opens:
                break
            time -= closes - opens
        return self.local(opens + time)

    def add_working_minutes(self, start: datetime, minutes: float) -> datetime:
        """Return the earliest moment by which that many working minutes have passed since `start`."""
        return self.add_working_time(start, minutes * MINUTE)

    def _open_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield, in UTC and for ever, when offices are open from that moment on.

        UTC, because Python subtracts moments of one zone by the clock on the wall.
        """
        start, day = moment.astimezone(UTC), self.local(moment).date()
        while True:
            for opens, closes in self._spans(day):
                if closes > start:
                    yield max(opens, start), closes
            day += DAY

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_working_day(day):
            for span in self.hours.week(day).on(day.weekday()):
                yield self._moments(day, span)

    def _moments(self, day: date, span: Span) -> tuple[datetime, datetime]:
        opens = datetime.combine(day, span.opens, self.timezone)
        last = day + DAY if span.until_midnight else day
        closes = datetime.combine(last, span.closes, self.timezone)
        return opens.astimezone(UTC), closes.astimezone(UTC)
