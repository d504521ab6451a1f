"""The clocks of a ticket: what they promise, and when they stand still."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.budget import COMPLETION, PICKUP, Budget, CompletionClass, Hours, WorkingDays, WorkingMinutes
from tickets.calendar import WorkingCalendar
from tickets.clocks import Clock, ClockKind, ClockState, Pause
from tickets.hours import OfficeHours
from tickets.ticket import TicketUrgency

WIB = ZoneInfo("Asia/Jakarta")
calendar = WorkingCalendar(WIB, OfficeHours.daily(time(8), time(16)))


def wib(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2025; the 3rd is a Monday."""
    return datetime(2025, 11, day, hour, minute, tzinfo=WIB)


def clock(budget: Budget, *pauses: Pause, stopped: datetime | None = None) -> Clock:
    return Clock(ClockKind.COMPLETION, calendar, wib(3, 10), budget, pauses, stopped)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (TicketUrgency.EMERGENCY, wib(7, 18)),
        (TicketUrgency.IMPORTANT, wib(8, 17)),
        (TicketUrgency.ORDINARY, wib(9, 17)),
    ],
)
def test_picking_up_is_hurried_by_urgency_at_night_and_on_weekends_too(
    urgency: TicketUrgency, due: datetime
) -> None:
    asked = wib(7, 17).astimezone(UTC)  # a Friday after office
    assert Clock(ClockKind.PICKUP, calendar, asked, PICKUP[urgency]).due(asked) == due


@pytest.mark.parametrize(
    ("length", "day"),
    [
        (CompletionClass.SHORT, date(2025, 11, 10)),
        (CompletionClass.MEDIUM, date(2025, 11, 21)),
        (CompletionClass.LONG, date(2026, 1, 30)),  # Christmas, New Year, Isra Mikraj and a collective leave
    ],
)
def test_completion_is_promised_in_working_days(length: CompletionClass, day: date) -> None:
    assert clock(COMPLETION[length]).due_date(wib(3, 10)) == day


def test_a_promised_day_lasts_until_its_midnight() -> None:
    promise = clock(WorkingDays(1))
    assert promise.state(wib(4, 23, 59)) is ClockState.RUNNING
    assert promise.state(wib(5, 0)) is ClockState.LATE


def test_waiting_for_the_citizen_moves_the_due_moment_by_the_working_time_in_it() -> None:
    asked = Pause(wib(3, 15), wib(4, 9))  # one working hour on Monday, one on Tuesday
    assert clock(WorkingMinutes(360)).due(wib(5, 8)) == wib(3, 16)
    assert clock(WorkingMinutes(360), asked).due(wib(5, 8)) == wib(4, 10)


def test_waiting_over_a_weekend_moves_no_working_days() -> None:
    weekend = Pause(wib(7, 16), wib(10, 8))
    assert clock(WorkingDays(5), weekend).due_date(wib(10, 9)) == date(2025, 11, 10)


def test_hours_of_waiting_add_up_to_begun_days_once() -> None:
    hours = [Pause(wib(day, 9), wib(day, 12)) for day in (4, 5, 6)]  # nine working hours in all
    assert clock(WorkingDays(5), hours[0]).due_date(wib(7, 8)) == date(2025, 11, 11)
    assert clock(WorkingDays(5), *hours[:2]).due_date(wib(7, 8)) == date(2025, 11, 11)
    assert clock(WorkingDays(5), *hours).due_date(wib(7, 8)) == date(2025, 11, 12)


def test_pauses_that_overlap_count_once() -> None:
    twice = (Pause(wib(3, 11), wib(3, 13)), Pause(wib(3, 12), wib(3, 14)))
    assert clock(WorkingMinutes(120), *twice).due(wib(3, 15)) == wib(3, 15)


def test_pauses_that_touch_are_one_that_began_in_time() -> None:
    weekend = (Pause(wib(7, 17), wib(8, 10)), Pause(wib(8, 10), wib(10, 12)))
    assert clock(WorkingDays(4), *weekend).due_date(wib(10, 13)) == date(2025, 11, 10)


def test_a_pause_from_before_the_start_counts_from_the_start() -> None:
    assert clock(Hours(1), Pause(wib(2, 10), wib(3, 11))).due(wib(3, 12)) == wib(3, 12)


def test_a_paused_clock_is_never_late_and_keeps_what_is_left() -> None:
    waiting = clock(WorkingMinutes(120), Pause(wib(3, 11)))
    for moment in (wib(3, 11), wib(3, 15), wib(20, 12)):
        assert waiting.state(moment) is ClockState.PAUSED
        assert not waiting.is_late(moment)
        assert waiting.left(moment) == timedelta(hours=1)


def test_a_question_asked_too_late_mends_nothing() -> None:
    asked = clock(Hours(1), Pause(wib(3, 12), wib(3, 14)))
    assert asked.state(wib(3, 11, 30)) is ClockState.LATE
    assert asked.state(wib(3, 13)) is ClockState.PAUSED
    assert asked.state(wib(3, 14)) is ClockState.LATE
    assert asked.due(wib(3, 14)) == wib(3, 11)


def test_what_was_late_when_it_stopped_stays_so_and_what_was_in_time_too() -> None:
    late, in_time = (clock(Hours(2), stopped=wib(3, hour)) for hour in (13, 12))
    assert late.state(wib(9, 9)) is in_time.state(wib(9, 9)) is ClockState.STOPPED
    assert late.is_late(wib(9, 9))
    assert not in_time.is_late(wib(9, 9))
    assert late.left(wib(9, 9)) == timedelta(hours=-1)


def test_closing_in_a_late_question_hides_no_lateness() -> None:
    assert clock(Hours(1), Pause(wib(3, 12)), stopped=wib(3, 13)).is_late(wib(3, 14))
    twice = (Pause(wib(3, 11), wib(3, 12)), Pause(wib(3, 14)))
    assert clock(Hours(1), *twice, stopped=wib(3, 14)).is_late(wib(3, 15))
    assert not clock(Hours(3), Pause(wib(3, 12)), stopped=wib(4, 13)).is_late(wib(4, 14))
