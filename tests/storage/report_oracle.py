"""The slow, obvious oracle of reports: each ticket's events walked by hand, in minutes on the office's wall."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from tests.tickets.office import DAY, Office
from tests.tickets.walk import Walk, add, add_days
from tickets.status import OPEN, EventKind, TicketStatus, move

ANEW = {"opened", "reopened", "unmerged", "spam_cleared"}
HANDS_OVER = ANEW | {"assigned", "transferred"}
ANSWERS = {"replied", "reported_done", "closed", "not_ours"}
ENDS = ANSWERS - {"replied"} | {"lapsed", "withdrawn", "spam_marked", "merged"}
CLOSED_AS = {"closed": "cannot", "not_ours": "not_ours", "lapsed": "no_data", "withdrawn": "withdrawn"}
CLOSED_AS |= {"spam_marked": "spam", "merged": "merged"}
PICKUP = {"emergency": 1, "important": 24, "ordinary": 48}


@dataclass(frozen=True)
class Event:
    """One row of `ticket_events`; `told` is the promised day, counted from the first of the office."""

    minute: int
    kind: str
    actor: str
    agency: str = ""
    told: int = 0
    word: str = ""  #: outcome, vote, stars or topic


@dataclass(frozen=True)
class Matter:
    """One ticket."""

    number: str
    urgency: str
    topic: str
    events: Sequence[Event]


@dataclass
class Result:
    """One agency's."""

    figures: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours: list[float] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)

    def plain(self) -> tuple[dict[str, Counter[str]], float | None, float | None]:
        mid = round(median(self.hours), 2) if self.hours else None
        return dict(self.figures), mid, round(fmean(self.stars), 2) if self.stars else None


def oracle(
    office: Office, matters: Sequence[Matter], start: int, end: int, days: dict[str, int]
) -> dict[str, Result]:
    """Say what the report on those minutes holds; `days` until a topic's case is done."""
    results: dict[str, Result] = defaultdict(Result)
    for matter in matters:
        events = [event for event in matter.events if event.minute < end]
        if events:
            _matter(office, matter, events, start, end, days, results)
    return results


