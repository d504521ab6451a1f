"""Working days as Indonesian offices have them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.calendar import WorkingCalendar
from tickets.hours import OfficeHours, Season, Span, Week

WIB = ZoneInfo("Asia/Jakarta")
calendar = WorkingCalendar(WIB, OfficeHours.daily(time(7, 30), time(16)))


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
    edited = WorkingCalendar(WIB, calendar.hours, {date(2025, 11, 4): True, date(2025, 11, 8): False})
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
    assert calendar.add_working_minutes(moment, 60 * hours) == end


def span(opens: str, closes: str) -> Span:
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))


USUAL = Week.of(
    [span("07:30", "12:00"), span("13:00", "16:00")], friday=[span("07:30", "11:30"), span("13:00", "16:30")]
)
RAMADAN = Week.of(
    [span("08:00", "12:00"), span("12:30", "15:00")], friday=[span("08:00", "11:30"), span("12:30", "15:30")]
)
civil = WorkingCalendar(
    WIB, OfficeHours(USUAL, (Season(date(2026, 2, 18), date(2026, 3, 19), RAMADAN),)), national=frozenset()
)


def test_a_week_has_the_hours_the_law_gives_and_fewer_in_ramadan() -> None:
    monday = datetime(2026, 2, 9, tzinfo=WIB)
    assert civil.working_minutes(monday, monday + timedelta(days=7)) == 37 * 60 + 30
    monday = datetime(2026, 2, 23, tzinfo=WIB)
    assert civil.working_minutes(monday, monday + timedelta(days=7)) == 32 * 60 + 30


def test_a_season_lasts_from_its_first_day_to_its_last() -> None:
    days = [datetime(2026, month, day, tzinfo=WIB) for month, day in ((2, 17), (2, 18), (3, 19), (3, 20))]
    hours = [civil.working_minutes(day, day + timedelta(days=1)) for day in days]
    assert hours == [450, 390, 390, 450]


def test_nobody_works_through_lunch_or_friday_prayer() -> None:
    assert civil.next_opening(wib(3, 12)) == wib(3, 13)
    assert civil.next_opening(wib(7, 11, 30)) == wib(7, 13)
    assert civil.add_working_minutes(wib(7, 11), 60) == wib(7, 13, 30)


def test_an_office_that_never_closes_loses_no_minute_at_midnight() -> None:
    always = WorkingCalendar(WIB, OfficeHours(Week(((span("00:00", "00:00"),),) * 7)), national=frozenset())
    assert always.working_minutes(wib(3, 0), wib(10, 0)) == 7 * 24 * 60
    assert always.add_working_minutes(wib(3, 23, 59), 2) == wib(4, 0, 1)
    assert always.is_open(wib(4, 0))


def test_work_is_done_at_closing_and_adding_nothing_changes_nothing() -> None:
    assert calendar.add_working_minutes(wib(3, 15), 60) == wib(3, 16)
    assert calendar.add_working_minutes(wib(3, 16), 0) == wib(3, 16)
    assert calendar.add_working_minutes(wib(3, 16), 1) == wib(4, 7, 31)


def test_a_saturday_worked_after_all_has_mondays_hours() -> None:
    edited = WorkingCalendar(WIB, calendar.hours, {date(2025, 11, 8): False})
    assert edited.working_minutes(wib(8, 0), wib(9, 0)) == 510


@pytest.mark.parametrize(
    "days",
    [
        ((),) * 7,
        ((span("08:00", "16:00"),),) * 6,
        ((span("08:00", "12:00"), span("11:00", "16:00")),) * 7,
        ((span("18:00", "00:00"), span("20:00", "21:00")),) * 7,
    ],
    ids=["no hours at all", "six days", "overlapping", "after midnight"],
)
def test_a_week_that_cannot_be_is_refused(days: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"pekan|berurutan"):
        Week(days)


def test_hours_that_run_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="berakhir sebelum dimulai"):
        span("16:00", "08:00")
