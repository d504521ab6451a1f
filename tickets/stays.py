"""A ticket's history cut into stays: what one agency had it for, from its receipt (or its reopening) on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tickets.budget import INSTANT, Budget, WorkingDays
from tickets.calendar import DAY, WorkingCalendar
from tickets.clocks import Clock, ClockKind, Pause
from tickets.place_wait import FOLLOWED
from tickets.status import OPEN, EventKind, status_after
from tickets.terms import Terms
from tickets.ticket import ActorKind, Outcome, TicketEvent, TicketKind, TicketUrgency
from tickets.timing import ANSWERS, ENDS, MOVES, RESTARTS, standstills, without_taken_back

E = EventKind
#: How an end counts whose event does not say it.
OUTCOMES = {
    E.REPORTED_DONE: Outcome.DONE,
    E.LAPSED: Outcome.NO_DATA,
    E.WITHDRAWN: Outcome.WITHDRAWN,
    E.SPAM_MARKED: Outcome.SPAM,
    E.NOT_OURS: Outcome.NOT_OURS,
    E.CLOSED: Outcome.CANNOT,
}
#: The only events figures are made of; all others leave whose it is, its promises and its status as they are.
TELLING = (
    RESTARTS | MOVES | ANSWERS | ENDS
    | {E.TAKEN_BACK, E.TOPIC_CHANGED, E.VERIFIED, E.STARTED, E.PASSED_OUTSIDE, E.ASKED, E.INFORMATION_ADDED}
    | FOLLOWED | {E.PLACE_SET, E.VOTED, E.CONFIRMED, E.PRESUMED_DONE, E.RATED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The day that was told to the citizen, whatever became of the calendar and the rules since; pauses move it."""

    day: date

    def passed(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
        """Return the working time."""
        return calendar.working_time(start, end)

    def due(self, calendar: WorkingCalendar, start: datetime, paused: timedelta) -> datetime:  # noqa: ARG002 - a Budget
        """Return the last instant of the day, moved by the pauses onto a whole day."""
        midnight = datetime.combine(self.day + DAY, time(), calendar.timezone)
        last = calendar.add_working_time(midnight, paused) - INSTANT
        return datetime.combine(last.date(), time.max, calendar.timezone)


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket and what happened to it, in order, up to some moment."""

    number: str
    agency: str
    topic: str
    urgency: TicketUrgency
    events: Sequence[TicketEvent]
    kind: TicketKind = TicketKind.COMPLAINT


@dataclass(slots=True)
class Stay:
    """One agency's time with a ticket. `how` it began; `received` unless it only began anew with the same agency.

    `owes`: nobody had answered the citizen yet. `extension`: the further working days of a request for information.
    `ended` is the end of the work, with its `outcome` (an `Outcome`, or "merged"); `left` is when another agency
    got it.
    """

    number: str
    agency: str
    how: EventKind
    begin: datetime
    topic: str
    due: date | None
    urgency: TicketUrgency
    received: bool
    owes: bool
    pauses: tuple[Pause, ...]
    kind: TicketKind = TicketKind.COMPLAINT
    extension: int = 0
    answered: datetime | None = None
    ended: datetime | None = None
    outcome: str = ""
    left: datetime | None = None

    def first_answer(self, terms: Terms, calendar: WorkingCalendar) -> Clock:
        """Return the clock of the answer promised to the citizen; it stops with whatever ends the owing."""
        told = self.due and calendar.add_working_days(self.due, self.extension)
        budget: Budget = Told(told) if told else terms.first_answer_to(self.kind)
        return self._clock(ClockKind.FIRST_ANSWER, calendar, budget, self.answered)

    def completion(self, terms: Terms, calendar: WorkingCalendar) -> Clock:
        """Return the clock of the topic's class, or of a request for information."""
        budget = terms.completion_of(self.kind, self.topic)
        if self.extension and isinstance(budget, WorkingDays):
            budget = WorkingDays(budget.days + self.extension)
        return self._clock(ClockKind.COMPLETION, calendar, budget, self.ended)

    def passed_on_at_once(self, terms: Terms, calendar: WorkingCalendar) -> bool:
        """Whether another agency got it within the time for a first look: it was not this one's."""
        if self.left is None:
            return False
        pickup = self._clock(ClockKind.PICKUP, calendar, terms.pickup[self.urgency], None)
        return self.left <= pickup.due(self.left)

    def working_hours(self, calendar: WorkingCalendar, until: datetime) -> float:
        """Return the office hours from its beginning, without those in which the citizen was asked."""
        time = calendar.working_time(self.begin, until)
        for pause in self.pauses:
            begin, end = max(pause.begin, self.begin), min(pause.end or until, until)
            time -= calendar.working_time(begin, end)
        return time / timedelta(hours=1)

    def _clock(
        self, kind: ClockKind, calendar: WorkingCalendar, budget: Budget, stopped: datetime | None
    ) -> Clock:
        stops = [moment for moment in (stopped, self.ended, self.left) if moment]
        return Clock(kind, calendar, self.begin, budget, self.pauses, min(stops, default=None))


def stays(story: Story) -> list[Stay]:
    """Read them, the oldest first; only `TELLING` events matter."""
    found: list[Stay] = []
    pauses, topic = standstills(story.events), story.topic
    for event in without_taken_back(story.events):
        topic = str(event.payload.get("to" if event.kind is E.TOPIC_CHANGED else "topic") or topic)
        last = found[-1] if found else None
        agency = _agency_after(event, last.agency if last else _first_agency(story))
        if last is None or event.kind in RESTARTS or (event.kind in MOVES and agency != last.agency):
            if last and agency != last.agency:
                last.left = event.at
            found.append(_begun(story, event, agency, topic, pauses, last))
        else:
            _go_on(last, event, topic)
    return found


def is_open(story: Story) -> bool:
    """Whether it was open after these events."""
    return status_after(event.kind for event in story.events) in OPEN


def _agency_after(event: TicketEvent, before: str) -> str:
    if event.kind not in RESTARTS | MOVES:
        return before
    return str(event.payload.get("agency") or event.payload.get("to") or before)


def _first_agency(story: Story) -> str:
    """Return the first agency a history names: one of an older release does not tell it at the opening."""
    for event in story.events:
        if event.kind in MOVES:
            return str(event.payload.get("from") or event.payload.get("agency"))
    return story.agency


def _begun(
    story: Story,
    event: TicketEvent,
    agency: str,
    topic: str,
    pauses: tuple[Pause, ...],
    last: Stay | None,
) -> Stay:
    """Begin a stay; a promise kept before a transfer is kept, one that was not is renewed by it."""
    told, anew = event.payload.get("due"), event.kind in RESTARTS
    return Stay(
        number=story.number,
        agency=agency,
        how=event.kind,
        begin=event.at,
        topic=topic,
        due=date.fromisoformat(str(told)) if told else None,
        urgency=story.urgency,
        received=last is None or last.agency != agency,
        owes=anew or last is None or (last.owes and last.answered is None),
        pauses=pauses,
        kind=story.kind,
    )


def _go_on(stay: Stay, event: TicketEvent, topic: str) -> None:
    stay.topic = topic
    if event.kind is E.EXTENDED:
        stay.extension += int(str(event.payload.get("days") or 0))
    if event.kind in ANSWERS and event.actor.kind is ActorKind.OFFICER and stay.answered is None:
        stay.answered = event.at
    if event.kind in ENDS and stay.ended is None:
        stay.ended, stay.outcome = event.at, _outcome(event)


def _outcome(event: TicketEvent) -> str:
    told = event.payload.get("outcome")
    return str(told) if told else OUTCOMES.get(event.kind, event.kind.value)
