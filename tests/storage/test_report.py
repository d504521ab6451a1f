"""Reports: against an oracle that walks every history by hand; frozen once a period is over; found by indexes."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update

from storage import Database
from storage.desk import Desk, HouseRules
from storage.report import first_day, freeze_reports, make_report, stories_query
from storage.tables import ticket_events, tickets
from tests.inbox.town import ROUTING, Town
from tests.storage.report_oracle import Event, Matter, oracle
from tests.tickets.office import DAY, DAYS, FIRST, WEEKS, Office
from tickets.budget import CompletionClass
from tickets.keys import TurnKeys
from tickets.periods import Period
from tickets.preset import Preset, ReportPeriod
from tickets.scores import Figure, Report
from tickets.status import ARROWS, CLOSED, EventKind, TicketStatus, move
from tickets.ticket import Actor, ActorKind, Ticket, Vote
from tickets.topics import Topic

E, F = EventKind, Figure
Plain = tuple[dict[str, Counter[str]], float | None, float | None]
ZONE = ZoneInfo("Asia/Jakarta")
LENGTHS = {"jalan": CompletionClass.LONG, "sampah": CompletionClass.SHORT}
TOPICS = {name: Topic(name, name, name, name, place=True, completion=how) for name, how in LENGTHS.items()}
DAYS_OF = {"jalan": 60, "sampah": 5}
AGENCIES = ("DISKOMINFO", "DPUPR", "DLH")
MARCH = Period.named("2026-03")


def rules(period: ReportPeriod = ReportPeriod.MONTHLY) -> HouseRules:
    return HouseRules("KLT", 3, ZONE, time(7, 30), time(16), Preset(period=period), TOPICS)


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> Town:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()
    town = Town(database, tmp_path)
    town.desk = Desk(rules(), town.now)
    return town


def life(dice: random.Random, number: str) -> Matter:
    """A random legal history that touches the spring of 2026."""
    minute, status, events = (
        dice.randrange(20 * DAY, 150 * DAY),
        TicketStatus.NEW,
        [Event(0, "opened", "bot")],
    )
    agency = dice.choice(AGENCIES)
    events[0] = Event(minute, "opened", "bot", agency, minute // DAY + dice.choice([0, *range(8)]))
    for n in range(dice.randrange(14)):
        kinds = [kind for kind, arrows in ARROWS.items() if status in arrows]
        kind = dice.choice(kinds)
        if kind is E.TAKEN_BACK and not any(event.kind == "replied" for event in events):
            continue
        if not n and dice.random() < 0.5:
            kind = dice.choice([E.ASSIGNED, E.TRANSFERRED])
            minute += dice.randrange(1, 4000)
        elif events[-1].word == "yes" and E.PRESUMED_DONE in kinds and dice.random() < 0.5:
            kind = E.PRESUMED_DONE
            minute += 1
        elif E.PRESUMED_DONE in kinds and dice.random() < 0.2:
            kind = E.PRESUMED_DONE
            minute += dice.randrange(1, 20_000)
        elif events[-1].word == "no" and E.REOPENED in kinds:
            kind = E.REOPENED
        elif events[-1].kind == "place_asked" and dice.random() < 0.8:
            kind = E.REMINDED
            minute += dice.randrange(1, 3000)
        elif E.PLACE_ASKED in kinds and dice.random() < 0.2:
            kind = E.PLACE_ASKED
            minute += dice.randrange(1, 3000)
        else:
            minute += dice.choice([dice.randrange(1, 300), dice.randrange(1, 20_000)])
        status = move(status, kind)
        if kind in {E.ASSIGNED, E.TRANSFERRED, E.SPAM_CLEARED}:
            agency = dice.choice(AGENCIES)
        word = {
            E.REPORTED_DONE: dice.choice(["done", "answered"]),
            E.VOTED: dice.choice(["yes", "no", "unseen"]),
            E.RATED: str(dice.randrange(1, 6)),
            E.TOPIC_CHANGED: dice.choice(list(DAYS_OF)),
            E.REMINDED: str(minute + dice.randrange(1, 20_000)),
        }.get(kind, "")
        whose = dice.choice(AGENCIES) if kind in {E.VOTED, E.RATED} else agency
        actor = dice.choice(["officer", "officer", "bot"])
        events.append(Event(minute, kind, actor, whose, minute // DAY + dice.randrange(8), word))
    urgency = dice.choice(["emergency", "important", "ordinary"])
    return Matter(number, urgency, dice.choice(list(DAYS_OF)), events)


def payload(event: Event, office: Office) -> dict[str, object]:
    """Write what the verbs write."""
    kind, told = EventKind(event.kind), (FIRST + timedelta(days=event.told)).isoformat()
    if kind in {E.OPENED, E.REOPENED, E.UNMERGED, E.SPAM_CLEARED}:
        return {"agency": event.agency, "due": told}
    if kind is E.TRANSFERRED:
        return {"from": "?", "to": event.agency, "agency": event.agency, "due": told}
    if kind is E.REMINDED:
        return {"agency": event.agency, "until": office.moment(int(event.word)).isoformat()}
    names = {E.REPORTED_DONE: "outcome", E.VOTED: "vote", E.RATED: "stars", E.TOPIC_CHANGED: "to"}
    word: object = int(event.word) if kind is E.RATED else event.word
    return {names[kind]: word, "agency": event.agency} if kind in names else {"agency": event.agency}


async def write(town: Town, office: Office, matters: list[Matter]) -> None:
    """Put the histories into the database, as if they had happened."""
    first = await town.complain()
    async with town.database.write() as unit:
        await unit.connection.execute(ticket_events.delete())
        await unit.connection.execute(update(tickets).values(opened_at=datetime(2030, 1, 1, tzinfo=UTC)))
        for n, matter in enumerate(matters):
            await unit.tickets.add(_row(first, n, matter, office))
        rows = [
            {
                "ticket_id": matter.number,
                "turn": f"{matter.number}:{n}",
                "n": 0,
                "kind": event.kind,
                "actor_kind": event.actor,
                "actor_id": "",
                "at": office.moment(event.minute),
                "reason": "",
                "payload": payload(event, office),
            }
            for matter in matters
            for n, event in enumerate(matter.events)
        ]
        await unit.connection.execute(insert(ticket_events), rows)
        await unit.commit()


def _row(first: Ticket, n: int, matter: Matter, office: Office) -> Ticket:
    status, closed = TicketStatus.NEW, None
    for event in matter.events[1:]:
        status = move(status, EventKind(event.kind))
        closed = (closed or office.moment(event.minute)) if status in CLOSED else None
    values = {name: getattr(first, name) for name in Ticket.__slots__} | {
        "id": matter.number,
        "number": matter.number,
        "part": n + 1,
        "urgency": matter.urgency,
        "topic": matter.topic,
        "status": status,
        "opened_at": office.moment(matter.events[0].minute),
        "closed_at": closed,
    }
    return Ticket(**values)


def by_hand(calendar_office: Office, matters: list[Matter], period: Period) -> dict[str, Plain]:
    start, end = ((day - FIRST).days * DAY for day in (period.first, period.after))
    found = oracle(calendar_office, matters, start, end, DAYS_OF)
    return {agency: result.plain() for agency, result in found.items()}


def plain(made: Report) -> dict[str, Plain]:
    return {
        agency: (
            {str(figure): Counter(numbers) for figure, numbers in sheet.tickets.items() if numbers},
            sheet.scores.median_hours,
            sheet.scores.mean_stars,
        )
        for agency, sheet in made.items()
    }


async def its_office(town: Town) -> Office:
    """The town's office, day by day, as the walk reads it."""
    async with town.database.read() as unit:
        calendar = await town.desk.calendar(unit)
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    return Office("Asia/Jakarta", WEEKS[0], None, {day: not calendar.is_working_day(day) for day in days})


