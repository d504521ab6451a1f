"""A ticket's clocks, read from its history, and when something falls due by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tickets.budget import Budget, WorkingDays
from tickets.calendar import WorkingCalendar
from tickets.clocks import Clock, ClockKind, Pause
from tickets.place_wait import may_wait, place_pauses, place_wait
from tickets.status import CLOSED, UNTOUCHED, WORKABLE, EventKind, TicketStatus, move
from tickets.terms import REQUEST, TOP_LEVEL, Terms
from tickets.ticket import ActorKind, Ticket, TicketEvent, TicketUrgency

E = EventKind
When = Callable[[datetime], datetime]
#: The work begins anew, and so do all its clocks.
RESTARTS = frozenset({E.OPENED, E.REOPENED, E.UNMERGED, E.SPAM_CLEARED})
#: Another agency begins: what the one before it lost is not held against it.
MOVES = frozenset({E.ASSIGNED, E.TRANSFERRED})
#: A person has looked at it.
PICKED_UP = frozenset({E.CLAIMED, E.STARTED, E.REPLIED, E.ASKED, E.PASSED_OUTSIDE, E.HELP_ASKED})
#: A person has answered; a question back is no answer.
ANSWERS = frozenset({E.REPLIED, E.REPORTED_DONE, E.CLOSED, E.NOT_OURS})
ENDS = frozenset({E.REPORTED_DONE, E.CLOSED, E.NOT_OURS, E.LAPSED, E.WITHDRAWN, E.SPAM_MARKED, E.MERGED})


@dataclass(frozen=True, slots=True)
class TicketClocks:
    """The three clocks every ticket has."""

    pickup: Clock
    first_answer: Clock
    completion: Clock

    def each(self) -> tuple[Clock, Clock, Clock]:
        """Return them, the soonest kind first."""
        return self.pickup, self.first_answer, self.completion


@dataclass(slots=True)
class _Hand:
    """One clock while the history is read."""

    kind: ClockKind
    budget: Budget
    start: datetime
    whole: Budget
    stopped: datetime | None = None

    def restart(self, at: datetime, budget: Budget | None = None) -> None:
        self.start, self.stopped, self.budget = at, None, budget or self.whole

    def extend(self, days: int) -> None:
        """Give more time from the same beginning."""
        if self.stopped is None and isinstance(self.budget, WorkingDays):
            self.budget = WorkingDays(self.budget.days + days)

    def stop(self, at: datetime) -> None:
        if self.stopped is None:
            self.stopped = at

    def clock(self, calendar: WorkingCalendar, pauses: tuple[Pause, ...]) -> Clock:
        return Clock(self.kind, calendar, self.start, self.budget, pauses, self.stopped)


def clocks(
    ticket: Ticket, events: Sequence[TicketEvent], terms: Terms, calendar: WorkingCalendar
) -> TicketClocks:
    """Read the clocks from a history that begins with the opening."""
    start = events[0].at
    promised = terms.first_answer_to(ticket.kind), terms.completion_of(ticket.kind, ticket.topic)
    budgets = (terms.pickup[ticket.urgency], *promised)
    kinds = (ClockKind.PICKUP, ClockKind.FIRST_ANSWER, ClockKind.COMPLETION)
    hands = [_Hand(kind, b, start, b) for kind, b in zip(kinds, budgets, strict=True)]
    for event in without_taken_back(events):
        _turn(hands, event, request=ticket.kind is REQUEST)
    pauses = standstills(events)
    return TicketClocks(*(hand.clock(calendar, pauses) for hand in hands))


def _turn(hands: list[_Hand], event: TicketEvent, *, request: bool) -> None:
    """Let an event move the hands; a request for information runs from its receipt, whoever has it."""
    pickup, first_answer, completion = hands
    if event.kind in RESTARTS:
        for hand in hands:
            hand.restart(event.at)
    elif event.kind in MOVES:
        pickup.restart(event.at)
        if event.kind is E.TRANSFERRED and first_answer.stopped is None and not request:
            first_answer.restart(event.at)
    else:
        _lengthen(hands, event, request=request)
    if event.kind in PICKED_UP | ENDS and event.actor.kind is not ActorKind.BOT:
        pickup.stop(event.at)
    if event.kind in ANSWERS:
        first_answer.stop(event.at)
    if event.kind in ENDS:
        completion.stop(event.at)


def _lengthen(hands: list[_Hand], event: TicketEvent, *, request: bool) -> None:
    if event.kind is E.ESCALATED:
        _renew(hands, event, request=request)
    elif event.kind is E.EXTENDED:
        for hand in hands[1:]:
            hand.extend(int(str(event.payload.get("days") or 0)))


def _renew(hands: list[_Hand], event: TicketEvent, *, request: bool) -> None:
    """Let a missed clock run anew: one level higher has as long again, or the days that were told.

    The answer to a request for information is its end, so both run anew with it.
    """
    days, missed = event.payload.get("days"), {event.payload.get("clock")}
    if request and ClockKind.FIRST_ANSWER in missed:
        missed.add(ClockKind.COMPLETION)
    for hand in hands:
        if hand.kind in missed:
            hand.restart(event.at, WorkingDays(int(str(days))) if days else None)


def without_taken_back(events: Sequence[TicketEvent]) -> list[TicketEvent]:
    """Return the history with each reply that was taken back as no more than a look at the case."""
    kept: list[TicketEvent] = []
    for event in events:
        if event.kind is E.TAKEN_BACK:
            last = max((i for i, one in enumerate(kept) if one.kind is E.REPLIED), default=None)
            if last is not None:
                kept[last] = replace(kept[last], kind=E.CLAIMED)
        kept.append(event)
    return kept


def standstills(events: Sequence[TicketEvent]) -> tuple[Pause, ...]:
    """Return when it waited for the reporter: for the answer to a question, or reminded of the missing place."""
    pauses: list[Pause] = []
    status: TicketStatus | None = None
    for event in events:
        before, status = status, move(status, event.kind)
        if TicketStatus.NEEDS_INFO not in {before, status} or before is status:
            continue
        if status is TicketStatus.NEEDS_INFO:
            pauses.append(Pause(event.at))
        else:
            pauses[-1] = replace(pauses[-1], end=event.at)
    return (*place_pauses(events), *pauses)


def missed_at(events: Sequence[TicketEvent]) -> datetime | None:
    """Return when a promise of the work that still goes on was first broken; a later date does not heal it.

    An answer heals a missed answer, the end everything, and another agency begins with a clean first answer.
    """
    broken: dict[str, datetime] = {}
    for event in without_taken_back(events):
        clock = event.payload.get("clock")
        if event.kind in RESTARTS | ENDS:
            broken.clear()
        elif event.kind in ANSWERS or event.kind is E.TRANSFERRED:
            broken.pop(ClockKind.FIRST_ANSWER, None)
        elif event.kind is E.ESCALATED and clock in {ClockKind.FIRST_ANSWER, ClockKind.COMPLETION}:
            broken.setdefault(str(clock), event.at)
    return min(broken.values(), default=None)


class Duty(StrEnum):
    """What falls due by itself; the first three are missed clocks, by the clock's own name."""

    PICKUP = "pickup"
    FIRST_ANSWER = "first_answer"
    COMPLETION = "completion"
    FOLLOW_UP = "follow_up"  #: ask the body outside what became of it
    REMIND = "remind"  #: ask the reporter once more
    LAPSE = "lapse"  #: end the waiting for an answer to a question
    PRESUME = "presume"  #: take silence for "done"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to be done at a moment: a missed clock, a reminder, an end of waiting.

    `since` is the event it comes from, where the same moment may come again.
    """

    what: Duty
    at: datetime
    since: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the passing of time does to a ticket."""

    terms: Terms
    calendar: WorkingCalendar
    events: Sequence[TicketEvent] = field(default_factory=tuple)

    def next(self, ticket: Ticket, clocks: TicketClocks, now: datetime) -> Due | None:
        """Return what comes next; nobody but an emergency is woken out of hours."""
        due = self._next(ticket, clocks, now)
        if due is None or ticket.urgency is TicketUrgency.EMERGENCY or self.calendar.is_open(due.at):
            return due
        return replace(due, at=self.calendar.next_opening(due.at))

    def _next(self, ticket: Ticket, clocks: TicketClocks, now: datetime) -> Due | None:
        if ticket.status in CLOSED:
            return None
        if ticket.status is TicketStatus.NEEDS_INFO:
            return self._waiting(E.ASKED, self.question_reminder, self.question_end, Duty.LAPSE)
        if ticket.status is TicketStatus.AWAITING_REPORTER:
            return self._waiting(E.REPORTED_DONE, self.vote_reminder, self.vote_end, Duty.PRESUME)
        due = [self._place(ticket), self.missed(ticket, clocks, now), self._follow_up()]
        if due[0] and due[0].what is Duty.LAPSE:
            return due[0]
        return min((each for each in due if each), key=lambda each: each.at, default=None)

    def _place(self, ticket: Ticket) -> Due | None:
        """Return when the reporter is reminded of the missing place, or is no longer waited for."""
        wait = place_wait(self.events)
        if wait is None or ticket.status not in UNTOUCHED or not may_wait(ticket):
            return None
        if wait.until:
            return Due(Duty.LAPSE, wait.until)
        return Due(Duty.REMIND, wait.asked + timedelta(hours=self.terms.place_hours))

    def place_end(self, now: datetime) -> datetime:
        """Return how long a missing place is waited for; whoever is reminded late still has a day."""
        wait = place_wait(self.events)
        asked = wait.asked if wait else now
        return max(asked + timedelta(days=self.terms.place_days), now + timedelta(days=1))

    def missed(self, ticket: Ticket, clocks: TicketClocks, now: datetime) -> Due | None:
        """Return which promise is missed next, and when."""
        return _missed(ticket, clocks, now)

    def _follow_up(self) -> Due | None:
        """Return when a body outside is asked again, unless it was."""
        told = [event for event in self.events if event.kind in {E.PASSED_OUTSIDE, E.FOLLOW_UP_DUE}]
        if not told or told[-1].kind is E.FOLLOW_UP_DUE:
            return None
        day = date.fromisoformat(str(told[-1].payload["again"]))
        return Due(Duty.FOLLOW_UP, datetime.combine(day, time.min, self.calendar.timezone), told[-1].turn)

    def question_end(self, asked: datetime) -> datetime:
        """Return when an unanswered question ends the waiting."""
        return asked + timedelta(days=self.terms.question_days)

    def question_reminder(self, asked: datetime) -> datetime:
        """Return when the reporter is reminded of it: half the time before."""
        return asked + timedelta(days=self.terms.question_days) / 2

    def vote_end(self, done: datetime) -> datetime:
        """Return when silence counts as an end."""
        return WorkingDays(self.terms.vote_days).due(self.calendar, done, timedelta())

    def vote_reminder(self, done: datetime) -> datetime:
        """Return when the reporter is asked once more."""
        return WorkingDays(self.terms.vote_reminder_days).due(self.calendar, done, timedelta())

    def _waiting(self, since: EventKind, reminder: When, end: When, last: Duty) -> Due:
        begun = [event.at for event in self.events if event.kind is since][-1]
        reminded = any(event.kind is E.REMINDED and event.at >= begun for event in self.events)
        return Due(last, end(begun)) if reminded else Due(Duty.REMIND, reminder(begun))


def _missed(ticket: Ticket, clocks: TicketClocks, now: datetime) -> Due | None:
    if ticket.status not in WORKABLE:
        return None
    running = [c for c in clocks.each() if c.stopped is None]
    if ticket.level >= TOP_LEVEL:
        running = [c for c in running if c.kind is not ClockKind.PICKUP]
    if ticket.kind is REQUEST and clocks.first_answer.stopped is None:
        running = [
            c for c in running if c.kind is not ClockKind.COMPLETION
        ]  # missed with the answer, told once
    return min((Due(Duty(c.kind), c.due(now)) for c in running), key=lambda due: due.at, default=None)
