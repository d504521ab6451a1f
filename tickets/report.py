"""What a report tells about each agency and period, all of it read from the tickets' histories.

A moment belongs to the period it lies in, and nothing that happened after the period is known: made again, the
report of a finished period is the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from tickets.calendar import DAY, WorkingCalendar
from tickets.scores import COMPLETING, ENDED, Figure, Report, Sheet
from tickets.status import EventKind
from tickets.stays import Stay, Story, is_open, stays
from tickets.terms import Terms
from tickets.ticket import Vote

E, F = EventKind, Figure
VOTES = {str(Vote.YES): F.VOTED_YES, str(Vote.NO): F.VOTED_NO}
#: Working days are looked up, not found out, so far around a report's moments; further ones cost only time.
AROUND = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until just before `end`."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether it is in there."""
        return moment is not None and self.start <= moment < self.end


def report(
    stories: Iterable[Story], start: datetime, end: datetime, terms: Terms, calendar: WorkingCalendar
) -> Report:
    """Make the report on [start, end) from every ticket that was open then, or that something happened to then."""
    reading = _Reading(Span(start, end), terms, _with_known_days(calendar, start.date(), end.date()))
    for story in stories:
        events = [event for event in story.events if event.at < end]
        if events:
            reading.take(replace(story, events=events))
    return dict(reading.sheets)


@dataclass(slots=True)
class _Reading:
    span: Span
    terms: Terms
    calendar: WorkingCalendar
    sheets: Report = field(default_factory=lambda: defaultdict(Sheet))

    def take(self, story: Story) -> None:
        found = stays(story)
        for stay in found:
            self._came_and_went(stay)
            self._answer(stay)
            self._end(stay)
        for before, after in pairwise(found):
            if before.left and self.span.holds(before.left):
                self.sheets[before.agency].add(F.MOVED_OUT, story.number)
                self.sheets[after.agency].add(F.MOVED_IN, story.number)
        self._said(story, found)
        if is_open(story):
            self._still_open(found[-1])

    def _came_and_went(self, stay: Stay) -> None:
        if self.span.holds(stay.begin):
            sheet = self.sheets[stay.agency]
            if stay.received:
                sheet.add(F.RECEIVED, stay.number)
            if stay.how is E.REOPENED:
                sheet.add(F.REOPENED, stay.number)

    def _answer(self, stay: Stay) -> None:
        """Count the answer, or the promise that passed without one; who passed it on at once promised nothing."""
        if not stay.owes:
            return
        sheet, clock = self.sheets[stay.agency], stay.first_answer(self.terms, self.calendar)
        if stay.answered and self.span.holds(stay.answered):
            sheet.add(F.ANSWERED, stay.number)
            sheet.hours.append(stay.working_hours(self.calendar, stay.answered))
            if stay.answered <= clock.due(stay.answered):
                sheet.add(F.ANSWERED_IN_TIME, stay.number)
        waited = clock.stopped or self.span.end
        if waited < self.span.start:
            return
        due = clock.due(waited)
        if due < waited and self.span.holds(due) and not stay.passed_on_at_once(self.terms, self.calendar):
            sheet.add(F.PROMISE_BROKEN, stay.number)

    def _end(self, stay: Stay) -> None:
        figure = ENDED.get(stay.outcome)
        if figure is None or not self.span.holds(stay.ended):
            return
        sheet = self.sheets[stay.agency]
        sheet.add(figure, stay.number)
        if figure in COMPLETING:
            sheet.add(F.COMPLETED, stay.number)
            if stay.ended and stay.ended <= stay.completion(self.terms, self.calendar).due(stay.ended):
                sheet.add(F.COMPLETED_IN_TIME, stay.number)

    def _still_open(self, stay: Stay) -> None:
        """Count what is open at the end; a clock that stands still is not late."""
        end = self.span.end
        self.sheets[stay.agency].add(F.OPEN, stay.number)
        promise, work = (
            stay.first_answer(self.terms, self.calendar),
            stay.completion(self.terms, self.calendar),
        )
        owed = stay.owes and promise.stopped is None
        if (owed and promise.is_late(end)) or (work.stopped is None and work.is_late(end)):
            self.sheets[stay.agency].add(F.LATE, stay.number)

    def _said(self, story: Story, found: list[Stay]) -> None:
        """Count the reporter's last word on each stay; silence only where there is none. The last stars count."""
        words: dict[int, tuple[Figure, str]] = {}
        stars: tuple[str, int] | None = None
        for event in story.events:
            if not self.span.holds(event.at):
                continue
            # A stay that begins at that very moment begins after the vote that makes it.
            n = max(0, sum(stay.begin < event.at for stay in found) - 1)
            agency = str(event.payload.get("agency") or found[n].agency)
            if event.kind is E.VOTED and event.payload.get("vote") in VOTES:
                words[n] = (VOTES[str(event.payload["vote"])], agency)
            elif event.kind is E.PRESUMED_DONE:
                words.setdefault(n, (F.PRESUMED_DONE, agency))
            elif event.kind is E.RATED:
                stars = agency, int(str(event.payload["stars"]))
        for figure, agency in words.values():
            self.sheets[agency].add(figure, story.number)
        if stars:
            self.sheets[stars[0]].add(F.RATED, story.number)
            self.sheets[stars[0]].stars.append(stars[1])


def _with_known_days(calendar: WorkingCalendar, first: date, last: date) -> WorkingCalendar:
    """Return the same calendar with each day's answer at hand: it is asked some hundred thousand times."""
    days = (first - AROUND + DAY * n for n in range((last - first + 2 * AROUND).days))
    known = {day: not calendar.is_working_day(day) for day in days}
    return replace(calendar, overrides={**calendar.overrides, **known})