@pytest.mark.parametrize("key", ["2026-03", "2026-Q2"])
async def test_every_figure_is_the_one_a_walk_through_the_events_finds(town: Town, key: str) -> None:
    office, period = await its_office(town), Period.named(key)
    matters = [life(random.Random(f"{key}:{n}"), f"T{n:03}") for n in range(300)]
    await write(town, office, matters)
    made = plain(await make_report(town.database, town.desk, period))
    walked = by_hand(office, matters, period)
    empty: Plain = ({}, None, None)
    for agency in made.keys() | walked.keys():
        assert made.get(agency, empty) == walked.get(agency, empty), agency
    counted = {figure for figures, _, _ in walked.values() for figure in figures}
    assert key != "2026-Q2" or counted == set(Figure), "a figure no random case reaches is not tested"


async def test_a_finished_period_is_kept_once_and_stays_as_it_was(town: Town) -> None:
    office = await its_office(town)
    await write(town, office, [life(random.Random(n), f"T{n:03}") for n in range(40)])
    june = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
    for _ in range(9):
        await freeze_reports(town.database, town.desk, june)
    async with town.database.read() as unit:
        kept = await unit.snapshots.kept()
        assert await first_day(unit, town.desk) >= date(2026, 1, 1)  # type: ignore[operator]
        before = await unit.snapshots.scores(MARCH)
        behind = await unit.snapshots.tickets(MARCH, "DLH", Figure.RECEIVED)
    assert before
    assert behind is not None
    assert len(behind) == before[0]["DLH"].of(Figure.RECEIVED)
    assert {"2026-03", "2026-04", "2026-05"} <= kept, "June has begun at the office, and May is over"
    assert "2026-06" not in kept
    async with town.database.write() as unit:
        await unit.connection.execute(ticket_events.delete())
        await unit.commit()
    await freeze_reports(town.database, town.desk, june)
    async with town.database.read() as unit:
        assert await unit.snapshots.scores(MARCH) == before


