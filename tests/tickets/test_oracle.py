"""The calendar and the clocks against a slow walk, minute by minute, over random offices and moments."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tickets.office import DAY, FIRST, Office, office
from tests.tickets.walk import Walk, add, add_days, count
from tickets.budget import Budget, Hours, WorkingDays, WorkingMinutes
from tickets.clocks import Clock, ClockKind, Pause

ZONES = st.sampled_from([timezone(timedelta(hours=hours)) for hours in (-8, 0, 7, 8, 9, 14)])
#: Some minutes are likelier to be wrong than others: midnights, openings, closings.
EDGES = st.sampled_from([0, 1, 450, 690, 720, 780, 960, 1080, 1439]) | st.integers(0, DAY - 1)
STARTS = st.builds(lambda day, minute: day * DAY + minute, st.integers(2, 400), EDGES)
STEPS = st.builds(lambda days, minute: days * DAY + minute, st.integers(0, 6), EDGES)
BUDGETS: dict[str, Callable[[int], Budget]] = {"hours": Hours, "minutes": WorkingMinutes, "days": WorkingDays}
AMOUNTS = {"hours": (0, 1, 24, 48, 90), "minutes": (0, 1, 60, 450, 510, 1000), "days": (0, 1, 3, 5, 14)}
INSTANT = timedelta(microseconds=1)


def trying(cases: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=cases, deadline=None, database=None, suppress_health_check=slow)


def offices(cases: int) -> st.SearchStrategy[Office]:
    return st.integers(0, 13 + cases // 1000).map(office)


@st.composite
def walks(draw: st.DrawFn, here: st.SearchStrategy[Office]) -> tuple[Walk, int]:
    """A clock and a moment to look at it; few marks for many moments, so that they fall together."""
    start, unit = draw(STARTS), draw(st.sampled_from(sorted(BUDGETS)))
    first = start - draw(st.sampled_from([0, 0, 60, 2 * DAY]))
    steps = st.sampled_from(draw(st.lists(STEPS, min_size=1, max_size=4))) | STEPS
    marks = steps.map(lambda step: first + step)
    pauses = draw(st.lists(st.tuples(marks, st.none() | marks), max_size=3))
    budget = draw(st.sampled_from(AMOUNTS[unit]))
    return Walk(draw(here), start, unit, budget, pauses, draw(st.none() | marks)), draw(marks)


def clock_of(walk: Walk, zone: timezone) -> Clock:
    def moment(minute: int) -> datetime:
        return walk.office.moment(minute, zone)

    pauses = [Pause(moment(begin), None if end is None else moment(end)) for begin, end in walk.pauses]
    budget = BUDGETS[walk.unit](walk.budget)
    stopped = None if walk.stopped is None else moment(walk.stopped)
    kind = ClockKind.COMPLETION
    return Clock(kind, walk.office.calendar, moment(walk.start), budget, tuple(pauses), stopped)


def test_the_calendar_agrees_with_a_walk_minute_by_minute(cases: int) -> None:
    @trying(cases)
    @given(offices(cases), ZONES, STARTS, STEPS, st.integers(0, 2000), st.integers(0, 20))
    def agree(here: Office, zone: timezone, start: int, step: int, minutes: int, days: int) -> None:
        begin, end, day = here.moment(start, zone), here.moment(start + step), start // DAY
        calendar = here.calendar
        assert calendar.working_minutes(begin, end) == count(here, start, start + step)
        assert calendar.add_working_minutes(begin, minutes) == here.moment(add(here, start, minutes))
        assert calendar.add_working_days(date_of(day), days) == date_of(add_days(here, day, days))
        assert calendar.is_open(begin) == bool(here.works[start])

    agree()


def date_of(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_a_clock_agrees_with_a_walk_minute_by_minute(cases: int) -> None:
    @trying(cases)
    @given(walks(offices(cases)), ZONES)
    def agree(case: tuple[Walk, int], zone: timezone) -> None:
        walk, at = case
        clock = clock_of(walk, zone)
        now = walk.office.moment(at, zone)
        due = walk.office.moment(walk.due(at))
        assert clock.due(now) == (due - INSTANT if walk.unit == "days" else due)
        assert clock.state(now) == walk.state(at)
        assert clock.is_late(now) == walk.late(at)

    agree()


def test_working_time_adds_up_to_the_microsecond(cases: int) -> None:
    spans = st.timedeltas(timedelta(0), timedelta(days=9))

    @trying(cases)
    @given(offices(cases), STARTS, spans, spans)
    def add_up(here: Office, minute: int, one: timedelta, other: timedelta) -> None:
        calendar, start = here.calendar, here.moment(minute)
        middle, end = start + one, start + one + other
        whole = calendar.working_time(start, end)
        assert calendar.working_time(start, middle) + calendar.working_time(middle, end) == whole
        assert calendar.working_time(start, calendar.add_working_time(start, one)) == one
        assert calendar.add_working_time(calendar.add_working_time(start, one), timedelta(0)) == (
            calendar.add_working_time(start, one)
        )

    add_up()
