"""Offices to try the calendar and the clocks on, each in two forms: ours, and what a slow walk can read.

The walk knows only whole minutes on the wall, counted from one midnight, and a table with one byte for each.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from tickets.calendar import WorkingCalendar
from tickets.hours import OfficeHours, Season, Span, Week

FIRST = date(2026, 1, 1)
DAYS = 600  #: 2026, the turn of the year, and room to run into
DAY = 1440
ZONES = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
RAMADAN = ((date(2026, 2, 18), date(2026, 3, 19)), (date(2027, 2, 8), date(2027, 3, 9)))
#: Some of 2026's holidays and leave, as decreed, and of early 2027.
NATIONAL = frozenset(
    date(2026, month, day)
    for month, days in {
        1: (1, 16),
        2: (16, 17),
        3: (18, 19, 20, 23, 24),
        4: (3,),
        5: (1, 14, 15, 27, 28),
        6: (1, 16),
        8: (17, 25),
        12: (24, 25),
    }.items()
    for day in days
) | {date(2027, 1, 1), date(2027, 2, 5)}

Minutes = list[tuple[int, int]]  #: spans of one day, in minutes after midnight

WEEKS: list[list[Minutes]] = [
    [[(450, 960)]] * 5 + [[], []],
    [[(450, 720), (780, 960)]] * 4 + [[(450, 690), (780, 990)], [], []],
    [[(480, 720), (750, 900)]] * 4 + [[(480, 690), (750, 930)], [], []],
    [[(480, 840)]] * 5 + [[(480, 720)], []],
    [[(0, 1440)]] * 7,
    [[(0, 360), (1080, 1440)]] * 5 + [[], []],
    [[], [(1, 1439)], [(719, 720)], [(0, 1)], [(1439, 1440)], [], [(600, 601)]],
]


@dataclass(frozen=True)
class Office:
    """One office: its zone, weeks as minutes, Ramadan's own week, and single days put right."""

    zone: str
    usual: list[Minutes]
    ramadan: list[Minutes] | None
    overrides: dict[date, bool]

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Ours."""
        seasons = tuple(Season(*dates, _week(self.ramadan)) for dates in RAMADAN) if self.ramadan else ()
        hours = OfficeHours(_week(self.usual), seasons)
        return WorkingCalendar(ZoneInfo(self.zone), hours, self.overrides, NATIONAL)

    @cached_property
    def works(self) -> bytes:
        """The walk's: for each minute since FIRST, whether somebody is at work."""
        table = bytearray()
        for number in range(DAYS):
            table.extend(_minutes(tuple(self.spans(number))))
        return bytes(table)

    def spans(self, number: int) -> Minutes:
        """The hours of a day, counted from FIRST; none where it is off."""
        day = FIRST + timedelta(days=number)
        fasting = any(first <= day <= last for first, last in RAMADAN)
        week = self.ramadan if self.ramadan and fasting else self.usual
        told = self.overrides.get(day)
        if told is True or (told is None and day in NATIONAL):
            return []
        today = week[day.weekday()]
        if told is False and not today:
            return next(spans for spans in week if spans)
        return today

    def works_on(self, number: int) -> bool:
        return self.spans(number) != []

    def moment(self, minute: int, zone: timezone = UTC) -> datetime:
        """A minute on the office's wall, as a moment told in some other zone."""
        midnight = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
        return (midnight + timedelta(minutes=minute - 60 * ZONES[self.zone])).astimezone(zone)


@cache
def _minutes(spans: tuple[tuple[int, int], ...]) -> bytes:
    return bytes(any(opens <= minute < closes for opens, closes in spans) for minute in range(DAY))


def _week(days: list[Minutes]) -> Week:
    return Week(tuple(tuple(Span(_time(o), _time(c)) for o, c in day) for day in days))


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@cache
def office(number: int) -> Office:
    """One of any number of offices; the same number gives the same one."""
    dice = random.Random(number)
    days = dice.sample(range(DAYS), 25)
    return Office(
        zone=dice.choice(sorted(ZONES)),
        usual=WEEKS[number % len(WEEKS)],
        ramadan=dice.choice([None, *WEEKS]),
        overrides={FIRST + timedelta(days=day): dice.random() < 0.5 for day in days},
    )