async def test_an_agency_wrongly_chosen_is_not_hurt(town: Town) -> None:
    """Opened on a Monday, passed on in time, late at the one who got it."""
    monday = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    made = await _told(
        town,
        [
            (monday, E.OPENED, {"agency": "DPUPR", "due": "2026-03-03"}),
            (monday + timedelta(days=1.9), E.TRANSFERRED, {"to": "DLH", "due": "2026-03-06"}),
            (monday + timedelta(days=10), E.REPLIED, {}),
        ],
    )
    assert F.PROMISE_BROKEN not in made["DPUPR"].tickets
    assert made["DPUPR"].scores.of(F.MOVED_OUT) == made["DLH"].scores.of(F.MOVED_IN) == 1
    assert made["DLH"].scores.of(F.PROMISE_BROKEN) == made["DLH"].scores.of(F.ANSWERED) == 1
    assert F.ANSWERED_IN_TIME not in made["DLH"].tickets
    assert made["DLH"].scores.of(F.LATE) == 0, "it is answered, and not yet due"


async def test_an_agency_that_sat_on_it_keeps_its_broken_promise(town: Town) -> None:
    monday = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    made = await _told(
        town,
        [
            (monday, E.OPENED, {"agency": "DPUPR", "due": "2026-03-03"}),
            (monday + timedelta(days=3), E.TRANSFERRED, {"to": "DLH", "due": "2026-03-10"}),
            (monday + timedelta(days=4), E.REPLIED, {}),
        ],
    )
    assert made["DPUPR"].scores.of(F.PROMISE_BROKEN) == 1
    assert made["DLH"].scores.of(F.ANSWERED_IN_TIME) == 1
    assert made["DLH"].scores.median_hours == 8.5


async def test_a_new_day_after_a_missed_one_is_no_promise_kept(town: Town) -> None:
    monday = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    made = await _told(
        town,
        [
            (monday, E.OPENED, {"agency": "DLH", "due": "2026-03-05"}),
            (monday + timedelta(days=4), E.ESCALATED, {"clock": "first_answer", "days": 2}),
            (monday + timedelta(days=5), E.REPLIED, {}),
        ],
    )
    assert made["DLH"].scores.of(F.PROMISE_BROKEN) == made["DLH"].scores.of(F.ANSWERED) == 1
    assert F.ANSWERED_IN_TIME not in made["DLH"].tickets