def _matter(  # noqa: C901, PLR0912, PLR0915 - one plain walk, told from above to below
    office: Office,
    matter: Matter,
    events: list[Event],
    start: int,
    end: int,
    days: dict[str, int],
    results: dict[str, Result],
) -> None:
    kinds = [event.kind for event in events]
    statuses: list[TicketStatus] = []
    for kind in kinds:
        statuses.append(move(statuses[-1] if statuses else None, EventKind(kind)))
    for i, kind in enumerate(list(kinds)):
        replies = [j for j in range(i) if kinds[j] == "replied"]
        if kind == "taken_back" and replies:
            kinds[replies[-1]] = "claimed"
    holders: list[str] = []
    for event in events:
        holders.append(event.agency if event.kind in HANDS_OVER else holders[-1])
    asked = [status is TicketStatus.NEEDS_INFO for status in statuses]
    pauses: list[tuple[int, int | None]] = []
    for i, event in enumerate(events):
        if asked[i] and not (i and asked[i - 1]):
            later = [events[k].minute for k in range(i, len(events)) if not asked[k]]
            pauses.append((event.minute, later[0] if later else None))
    pauses += _place_pauses(events)
    changes = [i for i in range(len(events)) if not i or kinds[i] in ANEW or holders[i] != holders[i - 1]]
    number, stars = matter.number, None

    def within(minute: int) -> bool:
        return start <= minute < end

    for i, j in zip(changes, [*changes[1:], len(events)], strict=True):
        here, begin, result = range(i, j), events[i].minute, results[holders[i]]
        left = events[j].minute if j < len(events) and holders[j] != holders[i] else None
        answers = [k for k in here if kinds[k] in ANSWERS and events[k].actor == "officer"]
        ends = [k for k in here if kinds[k] in ENDS]
        answered = events[answers[0]].minute if answers else None
        ended = events[ends[0]].minute if ends else None
        anew = max(k for k in range(i + 1) if kinds[k] in ANEW)
        owes = not any(kinds[k] in ANSWERS and events[k].actor == "officer" for k in range(anew, i))
        topic = [matter.topic, *(e.word for e in events[:j] if e.kind == "topic_changed")][-1]
        stops = [moment for moment in (answered, ended, left) if moment is not None]

        if within(begin):
            if i == 0 or holders[i - 1] != holders[i]:
                result.figures["received"][number] += 1
            if kinds[i] == "reopened":
                result.figures["reopened"][number] += 1
        if left is not None and within(left):
            result.figures["moved_out"][number] += 1
            results[holders[j]].figures["moved_in"][number] += 1

        # A correction tells the citizen no new day; for the figures the agency has three working days from then.
        told = add_days(office, begin // DAY, 3) if kinds[i] == "assigned" else events[i].told
        promise = _told_day(office, told, begin, pauses, min([*stops, end]))
        if owes and answered is not None and within(answered):
            result.figures["answered"][number] += 1
            result.hours.append(_minutes(office, begin, answered, pauses) / 60)
            if answered < promise:
                result.figures["answered_in_time"][number] += 1
        first_look = Walk(office, begin, "hours", PICKUP[matter.urgency], pauses, min(stops, default=None))
        at_once = left is not None and left <= first_look.due(left)
        if owes and promise <= min([*stops, end]) and start < promise <= end and not at_once:
            result.figures["promise_broken"][number] += 1

        work = Walk(office, begin, "days", days[topic], pauses, ended)
        if ended is not None and within(ended):
            how = events[ends[0]].word if kinds[ends[0]] == "reported_done" else CLOSED_AS[kinds[ends[0]]]
            result.figures[f"closed_{how}"][number] += 1
            if how in {"done", "answered", "cannot", "not_ours"}:
                result.figures["completed"][number] += 1
                if ended < work.due(ended):
                    result.figures["completed_in_time"][number] += 1
        if j == len(events) and statuses[-1] in OPEN:
            result.figures["open"][number] += 1
            owed = owes and answered is None and ended is None and promise <= end
            undone = ended is None and work.due(end) <= end
            if (owed or undone) and not any(b <= end and (e is None or end < e) for b, e in pauses):
                result.figures["late"][number] += 1

        said = [e for e in events[i:j] if within(e.minute) and e.kind == "voted" and e.word in {"yes", "no"}]
        if said:
            results[said[-1].agency].figures[f"voted_{said[-1].word}"][number] += 1
        elif any(within(e.minute) and e.kind == "presumed_done" for e in events[i:j]):
            result.figures["presumed_done"][number] += 1
        for event in events[i:j]:
            if within(event.minute) and event.kind == "rated":
                stars = event
    if stars:
        results[stars.agency].figures["rated"][number] += 1
        results[stars.agency].stars.append(int(stars.word))


#: What leaves the bot waiting for the place; anything else ends that, as a lifting by hand does.
LEAVES_WAITING = {
    *("place_asked", "reminded", "information_added", "escalated", "released", "taken_back"),
    *("visibility_changed", "hand_off_ended", "help_given", "follow_up_due", "voted", "confirmed"),
    *("presumed_done", "rated", "parted", "split", "reviewed"),
}


def _place_pauses(events: list[Event]) -> list[tuple[int, int | None]]:
    """From each question for the place to its first reminder, and from there to what comes first of three."""
    found: list[tuple[int, int | None]] = []
    for i, asked in enumerate(events):
        if asked.kind != "place_asked":
            continue
        over = [k for k in range(i + 1, len(events)) if _ends_wait(events[k])]
        again = [k for k in range(i + 1, len(events)) if events[k].kind == "place_asked"]
        last = min([*over, *again, len(events)])
        reminders = [k for k in range(i + 1, last) if events[k].kind == "reminded" and events[k].word]
        if not reminders:
            continue
        first = reminders[0]
        answers = [k for k in range(first + 1, last) if events[k].kind == "information_added"]
        stop = min([*answers, last])
        until = int(events[first].word)
        found.append(
            (events[first].minute, until if stop == len(events) else min(until, events[stop].minute))
        )
    return found


def _ends_wait(event: Event) -> bool:
    return event.kind not in LEAVES_WAITING or (event.kind == "escalated" and event.actor != "system")


def _minutes(office: Office, begin: int, end: int, pauses: list[tuple[int, int | None]]) -> int:
    """Count the office's minutes, those of the pauses left out."""
    return sum(
        office.works[minute]
        for minute in range(begin, end)
        if not any(start <= minute and (over is None or minute < over) for start, over in pauses)
    )


def _told_day(office: Office, day: int, begin: int, pauses: list[tuple[int, int | None]], until: int) -> int:
    """Return the minute after the told day; each working minute held in time takes one after it."""
    held = Walk(office, begin, "days", 0, pauses, None).held(until)
    last, promised, minute = (day + 1) * DAY, day, begin
    while minute < (promised + 1) * DAY or (held[minute] and held[minute - 1]):
        if held[minute] and office.works[minute]:
            last = add(office, last, 1)
            promised = (last - 1) // DAY
        minute += 1
    return (promised + 1) * DAY
