"""Requests for information: ten working days from the receipt, once seven more, one apology."""

from collections.abc import Awaitable

import pytest

from tests.tickets.test_life import RINA, Case, Deed, case, done, reply
from tickets.errors import NotExtendable, NothingSaid
from tickets.keys import TurnKeys
from tickets.service import TicketService
from tickets.status import TicketStatus
from tickets.stays import Story, stays
from tickets.ticket import Ticket, TicketKind

__all__ = ["case"]


def extend(service: TicketService, ticket: Ticket, keys: TurnKeys) -> Awaitable[Ticket]:
    return service.extend(ticket, "Arsip dikumpulkan.", RINA, keys)


async def request(case: Case) -> Ticket:
    return await case.ticket(kind=TicketKind.INFORMATION_REQUEST)


async def day(case: Case, ticket: Ticket, days: int) -> object:
    async with case.database.read() as unit:
        calendar = await case.desk.calendar(unit)
    return calendar.add_working_days(calendar.local(ticket.opened_at).date(), days)


async def test_it_is_answered_within_ten_working_days_whoever_has_it(case: Case) -> None:
    ticket = await request(case)
    assert ticket.first_answer_due == ticket.completion_due == await day(case, ticket, 10)
    ticket = await case.pass_time(ticket, hours=30)
    ticket = await case.do(ticket, lambda s, t, k: s.transfer(t, "PUA", "Data di sana.", RINA, k))
    assert ticket.first_answer_due == await day(case, ticket, 10)
    assert f"{ticket.first_answer_due.day} " in (await case.said(ticket))[-1].text


async def test_seven_more_days_are_taken_once_and_told_with_the_reason(case: Case) -> None:
    ticket = await case.do(await request(case), extend, "perpanjang")
    assert ticket.first_answer_due == ticket.completion_due == await day(case, ticket, 17)
    ticket = await case.do(ticket, extend, "perpanjang")
    [told] = await case.said(ticket)
    assert told.text.startswith("utter_permohonan_diperpanjang")
    with pytest.raises(NotExtendable):
        await case.do(ticket, extend)


async def test_figures_count_by_the_same_days(case: Case) -> None:
    ticket = await case.do(await request(case), extend)
    async with case.database.read() as unit:
        events, calendar = await unit.tickets.events(ticket.id), await case.desk.calendar(unit)
        terms = await case.desk.terms(unit)
    [stay] = stays(Story(ticket.number, "PU", "jalan", ticket.urgency, events, ticket.kind))
    now = case.office.clock.moment
    for clock in (stay.first_answer(terms, calendar), stay.completion(terms, calendar)):
        assert clock.due_date(now) == await day(case, ticket, 17)


async def test_nothing_else_is_extended(case: Case) -> None:
    with pytest.raises(NotExtendable):
        await case.do(await case.ticket(), extend)


@pytest.mark.parametrize("deed", [reply, done])
async def test_what_is_answered_is_not_extended(case: Case, deed: Deed) -> None:
    ticket = await case.do(await request(case), deed)
    with pytest.raises(NotExtendable):
        await case.do(ticket, extend)


async def test_a_day_that_is_over_is_not_extended(case: Case) -> None:
    ticket = await case.do(await request(case), lambda s, t, k: s.claim(t, "rina", RINA, k))
    case.office.clock.forward(days=20)
    with pytest.raises(NotExtendable):
        await case.do(ticket, extend)


async def test_an_extension_has_its_reason(case: Case) -> None:
    with pytest.raises(NothingSaid):
        await case.do(await request(case), lambda s, t, k: s.extend(t, " ", RINA, k))


async def test_a_missed_day_is_apologised_for_once(case: Case) -> None:
    ticket = await case.do(await request(case), lambda s, t, k: s.claim(t, "rina", RINA, k))
    ticket = await case.pass_time(ticket, until=ticket.first_answer_due)
    assert await case.said(ticket) == []
    ticket = await case.pass_time(ticket, days=2)
    assert [row.text.split()[0] for row in await case.said(ticket)] == ["utter_janji_jawaban_lewat"]
    assert ticket.status is TicketStatus.ASSIGNED
    assert ticket.first_answer_due == ticket.completion_due