@pytest.mark.parametrize(("voted", "counted"), [("yes", F.VOTED_YES), ("unseen", F.PRESUMED_DONE)])
async def test_silence_of_others_does_not_swallow_a_vote(town: Town, voted: str, counted: Figure) -> None:
    monday = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    made = await _told(
        town,
        [
            (monday, E.OPENED, {"agency": "DLH", "due": "2026-03-05"}),
            (monday + timedelta(hours=1), E.REPORTED_DONE, {"outcome": "done"}),
            (monday + timedelta(hours=2), E.VOTED, {"vote": voted, "agency": "DLH"}),
            (monday + timedelta(days=14), E.PRESUMED_DONE, {}),
        ],
    )
    scores = made["DLH"].scores
    assert {figure for figure in (F.VOTED_YES, F.PRESUMED_DONE) if scores.of(figure)} == {counted}


async def _told(town: Town, told: list[tuple[datetime, EventKind, dict[str, object]]]) -> Report:
    ticket = await town.complain()
    rows = [
        {
            "ticket_id": ticket.id,
            "turn": f"t:{n}",
            "n": 0,
            "kind": kind,
            "actor_kind": "officer",
            "actor_id": "",
            "at": at,
            "reason": "",
            "payload": payload,
        }
        for n, (at, kind, payload) in enumerate(told)
    ]
    async with town.database.write() as unit:
        await unit.connection.execute(ticket_events.delete())
        await unit.connection.execute(insert(ticket_events), rows)
        await unit.connection.execute(update(tickets).values(opened_at=told[0][0]))
        await unit.commit()
    return await make_report(town.database, town.desk, MARCH)


async def test_the_verbs_say_what_the_report_reads(town: Town) -> None:
    """What the service writes is enough: whose it was, what was promised, whose work the reporter judged."""
    officer, citizen = Actor(ActorKind.OFFICER, "o"), Actor(ActorKind.CITIZEN, "c")
    first, second = await town.complain(), await town.complain("Sampah", "sampah")
    town.ahead = timedelta(seconds=1)
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        joined = await service.join(second, first, officer, TurnKeys("gabung"))
        case = await unit.tickets.get(first.id)
        await service.close(case, "done", "Sudah", officer, TurnKeys("tutup"))
        voted = await service.vote(joined, Vote.YES, citizen, TurnKeys("suara"))
        await service.rate(voted, 4, citizen, TurnKeys("nilai"))
        await unit.commit()
    async with town.database.read() as unit:
        now = (await unit.tickets.events(first.id))[-1].at
        opened = (await unit.tickets.events(second.id))[0].payload
    assert (opened["agency"], opened["due"]) == ("DLH", second.first_answer_due.isoformat())
    made = await make_report(town.database, town.desk, Period.holding(ReportPeriod.MONTHLY, now.date()))
    assert made["DPUPR"].tickets[F.VOTED_YES] == made["DPUPR"].tickets[F.RATED] == [second.number]
    assert made["DPUPR"].tickets[F.CLOSED_DONE] == [first.number]
    assert made["DLH"].tickets[F.CLOSED_MERGED] == [second.number]
    assert made["DPUPR"].scores.mean_stars == 4


async def test_only_the_histories_of_the_period_are_read(town: Town) -> None:
    if not town.database.is_sqlite:
        pytest.skip("PostgreSQL reads small tables whole")
    start, end = MARCH.moments(ZONE)
    engine, literal = town.database._writer.sync_engine, {"literal_binds": True}
    query = stories_query(start, end).compile(engine, compile_kwargs=literal)
    async with town.database.read() as unit:
        steps = [row.detail for row in await unit.connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert [step for step in steps if step.startswith(("SCAN ticket_events", "SCAN tickets"))] == [], steps


@pytest.mark.parametrize(
    ("key", "first", "after", "title"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), "Oktober 2026"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "Desember 2026"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4), "Minggu 53: 28 Des 2026 sampai 3 Jan 2027"),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), "Triwulan IV 2026"),
    ],
)
def test_a_period_is_known_by_its_key(key: str, first: date, after: date, title: str) -> None:
    period = Period.named(key)
    assert (period.first, period.after, period.key, period.title) == (first, after, key, title)
    assert Period.holding(period.kind, after - timedelta(days=1)) == period
    assert Period.holding(period.kind, after).before() == period


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-13", "2026-00", "2026-W54", "2026-Q5", "1999-01", "2026-1"]
)
def test_no_other_key_is_a_period(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part of the key is wrong
        Period.named(key)
