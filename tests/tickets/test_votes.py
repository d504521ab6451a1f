"""Two citizens on one case: each is told once and under the own number, each votes, and who asked hears it."""

import pytest

from storage import Database
from tests.tickets.test_life import Case, Deed, done
from tickets.lateness import lateness
from tickets.status import TicketStatus
from tickets.ticket import Actor, ActorKind, Ticket, Vote


@pytest.fixture
async def case(database: Database) -> Case:
    case = Case(database)
    await case.open()
    return case


def by(ticket: Ticket) -> Actor:
    return Actor(ActorKind.CITIZEN, ticket.reporter_id)


def joining(to: Ticket) -> Deed:
    return lambda service, ticket, keys: service.join(ticket, to, by(ticket), keys)


def voting(vote: Vote, note: str = "") -> Deed:
    return lambda service, ticket, keys: service.vote(ticket, vote, by(ticket), keys, note)


async def pair(case: Case) -> tuple[Ticket, Ticket]:
    first = await case.ticket()
    second = await case.do(await case.second(), joining(first))
    return await case.again(first), second


async def last_said(case: Case, ticket: Ticket) -> str:
    return (await case.said(ticket))[-1].text


async def test_who_asked_hears_of_the_reopening_as_an_answer_and_the_other_as_news(case: Case) -> None:
    first, second = await pair(case)
    await case.do(first, done)
    await case.do(second, voting(Vote.NO, "hanya diuruk pasir"))
    assert (await case.again(first)).status is TicketStatus.REOPENED
    asked, other = await last_said(case, second), await last_said(case, first)
    assert second.number in asked
    assert asked.startswith("utter_dibuka_kembali ")
    assert first.number in other
    assert other.startswith("utter_dibuka_kembali_umum ")


async def test_a_vote_of_the_last_round_does_not_count_in_the_next(case: Case) -> None:
    first, second = await pair(case)
    await case.do(first, done)
    await case.do(second, voting(Vote.YES))
    await case.do(first, voting(Vote.NO, "belum"))
    await case.do(first, done)
    assert (await case.again(second)).vote is None
    await case.do(first, voting(Vote.YES))
    assert (await case.again(first)).status is TicketStatus.AWAITING_REPORTER
    await case.do(second, voting(Vote.YES))
    assert (await case.again(first)).status is TicketStatus.RESOLVED


async def test_what_a_joined_reporter_adds_stands_on_the_common_case(case: Case) -> None:
    first, second = await pair(case)
    added = await case.do(second, lambda s, t, k: s.add_information(t, [t.source_message_id], by(t), k))
    assert added.status is TicketStatus.MERGED
    async with case.database.read() as unit:
        assert second.source_message_id in await unit.tickets.message_ids(first.id)


async def test_an_answer_takes_a_lapsed_ticket_up_again_on_the_same_level(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.ask(t, "Di mana?", by(t), k))
    ticket = await case.pass_time(ticket, days=12)
    assert (ticket.status, ticket.level) == (TicketStatus.ARCHIVED, 0)
    ticket = await case.do(ticket, lambda s, t, k: s.resume(t, [t.source_message_id], by(t), k))
    assert (ticket.status, ticket.level, ticket.outcome) == (TicketStatus.REOPENED, 0, None)
    ticket = await case.do(ticket, done)
    assert not ticket.needs_review


async def test_lateness_counts_from_the_first_promise_whatever_was_promised_since(case: Case) -> None:
    ticket = await case.ticket()
    promised = ticket.first_answer_due
    ticket = await case.pass_time(ticket, days=10)
    assert ticket.level > 0
    async with case.database.read() as unit:
        service, events = await case.service(unit), await unit.tickets.events(ticket.id)
        late = lateness(ticket, events, service.terms, service.calendar, service.now())
    assert late is not None
    assert late.promised == promised
    assert late.working_days > 0
