"""A place the bot asked for: one reminder, the archive, and what ends the waiting; over a real store."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import select

from messages import DeliveryStatus
from storage.help_tables import pages
from storage.sending import Sent
from storage.tables import outbox
from tests.tickets.test_life import RINA, WARGA, Case, Deed, case
from tickets.clocks import ClockState
from tickets.keys import TurnKeys
from tickets.service import TicketService
from tickets.status import EventKind, TicketStatus
from tickets.ticket import Outcome, Ticket, TicketUrgency

__all__ = ["case"]
E = EventKind


def ask(service: TicketService, ticket: Ticket, keys: TurnKeys) -> Awaitable[Ticket]:
    return service.ask_place(ticket, keys)


async def asked(case: Case, **changes: object) -> Ticket:
    return await case.do(await case.ticket(**changes), ask)


async def test_a_day_without_a_place_is_reminded_of_once_and_ten_days_end_it(case: Case) -> None:
    ticket = await asked(case)
    begun = case.office.clock.moment
    ticket = await case.pass_time(ticket, days=14)
    assert (ticket.status, ticket.outcome, ticket.level) == (TicketStatus.ARCHIVED, Outcome.NO_DATA, 0)
    assert [row.text.split()[0] for row in await case.said(ticket)] == [
        "utter_ingatkan_lokasi",
        "utter_diarsipkan_tanpa_lokasi",
    ]
    async with case.database.read() as unit:
        events, calendar = await unit.tickets.events(ticket.id), await case.desk.calendar(unit)
    reminded, lapsed = (event.at for event in events[-2:])
    assert begun + timedelta(hours=24) <= reminded
    assert begun + timedelta(days=10) <= lapsed
    assert calendar.is_open(reminded)
    assert calendar.is_open(lapsed)


async def test_the_clocks_stand_still_only_after_the_reminder(case: Case) -> None:
    ticket = await asked(case)
    promised = ticket.first_answer_due
    answered = await case.do(
        await case.pass_time(ticket, hours=20),
        lambda s, t, k: s.set_place(t, WARGA, k, place="Jl. Mawar", point=None, area=None),
    )
    assert answered.first_answer_due == promised


async def test_an_answer_to_the_reminder_lets_them_run_again(case: Case) -> None:
    ticket = await asked(case)
    promised = ticket.first_answer_due
    ticket = await case.pass_time(ticket, days=6)
    assert await state(case, ticket) is ClockState.PAUSED
    ticket = await case.do(ticket, lambda s, t, k: s.add_information(t, [], WARGA, k))
    assert await state(case, ticket) is ClockState.RUNNING
    assert ticket.first_answer_due > promised
    ticket = await case.pass_time(ticket, days=8)
    assert ticket.status is not TicketStatus.ARCHIVED


async def state(case: Case, ticket: Ticket) -> ClockState:
    async with case.database.read() as unit:
        clocks = await (await case.service(unit)).clocks(ticket)
    return clocks.first_answer.state(case.office.clock.moment)


@pytest.mark.parametrize(
    "deed",
    [
        lambda s, t, k: s.claim(t, "rina", RINA, k),
        lambda s, t, k: s.reply(t, "Kami cek.", RINA, k),
        lambda s, t, k: s.hand_off(t, WARGA, k),
        lambda s, t, k: s.escalate(t, "marah", WARGA, k),
        lambda s, t, k: s.add_information(t, [], WARGA, k, without_place=True),
        lambda s, t, k: s.change_urgency(t, TicketUrgency.EMERGENCY, RINA, k),
    ],
)
async def test_who_has_it_in_hand_or_was_told_not_to_wait_ends_it(case: Case, deed: Deed) -> None:
    ticket = await case.pass_time(await case.do(await asked(case), deed), days=12)
    assert ticket.status is not TicketStatus.ARCHIVED
    assert E.REMINDED not in await case.history(ticket)


@pytest.mark.parametrize(
    "changes",
    [{"urgency": TicketUrgency.EMERGENCY}, {"sensitivity": ("pungli",)}, {"place": "Jl. Mawar"}],
)
async def test_an_emergency_a_sensitive_matter_and_a_known_place_wait_for_none(
    case: Case, changes: dict[str, object]
) -> None:
    assert E.PLACE_ASKED not in await case.history(await asked(case, **changes))


async def test_what_was_no_moment_to_ask_is_asked_by_the_reminder(case: Case) -> None:
    ticket = await case.do(await case.ticket(), lambda s, t, k: s.ask_place(t, k, later=True))
    ticket = await case.pass_time(ticket, days=2)
    assert [row.text.split()[0] for row in await case.said(ticket)] == ["utter_ingatkan_lokasi"]


async def test_a_report_that_got_worse_still_waits_for_its_place(case: Case) -> None:
    worse = await case.do(await asked(case), lambda s, t, k: s.worsen(t, TicketUrgency.IMPORTANT, WARGA, k))
    assert worse.urgency is TicketUrgency.IMPORTANT
    assert E.REMINDED in await case.history(await case.pass_time(worse, days=3))


async def test_what_is_added_never_makes_it_less_urgent_and_danger_calls_each_time(case: Case) -> None:
    ticket = await case.ticket(urgency=TicketUrgency.IMPORTANT)
    for urgency in (TicketUrgency.ORDINARY, TicketUrgency.EMERGENCY, TicketUrgency.EMERGENCY):
        ticket = await case.do(ticket, lambda s, t, k, told=urgency: s.worsen(t, told, WARGA, k))
    assert ticket.urgency is TicketUrgency.EMERGENCY
    assert (await case.history(ticket)).count(E.URGENCY_CHANGED) == 1
    async with case.database.read() as unit:
        called = (await unit.connection.execute(select(pages.c.why, pages.c.level))).all()
    assert called == [("emergency", 0)] * 2


async def test_asked_twice_it_waits_since_the_first_time(case: Case) -> None:
    ticket = await case.do(await asked(case), ask)
    assert (await case.history(ticket)).count(E.PLACE_ASKED) == 1


async def test_no_list_calls_it_late_while_it_waits(case: Case) -> None:
    ticket = await case.pass_time(await asked(case), days=8)
    assert ticket.first_answer_due > case.today()
    assert ticket.pickup_due is not None
    assert ticket.pickup_due > case.office.clock.moment


async def test_a_reminder_that_never_arrived_archives_nothing_and_the_office_climbs(case: Case) -> None:
    ticket = await case.pass_time(await asked(case), days=3)
    async with case.database.write() as unit:
        [reminder] = await unit.outbox.of_ticket(ticket.id)
        await unit.sending.wait(reminder.id, "outside the window")
        await unit.commit()
    ticket = await case.pass_time(ticket, days=14)
    assert ticket.status is TicketStatus.ASSIGNED
    assert ticket.level > 0
    assert (await case.said(ticket))[0].state is DeliveryStatus.WAITING


async def test_a_reminder_that_came_late_leaves_a_day_to_answer(case: Case) -> None:
    ticket = await case.pass_time(await asked(case), days=3)
    async with case.database.write() as unit:
        [reminder] = await unit.outbox.of_ticket(ticket.id)
        said = outbox.update().where(outbox.c.id == reminder.id)
        await unit.connection.execute(said.values(created_at=case.office.clock.moment))
        await unit.sending.wait(reminder.id, "outside the window")
        await unit.commit()
    ticket = await case.pass_time(ticket, days=10)
    async with case.database.write() as unit:
        await unit.sending.sent([Sent(reminder.id, reminder.conversation_id, "x")], case.office.clock.moment)
        await unit.commit()
    ticket = await case.pass_time(ticket, hours=20)
    assert ticket.status is TicketStatus.ASSIGNED
    ticket = await case.pass_time(ticket, days=4)
    assert ticket.status is TicketStatus.ARCHIVED


async def test_a_ticket_taken_up_again_has_a_new_day(case: Case) -> None:
    ticket = await case.pass_time(await asked(case), days=14)
    ticket = await case.do(ticket, lambda s, t, k: s.resume(t, [], WARGA, k))
    assert (ticket.status, ticket.outcome, ticket.level) == (TicketStatus.REOPENED, None, 0)
    assert ticket.first_answer_due > case.today()
    later = await case.do(
        ticket, lambda s, t, k: s.set_place(t, WARGA, k, place="Desa A", point=None, area="33.01.2001")
    )
    assert later.agency == "PUA"
