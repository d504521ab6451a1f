"""The whole life of a ticket over a real store: what officers, reporters and the passing of time do to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.scheduler import Chore, Scheduler
from messages import DeliveryStatus, Lane
from storage import Database
from storage.help_tables import pages
from storage.outbox import Queued
from tests.tickets.test_service import Counter
from tickets.clocks import ClockState
from tickets.errors import IllegalMove, NotAlike, PassedTooOften, TicketClosed, TooLate
from tickets.help import HelpKind
from tickets.keys import TurnKeys
from tickets.roads import Road, RoadOwner, RoadOwnership
from tickets.service import TicketService
from tickets.status import EventKind, TicketStatus, status_after
from tickets.ticket import Actor, ActorKind, Outcome, Ticket, TicketUrgency, Visibility, Vote

RINA = Actor(ActorKind.OFFICER, "rina")
WARGA = Actor(ActorKind.CITIZEN, "warga")
Deed = Callable[[TicketService, Ticket, TurnKeys], Awaitable[Ticket]]


class Case(Counter):
    """One ticket, and a way to do things to it."""

    number = 0

    async def do(self, ticket: Ticket, deed: Deed, key: str = "") -> Ticket:
        """Do it under a key of its own, on the ticket as it is stored."""
        Case.number += 1
        async with self.database.write() as unit:
            service = await self.service(unit)
            current = await unit.tickets.get(ticket.id)
            done = await deed(service, current, TurnKeys(key or f"test:{Case.number}"))
            events = await unit.tickets.events(done.id)
            assert status_after(event.kind for event in events) is done.status
            await unit.commit()
            return await unit.tickets.get(ticket.id)

    async def again(self, ticket: Ticket) -> Ticket:
        async with self.database.read() as unit:
            return await unit.tickets.get(ticket.id)

    async def said(self, ticket: Ticket) -> list[Queued]:
        async with self.database.read() as unit:
            return await unit.outbox.of_ticket(ticket.id)

    async def pass_time(self, ticket: Ticket, until: date | None = None, **passed: float) -> Ticket:
        """Let time pass, an hour at a time, with the scheduler at work."""
        scheduler = Scheduler(self.database, self.desk)
        clock = self.office.clock
        end = clock.moment + timedelta(**passed)
        while clock.moment < end if until is None else self.today() < until:
            clock.forward(hours=1)
            while await scheduler.step():
                pass
        return await self.again(ticket)

    def today(self) -> date:
        return self.office.clock.moment.astimezone(self.desk.rules.timezone).date()

    async def second(self) -> Ticket:
        """A second ticket of another reporter on the same matter."""
        await self.office.receive("jalan rusak juga", n=2, citizen="dua")
        [claim] = await self.office.worker._claim(1)
        assert self.opening is not None
        talk = claim.conversation
        opening = replace(
            self.opening,
            source_message_id=claim.head.id,
            reporter_id=talk.contact_id,
            conversation_id=talk.id,
        )
        async with self.database.write() as unit:
            opened = await (await self.service(unit)).open_ticket(opening, TurnKeys("in:9/open"))
            await unit.commit()
            return opened


@pytest.fixture
async def case(database: Database) -> Case:
    case = Case(database)
    await case.open()
    return case


def reply(service: TicketService, ticket: Ticket, keys: TurnKeys) -> Awaitable[Ticket]:
    return service.reply(ticket, "Kami cek besok.", RINA, keys)


def done(service: TicketService, ticket: Ticket, keys: TurnKeys) -> Awaitable[Ticket]:
    return service.close(ticket, "done", "Sudah ditambal.", RINA, keys)


def voting(vote: Vote, note: str = "") -> Deed:
    return lambda service, ticket, keys: service.vote(ticket, vote, WARGA, keys, note)


async def test_done_waits_for_the_reporters_word(case: Case) -> None:
    ticket = await case.do(await case.ticket(), done)
    assert (ticket.status, ticket.outcome, ticket.closed_at) == (
        TicketStatus.AWAITING_REPORTER,
        Outcome.DONE,
        None,
    )
    ticket = await case.do(ticket, voting(Vote.YES))
    assert (ticket.status, ticket.vote) == (TicketStatus.RESOLVED, Vote.YES)
    assert ticket.closed_at is not None


async def test_not_done_goes_back_to_the_same_agency_one_level_higher(case: Case) -> None:
    ticket = await case.do(await case.ticket(), done)
    ticket = await case.do(ticket, voting(Vote.NO, "hanya diuruk pasir"))
    assert (ticket.status, ticket.agency, ticket.level) == (TicketStatus.REOPENED, "PU", 1)
    assert ticket.first_answered_at is None
    assert "utter_dibuka_kembali" in (await case.said(ticket))[-1].text
    ticket = await case.do(ticket, done)
    assert ticket.needs_review


async def test_not_seen_yet_leaves_it_waiting(case: Case) -> None:
    ticket = await case.do(await case.ticket(), done)
    ticket = await case.do(ticket, voting(Vote.UNSEEN))
    assert (ticket.status, ticket.vote) == (TicketStatus.AWAITING_REPORTER, Vote.UNSEEN)


async def test_ten_working_days_of_silence_are_counted_apart(case: Case) -> None:
    ticket = await case.do(await case.ticket(), done)
    day = case.desk.rules
    asked = case.today()
    assert day is not None
    ticket = await case.pass_time(ticket, days=20)
    assert (ticket.status, ticket.vote, ticket.outcome) == (
        TicketStatus.RESOLVED,
        Vote.SILENT,
        Outcome.DONE,
    )
    history = await case.history(ticket)
    assert history.count(EventKind.REMINDED) == 1
    assert history[-1] is EventKind.PRESUMED_DONE
    async with case.database.read() as unit:
        calendar = await case.desk.calendar(unit)
        ended = (await unit.tickets.events(ticket.id))[-1].at
    assert calendar.local(ended).date() > calendar.add_working_days(asked, 10) - timedelta(days=1)
    later = await case.do(ticket, voting(Vote.YES))
    assert (later.status, later.vote) == (TicketStatus.RESOLVED, Vote.YES)


async def test_a_question_stops_the_clocks_until_it_is_answered(case: Case) -> None:
    ticket = await case.ticket()
    promised = ticket.first_answer_due
    ticket = await case.do(ticket, lambda s, t, k: s.ask(t, "Tanggal berapa?", RINA, k))
    assert ticket.status is TicketStatus.NEEDS_INFO
    ticket = await case.pass_time(ticket, days=4)
    async with case.database.read() as unit:
        clocks = await (await case.service(unit)).clocks(ticket)
    assert clocks.first_answer.state(case.office.clock.moment) is ClockState.PAUSED
    ticket = await case.do(ticket, lambda s, t, k: s.add_information(t, [], WARGA, k))
    assert ticket.status is TicketStatus.IN_PROGRESS
    assert ticket.first_answer_due > promised
    assert ticket.level == 0


async def test_a_question_that_is_never_answered_lapses_and_an_answer_opens_it_again(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.ask(t, "Di mana?", RINA, k))
    ticket = await case.pass_time(ticket, days=14)
    assert (ticket.status, ticket.outcome) == (TicketStatus.ARCHIVED, Outcome.NO_DATA)
    assert [r.text.split()[0] for r in await case.said(ticket)][-2:] == [
        "utter_ingatkan_pertanyaan",
        "utter_diarsipkan_tanpa_data",
    ]
    ticket = await case.do(ticket, lambda s, t, k: s.reopen(t, "di Desa A", WARGA, k))
    assert ticket.status is TicketStatus.REOPENED


async def test_a_missed_promise_is_apologised_for_and_climbs(case: Case) -> None:
    ticket = await case.ticket()
    ticket = await case.do(ticket, lambda s, t, k: s.claim(t, "rina", RINA, k))
    promised = ticket.first_answer_due
    ticket = await case.pass_time(ticket, until=promised + timedelta(days=4))
    assert ticket.level == 1
    assert ticket.first_answer_due > promised
    told = (await case.said(ticket))[-1].text
    assert told.startswith("utter_janji_jawaban_lewat")
    assert "pimpinan PU" in told


async def test_a_case_nobody_looks_at_climbs_without_a_word_to_the_reporter(case: Case) -> None:
    ticket = await case.ticket(urgency=TicketUrgency.IMPORTANT)
    ticket = await case.pass_time(ticket, hours=30)
    assert ticket.level == 1
    assert await case.said(ticket) == []


async def test_at_night_only_an_emergency_climbs(case: Case) -> None:
    urgent = await case.second()
    case.office.clock.forward(hours=9)  # from 09.00 to 18.00 in Jakarta
    plain = await case.ticket(urgency=TicketUrgency.IMPORTANT)
    urgent = await case.do(urgent, lambda s, t, k: s.change_urgency(t, TicketUrgency.EMERGENCY, RINA, k))
    urgent = await case.pass_time(urgent, hours=26)
    assert (urgent.level > 0, (await case.again(plain)).level) == (True, 0)
    assert (await case.pass_time(plain, hours=12)).level == 1


async def test_once_looked_at_only_the_promises_count(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.claim(t, "rina", RINA, k))
    assert (ticket.pickup_due, ticket.claimed_by) == (None, "rina")
    ticket = await case.do(ticket, lambda s, t, k: s.release(t, RINA, k))
    assert ticket.claimed_by is None


async def test_a_reply_can_be_taken_back_before_it_is_sent(case: Case) -> None:
    ticket = await case.do(await case.ticket(), reply, key="officer:a")
    assert ticket.first_answered_at is not None
    ticket = await case.do(ticket, lambda s, t, k: s.take_back(t, "officer:a", RINA, k))
    assert (ticket.status, ticket.first_answered_at) == (TicketStatus.IN_PROGRESS, None)
    assert await case.said(ticket) == []


async def test_what_is_on_its_way_cannot_be_taken_back(case: Case) -> None:
    ticket = await case.do(await case.ticket(), reply, key="officer:a")
    async with case.database.write() as unit:
        await unit.sending.claim(
            Lane("paper", "desk"), case.office.clock.moment + timedelta(days=1), timedelta(minutes=1)
        )
        await unit.commit()
    with pytest.raises(TooLate):
        await case.do(ticket, lambda s, t, k: s.take_back(t, "officer:a", RINA, k))
    assert [row.state for row in await case.said(ticket)] == [DeliveryStatus.PENDING]


async def test_a_wrongly_chosen_agency_is_not_held_to_its_clock(case: Case) -> None:
    ticket = await case.ticket()
    case.office.clock.forward(days=2)
    promised = ticket.first_answer_due
    ticket = await case.do(ticket, lambda s, t, k: s.transfer(t, "PUA", "jalan provinsi", RINA, k))
    assert ticket.first_answer_due > promised
    assert "tanggal=" in (await case.said(ticket))[-1].text


async def test_after_two_moves_triage_decides(case: Case) -> None:
    ticket = await case.ticket()
    for to in ("PUA", "PU"):
        ticket = await case.do(ticket, lambda s, t, k, to=to: s.transfer(t, to, "bukan kami", RINA, k))
    with pytest.raises(PassedTooOften):
        await case.do(ticket, lambda s, t, k: s.transfer(t, "PUA", "bukan kami", RINA, k))
    ticket = await case.do(ticket, lambda s, t, k: s.transfer(t, "PUSAT", "mohon diputuskan", RINA, k))
    ticket = await case.do(
        ticket, lambda s, t, k: s.transfer(t, "PUA", "wilayah utara", RINA, k, decides=True)
    )
    assert ticket.agency == "PUA"


async def test_a_supporting_agency_has_a_part_and_a_clock_of_its_own(case: Case) -> None:
    ticket = await case.do(
        await case.ticket(),
        lambda s, t, k: s.ask_help(t, HelpKind.PART, "PUA", "Pasang rambu", 3, RINA, k),
    )
    assert (ticket.agency, ticket.supporting) == ("PU", ("PUA",))
    async with case.database.read() as unit:
        (request,) = await unit.tickets.help_of(ticket.id)
    ticket = await case.do(ticket, lambda s, t, k: s.give_help(t, request, "Sudah dipasang", RINA, k))
    async with case.database.read() as unit:
        (request,) = await unit.tickets.help_of(ticket.id)
    assert request.answer == "Sudah dipasang"
    assert request.due > case.today()


async def test_a_question_to_another_agency_shows_it_no_case(case: Case) -> None:
    ticket = await case.do(
        await case.ticket(),
        lambda s, t, k: s.ask_help(t, HelpKind.QUESTION, "PUA", "Ruas siapa?", 2, RINA, k),
    )
    assert ticket.supporting == ()


async def test_a_body_outside_is_watched_until_a_day(case: Case) -> None:
    again = case.today() + timedelta(days=7)
    ticket = await case.do(
        await case.ticket(),
        lambda s, t, k: s.pass_outside(t, "PLN", "123", "Tiang milik PLN", again, RINA, k),
    )
    async with case.database.read() as unit:
        followup = await unit.tickets.followup(ticket.id)
    assert followup is not None
    assert (followup.body, followup.ask_again_on) == ("PLN", again)
    assert ticket.status is TicketStatus.IN_PROGRESS
    await case.pass_time(ticket, until=again + timedelta(days=1))
    assert (await case.history(ticket)).count(EventKind.FOLLOW_UP_DUE) == 1


async def test_joined_reporters_keep_their_numbers_are_told_and_vote(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    assert (second.status, second.parent_id) == (TicketStatus.MERGED, first.id)
    await case.do(first, done)
    for one in (first, second):
        assert f"nomor={one.number}" in (await case.said(one))[-1].text
    await case.do(first, voting(Vote.YES))
    assert (await case.again(first)).status is TicketStatus.AWAITING_REPORTER
    await case.do(second, voting(Vote.YES))
    assert (await case.again(first)).status is TicketStatus.RESOLVED


async def test_one_belum_of_those_joined_opens_the_common_case(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    await case.do(first, done)
    await case.do(second, voting(Vote.NO, "belum"))
    assert (await case.again(first)).status is TicketStatus.REOPENED


async def test_a_joined_ticket_can_go_its_own_way_again(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    second = await case.do(second, lambda s, t, k: s.part(t, "lubang yang lain", RINA, k))
    assert (second.status, second.parent_id) == (TicketStatus.ASSIGNED, None)
    assert EventKind.PARTED in await case.history(first)


async def test_a_secret_ticket_is_never_joined(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.change_visibility(t, Visibility.SECRET, "", WARGA, k))
    with pytest.raises(NotAlike):
        await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    with pytest.raises(NotAlike):
        await case.do(first, lambda s, t, k: s.join(t, first, RINA, k))


async def test_a_part_of_a_ticket_becomes_a_second_one(case: Case) -> None:
    ticket = await case.ticket()
    assert case.opening is not None
    message = case.opening.source_message_id
    split: Deed = lambda s, t, k: s.split(t, "lainnya", "Lain-lain", [message], RINA, k)  # noqa: E731
    await case.do(ticket, split, key="officer:split")
    await case.do(ticket, split, key="officer:split")
    async with case.database.read() as unit:
        both = await unit.tickets.of_reporter(ticket.reporter_id)
    assert len(both) == 2
    new = next(one for one in both if one.id != ticket.id)
    assert (new.agency, new.part, new.topic) == ("PUSAT", 1, "lainnya")
    assert ticket.number in (await case.said(new))[-1].text


async def test_what_is_no_complaint_is_put_aside_and_the_reporter_may_object(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.mark_spam(t, "iklan", RINA, k))
    assert (ticket.status, ticket.outcome) == (TicketStatus.ARCHIVED, Outcome.SPAM)
    ticket = await case.do(ticket, lambda s, t, k: s.clear_spam(t, "", WARGA, k))
    assert (ticket.status, ticket.agency, ticket.outcome) == (TicketStatus.REOPENED, "PUSAT", None)


async def test_stars_are_one_to_five(case: Case) -> None:
    ticket = await case.do(await case.do(await case.ticket(), done), voting(Vote.YES))
    ticket = await case.do(ticket, lambda s, t, k: s.rate(t, 4, WARGA, k))
    assert ticket.rating == 4
    with pytest.raises(ValueError, match="one to five"):
        await case.do(ticket, lambda s, t, k: s.rate(t, 6, WARGA, k))


async def test_an_open_ticket_is_not_opened_again_and_a_closed_one_not_worked_on(case: Case) -> None:
    ticket = await case.ticket()
    with pytest.raises(IllegalMove):
        await case.do(ticket, lambda s, t, k: s.reopen(t, "", WARGA, k))
    ticket = await case.do(ticket, lambda s, t, k: s.withdraw(t, WARGA, k))
    assert ticket.outcome is Outcome.WITHDRAWN
    with pytest.raises(TicketClosed):
        await case.do(ticket, reply)


async def test_a_case_late_at_the_very_top_stays_there(case: Case) -> None:
    ticket = await case.pass_time(await case.ticket(), days=45)
    assert ticket.level == 3
    told = [row.text for row in await case.said(ticket)]
    assert 2 <= len(told) <= 12


def test_a_chore_is_due_again_though_the_clock_was_set_back_since() -> None:
    async def nothing(_: datetime) -> None: ...

    chore, now = Chore("uji", nothing, timedelta(hours=1)), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    asked = [now + timedelta(days=400), now, now + timedelta(minutes=59), now + timedelta(minutes=60)]
    assert [chore.is_due(moment) for moment in asked] == [True, True, False, True]


async def test_the_scheduler_done_twice_does_it_once(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.claim(t, "rina", RINA, k))
    case.office.clock.forward(days=8)
    schedulers = [Scheduler(case.database, case.desk) for _ in range(2)]
    for scheduler in schedulers:
        await scheduler.attend(ticket.id)
    assert len(await case.said(ticket)) == 1


async def test_a_sick_ticket_waits_behind_the_others(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.claim(t, "rina", RINA, k))
    case.office.clock.forward(days=8)

    async def fall_ill(*_: object) -> Ticket:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(TicketService, "attend", fall_ill)
        assert not await Scheduler(case.database, case.desk).attend(ticket.id)
    async with case.database.read() as unit:
        assert await unit.tickets.awake(case.office.clock.moment) == []
    case.office.clock.forward(minutes=15)
    assert await Scheduler(case.database, case.desk).attend(ticket.id)
    assert len(await case.said(ticket)) == 1


async def test_a_road_that_another_agency_answers_for_goes_there_at_once(case: Case) -> None:
    assert case.opening is not None
    ours = Road("jl. Merapi", "", RoadOwner.VILLAGE, "PUA")
    async with case.database.write() as unit:
        service = await case.service(unit)
        service = replace(service, terms=replace(service.terms, road=RoadOwnership((ours,)).owner))
        opening = replace(case.opening, place="Jalan Merapi depan pasar")
        ticket = await service.open_ticket(opening, TurnKeys("in:1/open"))
    assert ticket.agency == "PUA"


async def test_a_road_of_a_body_outside_stays_with_the_topics_owner(case: Case) -> None:
    assert case.opening is not None
    theirs = Road("jl. Merapi", "", RoadOwner.PROVINCE, "PUPROV")
    async with case.database.write() as unit:
        service = await case.service(unit)
        service = replace(service, terms=replace(service.terms, road=RoadOwnership((theirs,)).owner))
        opening = replace(case.opening, place="Jalan Merapi depan pasar")
        ticket = await service.open_ticket(opening, TurnKeys("in:1/open"))
    assert ticket.agency == "PU"


async def test_when_the_common_case_is_withdrawn_the_oldest_joined_one_goes_on(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    await case.do(first, lambda s, t, k: s.withdraw(t, WARGA, k))
    second = await case.again(second)
    assert (second.status, second.parent_id, second.agency) == (TicketStatus.ASSIGNED, None, "PU")
    assert (await case.again(first)).status is TicketStatus.ARCHIVED


async def test_what_waits_for_the_vote_is_not_passed_on(case: Case) -> None:
    ticket = await case.do(await case.ticket(), done)
    with pytest.raises(IllegalMove):
        await case.do(ticket, lambda s, t, k: s.transfer(t, "PUA", "bukan kami", RINA, k))


async def test_a_body_outside_asked_twice_on_one_day_is_asked_again_twice(case: Case) -> None:
    again = case.today() + timedelta(days=1)
    outside: Deed = lambda s, t, k: s.pass_outside(t, "PLN", "123", "Tiang PLN", again, RINA, k)  # noqa: E731
    ticket = await case.do(await case.ticket(), outside)
    ticket = await case.pass_time(ticket, hours=30)
    ticket = await case.do(ticket, outside)
    ticket = await case.pass_time(ticket, hours=2)
    assert (await case.history(ticket)).count(EventKind.FOLLOW_UP_DUE) == 2


async def test_a_question_that_never_arrived_ends_nothing(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.ask(t, "Di mana?", RINA, k))
    async with case.database.write() as unit:
        (asked,) = await unit.outbox.of_ticket(ticket.id)
        await unit.sending.wait(asked.id, "outside the window")
        await unit.commit()
    ticket = await case.pass_time(ticket, days=14)
    assert ticket.status is TicketStatus.NEEDS_INFO
    assert EventKind.REMINDED not in await case.history(ticket)


async def test_who_has_said_sudah_is_not_asked_again(case: Case) -> None:
    first, second = await case.ticket(), await case.second()
    second = await case.do(second, lambda s, t, k: s.join(t, first, RINA, k))
    await case.do(first, done)
    await case.do(first, voting(Vote.YES))
    said = len(await case.said(first))
    first = await case.pass_time(first, days=20)
    assert (first.status, first.vote) == (TicketStatus.RESOLVED, Vote.YES)
    assert len(await case.said(first)) == said
    assert (await case.again(second)).vote is Vote.SILENT


async def test_a_case_that_becomes_an_emergency_calls_people(case: Case) -> None:
    ticket = await case.ticket()
    await case.do(ticket, lambda s, t, k: s.change_urgency(t, TicketUrgency.EMERGENCY, RINA, k))
    async with case.database.read() as unit:
        called = (await unit.connection.execute(select(pages.c.why, pages.c.level))).all()
    assert [tuple(row) for row in called] == [("emergency", 0)]
