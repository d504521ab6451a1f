"""Working days as Indonesian offices have them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tickets.calendar import WorkingCalendar

WIB = ZoneInfo("Asia/Jakarta")
calendar = WorkingCalendar(WIB, time(7, 30), time(16, 0))


def wib(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2025, 11, 3), 3, date(2025, 11, 6)),
        (date(2025, 11, 3), 8, date(2025, 11, 13)),
        (date(2025, 11, 3), 14, date(2025, 11, 21)),
        (date(2025, 11, 8), 1, date(2025, 11, 10)),  # a Saturday
        (date(2025, 12, 24), 1, date(2025, 12, 29)),  # Christmas and its collective leave
    ],
)
def test_the_promised_date_skips_weekends_holidays_and_collective_leave(
    start: date, days: int, end: date
) -> None:
    assert calendar.add_working_days(start, days) == end


def test_an_administrators_day_off_counts_and_a_working_saturday_too() -> None:
    edited = WorkingCalendar(
        WIB, time(7, 30), time(16, 0), {date(2025, 11, 4): True, date(2025, 11, 8): False}
    )
    assert edited.add_working_days(date(2025, 11, 3), 1) == date(2025, 11, 5)
    assert edited.add_working_days(date(2025, 11, 7), 1) == date(2025, 11, 8)


def test_offices_are_open_in_their_own_time_zone() -> None:
    assert calendar.is_open(datetime(2025, 11, 3, 1, 0, tzinfo=UTC))
    assert not calendar.is_open(datetime(2025, 11, 3, 0, 0, tzinfo=UTC))
    assert not calendar.is_open(datetime(2025, 11, 3, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (wib(3, 6), wib(3, 7, 30)),
        (wib(3, 17), wib(4, 7, 30)),
        (wib(7, 17), wib(10, 7, 30)),
        (wib(8, 6), wib(10, 7, 30)),
    ],
)
def test_the_next_opening_after_hours(moment: datetime, opening: datetime) -> None:
    assert calendar.next_opening(moment) == opening


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        (wib(3, 10), 4, wib(3, 14)),
        (wib(3, 15), 4, wib(4, 10, 30)),
        (wib(7, 15), 4, wib(10, 10, 30)),
        (wib(9, 12), 1, wib(10, 8, 30)),
    ],
)
def test_office_hours_run_only_while_offices_are_open(moment: datetime, hours: float, end: datetime) -> None:
    assert calendar.after_office_hours(moment, hours) == end
