"""A ticket's clocks as its history gives them, against a plain reading backwards."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tickets.calendar import WorkingCalendar
from tickets.hours import OfficeHours
from tickets.status import ARROWS, EventKind, TicketStatus, move
from tickets.terms import Terms
from tickets.ticket import BOT, SYSTEM, Actor, ActorKind, Ticket, TicketEvent, TicketKind
from tickets.timing import ANSWERS, ENDS, PICKED_UP, clocks

E = EventKind
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar(ZoneInfo("Asia/Jakarta"), OfficeHours.daily(time(8), time(16)))
RINA = Actor(ActorKind.OFFICER, "rina")
ANEW = {E.OPENED, E.REOPENED, E.UNMERGED, E.SPAM_CLEARED}
TICKET = Ticket("t", "KLT-1", 1, 0, "r", "c", "jalan", 1.0, "PU", START, START.date())
REQUEST = replace(TICKET, kind=TicketKind.INFORMATION_REQUEST)
#: What leaves the bot waiting for the place; anything else ends that.
LEAVES_WAITING = (
    {
        E.PLACE_ASKED,
        E.REMINDED,
        E.INFORMATION_ADDED,
        E.ESCALATED,
        E.RELEASED,
        E.TAKEN_BACK,
        E.VISIBILITY_CHANGED,
    }
    | {E.HAND_OFF_ENDED, E.HELP_GIVEN, E.FOLLOW_UP_DUE, E.VOTED, E.CONFIRMED, E.PRESUMED_DONE, E.RATED}
    | {E.PARTED, E.SPLIT, E.REVIEWED}
)


def history(dice: random.Random) -> list[TicketEvent]:
    """A random legal history."""
    events = [TicketEvent("t", "0", 0, E.OPENED, BOT, START)]
    status, moment = TicketStatus.NEW, START
    for n in range(dice.randrange(1, 25)):
        kind = dice.choice([kind for kind, arrows in ARROWS.items() if status in arrows])
        if dice.random() < 0.3:
            kind = next((k for k in (follows(events[-1]), kind) if k and status in ARROWS[k]), kind)
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
        if kind is E.REMINDED and dice.random() < 0.9:
            payload["until"] = (moment + timedelta(minutes=dice.randrange(1, 20_000))).isoformat()
        if kind is E.INFORMATION_ADDED:
            payload["without_place"] = dice.random() < 0.5
        actor = dice.choice([BOT, RINA, SYSTEM])
        events.append(TicketEvent("t", str(n + 1), 0, kind, actor, moment, payload=payload))
    return events


def follows(last: TicketEvent) -> EventKind | None:
    """What comes next where a place is waited for."""
    return E.REMINDED if last.kind is E.PLACE_ASKED else E.PLACE_ASKED


def begun(events: list[TicketEvent], clock: str, *, request: bool = False) -> int:
    """Return the index of the event at which a clock last began; a request's two promises are one."""
    for i in range(len(events) - 1, -1, -1):
        event = events[i]
        missed = event.payload["clock"] if event.kind is E.ESCALATED else None
        if event.kind in ANEW or missed == clock:
            return i
        if request and clock == "completion" and missed == "first_answer":
            return i
        if clock == "pickup" and event.kind in {E.ASSIGNED, E.TRANSFERRED}:
            return i
        if clock != "first_answer" or event.kind is not E.TRANSFERRED or request:
            continue
        if not answered(events[:i]):
            return i
    raise AssertionError("every history begins with an opening")


def answered(events: list[TicketEvent]) -> bool:
    return ends(events, begun(events, "first_answer"), "first_answer") is not None


def ends(events: list[TicketEvent], start: int, clock: str) -> datetime | None:
    """Return when the first event after a clock's beginning stopped it."""
    for event in events[start:]:
        by_person = event.actor is not BOT  # or by the passing of time, which ends it, too
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


@pytest.mark.parametrize("ticket", [TICKET, REQUEST], ids=["complaint", "request"])
def test_the_clocks_are_those_a_plain_reading_gives(cases: int, ticket: Ticket) -> None:
    for seed in range(cases):
        events = history(random.Random(seed))
        known = clocks(ticket, events, Terms(), CALENDAR)
        plain = without_undone(events)
        for clock in known.each():
            start = begun(plain, clock.kind, request=ticket is REQUEST)
            assert clock.start == plain[start].at, (seed, clock.kind)
            assert clock.stopped == ends(plain, start, clock.kind), (seed, clock.kind)


def awaits_place(events: list[TicketEvent], moment: datetime) -> bool:
    """Look back to the last question for the place, and whether a reminder of it still holds."""
    past = [event for event in events if event.at <= moment]
    questions = [i for i, event in enumerate(past) if event.kind is E.PLACE_ASKED]
    since = past[questions[-1] :] if questions else []
    reminders = [i for i, e in enumerate(since) if e.kind is E.REMINDED and "until" in e.payload]
    if not reminders or any(event.kind not in LEAVES_WAITING for event in since):
        return False
    if any(event.kind is E.ESCALATED and event.actor is not SYSTEM for event in since):
        return False
    told = [i for i, event in enumerate(since) if event.kind is E.INFORMATION_ADDED]
    if any(i > reminders[0] or since[i].payload["without_place"] for i in told):
        return False
    return moment < datetime.fromisoformat(str(since[reminders[0]].payload["until"]))


def test_the_clocks_stand_still_exactly_while_the_reporter_is_asked(cases: int) -> None:
    awaited = 0
    for seed in range(cases):
        dice = random.Random(seed)
        events = history(dice)
        pauses = clocks(TICKET, events, Terms(), CALENDAR).completion.pauses
        moment = START + timedelta(minutes=dice.randrange(80_000))
        status: TicketStatus | None = None
        for event in events:
            if event.at <= moment:
                status = move(status, event.kind)
        place = awaits_place(events, moment)
        awaited += place
        asked = status is TicketStatus.NEEDS_INFO or place
        assert any(pause.covers(moment) for pause in pauses) == asked, seed
    assert awaited > cases / 200, "a wait for a place that hardly comes about is not tested"
