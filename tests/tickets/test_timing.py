"""A ticket's clocks as its history gives them, against a plain reading backwards."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tickets.calendar import WorkingCalendar
from tickets.hours import OfficeHours
from tickets.status import ARROWS, EventKind, TicketStatus, move
from tickets.terms import Terms
from tickets.ticket import BOT, Actor, ActorKind, Ticket, TicketEvent
from tickets.timing import ANSWERS, ENDS, PICKED_UP, clocks

E = EventKind
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(ZoneInfo("Asia/Jakarta"), OfficeHours.daily(time(8), time(16)))
RINA = Actor(ActorKind.OFFICER, "rina")
ANEW = {E.OPENED, E.REOPENED, E.UNMERGED, E.SPAM_CLEARED}
TICKET = Ticket("t", "KLT-1", 1, 0, "r", "c", "jalan", 1.0, "PU", START, START.date())


def history(dice: random.Random) -> list[TicketEvent]:
    """A random legal history."""
    events = [TicketEvent("t", "0", 0, E.OPENED, BOT, START)]
    status, moment = TicketStatus.NEW, START
    for n in range(dice.randrange(1, 25)):
        kind = dice.choice([kind for kind, arrows in ARROWS.items() if status in arrows])
        if kind is E.TAKEN_BACK and not any(e.kind is E.REPLIED for e in events):
            continue
        moment += timedelta(minutes=dice.randrange(1, 5000))
        status = move(status, kind)
        missed = dice.choice(["pickup", "first_answer", "completion", None])
        payload = (
            {"clock": missed, "days": dice.choice([None, 2])}
            if kind is E.ESCALATED
            else {"again": "2026-03-09"}
        )
        actor = dice.choice([BOT, RINA])
        events.append(TicketEvent("t", str(n + 1), 0, kind, actor, moment, payload=payload))
    return events


def begun(events: list[TicketEvent], clock: str) -> int:
    """Return the index of the event at which a clock last began."""
    for i in range(len(events) - 1, -1, -1):
        event = events[i]
        if event.kind in ANEW or (event.kind is E.ESCALATED and event.payload["clock"] == clock):
            return i
        if clock == "pickup" and event.kind in {E.ASSIGNED, E.TRANSFERRED}:
            return i
        if clock == "first_answer" and event.kind is E.TRANSFERRED and not answered(events[:i]):
            return i
    raise AssertionError("every history begins with an opening")


def answered(events: list[TicketEvent]) -> bool:
    return ends(events, begun(events, "first_answer"), "first_answer") is not None


def ends(events: list[TicketEvent], start: int, clock: str) -> datetime | None:
    """Return when the first event after a clock's beginning stopped it."""
    for event in events[start:]:
        by_person = event.actor is RINA
        if clock == "pickup" and event.kind in PICKED_UP | ENDS and by_person:
            return event.at
        if clock == "first_answer" and event.kind in ANSWERS:
            return event.at
        if clock == "completion" and event.kind in ENDS:
            return event.at
    return None


def without_undone(events: list[TicketEvent]) -> list[TicketEvent]:
    """Strike out the replies that were taken back, the last one first, as looks at the case."""
    kinds = [event.kind for event in events]
    for i, kind in enumerate(kinds):
        if kind is E.TAKEN_BACK:
            replies = [j for j in range(i) if kinds[j] is E.REPLIED]
            if replies:
                kinds[replies[-1]] = E.CLAIMED
    return [
        TicketEvent("t", e.turn, 0, kind, e.actor, e.at, payload=e.payload)
        for e, kind in zip(events, kinds, strict=True)
    ]


def test_the_clocks_are_those_a_plain_reading_gives(cases: int) -> None:
    for seed in range(cases):
        events = history(random.Random(seed))
        known = clocks(TICKET, events, Terms(), CALENDAR)
        plain = without_undone(events)
        for clock in known.each():
            start = begun(plain, clock.kind)
            assert clock.start == plain[start].at, (seed, clock.kind)
            assert clock.stopped == ends(plain, start, clock.kind), (seed, clock.kind)


def test_the_clocks_stand_still_exactly_while_the_reporter_is_asked(cases: int) -> None:
    for seed in range(cases):
        dice = random.Random(seed)
        events = history(dice)
        pauses = clocks(TICKET, events, Terms(), CALENDAR).completion.pauses
        moment = START + timedelta(minutes=dice.randrange(80_000))
        status: TicketStatus | None = None
        for event in events:
            if event.at <= moment:
                status = move(status, event.kind)
        asked = status is TicketStatus.NEEDS_INFO
        assert any(pause.covers(moment) for pause in pauses) == asked, seed
