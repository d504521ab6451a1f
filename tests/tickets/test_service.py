"""The service verbs, over a real store: each keyed, each one event."""

import asyncio
from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from storage import Database, UnitOfWork
from storage.desk import Desk, HouseRules
from storage.facts import Facts
from tests.bot.test_worker import Office
from tickets.errors import NothingSaid, TicketClosed, UnknownAgency
from tickets.keys import TurnKeys
from tickets.opening import Opening
from tickets.routing import Agency, Routing
from tickets.service import TicketService
from tickets.status import EventKind, TicketStatus, status_after
from tickets.ticket import Actor, ActorKind, Ticket

RINA = Actor(ActorKind.OFFICER, "rina")
AGENCIES = (
    Agency("PUSAT", "Pusat", "Pusat", ("lainnya",)),
    Agency("PU", "PU", "PU", ("jalan",)),
    Agency("PUA", "PU Utara", "PU Utara", ("jalan",), ("33.01",)),
    Agency("INSP", "Inspektorat", "Inspektorat", (), (), ("pungli",)),
)


class Counter:
    """A database with one message of one citizen, and a desk over it."""

    def __init__(self, database: Database) -> None:
        self.office = Office(database)
        self.database = database
        rules = HouseRules("KLT", 3, ZoneInfo("Asia/Jakarta"), time(7, 30), time(16, 0))
        self.desk = Desk(rules, self.office.clock)
        self.opening: Opening | None = None

    async def open(self) -> None:
        await self.office.receive("jalan rusak")
        async with self.database.write() as unit:
            routing = Routing({a.code: a for a in AGENCIES}, "PUSAT")
            await unit.routing.add_version(routing, "test", self.office.clock())
            await unit.commit()
        [claim] = await self.office.worker._claim(1)
        talk = claim.conversation
        self.opening = Opening(claim.head.id, talk.contact_id, talk.id, "jalan", 0.9, topic_is_sure=True)

    async def service(self, unit: UnitOfWork) -> TicketService:
        return await self.desk.service(unit)

    async def ticket(self, **changes: object) -> Ticket:
        assert self.opening is not None
        async with self.database.write() as unit:
            service = await self.service(unit)
            opened = await service.open_ticket(replace(self.opening, **changes), TurnKeys("in:1/open"))  # type: ignore[arg-type]
            await unit.commit()
            return opened

    async def history(self, ticket: Ticket) -> list[EventKind]:
        async with self.database.read() as unit:
            return [event.kind for event in await unit.tickets.events(ticket.id)]


@pytest.fixture
async def counter(database: Database) -> Counter:
    counter = Counter(database)
    await counter.open()
    return counter


async def test_opening_twice_is_one_ticket_with_one_history(counter: Counter) -> None:
    first, again = await counter.ticket(), await counter.ticket()
    assert first.number == again.number
    assert await counter.history(first) == [EventKind.OPENED, EventKind.ASSIGNED]
    assert (first.agency, first.status) == ("PU", TicketStatus.ASSIGNED)


async def test_doubt_waits_at_triage(counter: Counter) -> None:
    ticket = await counter.ticket(topic_is_sure=False)
    assert (ticket.agency, ticket.status) == ("PUSAT", TicketStatus.NEW)


async def test_a_sensitive_matter_is_secret_and_goes_to_its_keeper(counter: Counter) -> None:
    ticket = await counter.ticket(sensitivity=("pungli",))
    assert (ticket.agency, ticket.visibility) == ("INSP", "secret")


async def test_a_place_moves_the_ticket_to_the_owner_there(counter: Counter) -> None:
    ticket = await counter.ticket()
    async with counter.database.write() as unit:
        service = await counter.service(unit)
        keys = TurnKeys("in:2/place")
        ticket = await service.set_place(ticket, RINA, keys, place="Desa A", point=None, area="33.01.2001")
        await unit.commit()
    assert ticket.agency == "PUA"
    assert await counter.history(ticket) == [
        EventKind.OPENED,
        EventKind.ASSIGNED,
        EventKind.PLACE_SET,
        EventKind.ASSIGNED,
    ]


async def test_what_officers_transferred_no_place_moves_again(counter: Counter) -> None:
    ticket = await counter.ticket()
    async with counter.database.write() as unit:
        service = await counter.service(unit)
        ticket = await service.transfer(ticket, "PUA", "wilayah utara", RINA, TurnKeys("officer:1"))
        ticket = await service.transfer(ticket, "PU", "ternyata kabupaten", RINA, TurnKeys("officer:2"))
        keys = TurnKeys("in:2/place")
        ticket = await service.set_place(ticket, RINA, keys, place="Desa A", point=None, area="33.01.2001")
    assert ticket.agency == "PU"


async def test_the_stored_status_is_always_the_one_its_events_give(counter: Counter) -> None:
    ticket = await counter.ticket()
    async with counter.database.write() as unit:
        service = await counter.service(unit)
        ticket = await service.reply(ticket, "Kami cek.", RINA, TurnKeys("officer:1"))
        assert status_after(e.kind for e in await unit.tickets.events(ticket.id)) is ticket.status
        ticket = await service.close(ticket, "cannot", "Bukan aset kami.", RINA, TurnKeys("officer:2"))
        assert status_after(e.kind for e in await unit.tickets.events(ticket.id)) is ticket.status
        with pytest.raises(TicketClosed):
            await service.reply(ticket, "lagi", RINA, TurnKeys("officer:3"))


async def test_a_reply_done_twice_is_one_event_and_one_row(counter: Counter) -> None:
    ticket = await counter.ticket()
    for _ in range(2):
        async with counter.database.write() as unit:
            service = await counter.service(unit)
            await service.reply(ticket, "Kami cek.", RINA, TurnKeys("officer:1"))
            await unit.commit()
    async with counter.database.read() as unit:
        assert len(await unit.outbox.of_ticket(ticket.id)) == 1
    assert (await counter.history(ticket)).count(EventKind.REPLIED) == 1


async def test_four_who_do_the_same_at_once_do_it_once(counter: Counter) -> None:
    opened = await asyncio.gather(*(counter.ticket() for _ in range(4)))
    [number] = {ticket.number for ticket in opened}

    async def claim() -> Ticket:
        async with counter.database.write() as unit:
            service, current = await counter.service(unit), await unit.tickets.by_number(number)
            claimed = await service.claim(current, "rina", RINA, TurnKeys("officer:1"))
            await unit.commit()
            return claimed

    claimed = await asyncio.gather(*(claim() for _ in range(4)))
    assert {ticket.claimed_by for ticket in claimed} == {"rina"}
    assert await counter.history(opened[0]) == [EventKind.OPENED, EventKind.ASSIGNED, EventKind.CLAIMED]


async def test_what_closed_a_ticket_is_done_again_without_a_word(counter: Counter) -> None:
    ticket = await counter.ticket()
    for _ in range(2):
        async with counter.database.write() as unit:
            service, current = await counter.service(unit), await unit.tickets.get(ticket.id, lock=True)
            closed = await service.close(current, "cannot", "Bukan aset kami.", RINA, TurnKeys("officer:1"))
            assert closed.status is TicketStatus.RESOLVED
            await unit.commit()
    assert (await counter.history(ticket)).count(EventKind.CLOSED) == 1


async def test_a_key_that_another_ticket_used_does_nothing(counter: Counter) -> None:
    one, other = await counter.ticket(), await counter.ticket(part=1)
    async with counter.database.write() as unit:
        service = await counter.service(unit)
        await service.claim(one, "rina", RINA, TurnKeys("officer:1"))
        assert (await service.claim(other, "rina", RINA, TurnKeys("officer:1"))).claimed_by is None
        await unit.commit()
    assert EventKind.CLAIMED not in await counter.history(other)


async def test_words_and_a_known_agency_are_required(counter: Counter) -> None:
    ticket = await counter.ticket()
    async with counter.database.write() as unit:
        service = await counter.service(unit)
        with pytest.raises(NothingSaid):
            await service.reply(ticket, "  ", RINA, TurnKeys("officer:1"))
        with pytest.raises(UnknownAgency):
            await service.transfer(ticket, "NOBODY", "x", RINA, TurnKeys("officer:2"))
        with pytest.raises(NothingSaid):
            await service.transfer(ticket, "PUA", "", RINA, TurnKeys("officer:3"))


async def test_the_promise_counts_the_administrators_holidays(counter: Counter) -> None:
    before = await counter.ticket()
    async with counter.database.write() as unit:
        facts: Facts = unit.facts
        await facts.set_day(before.first_answer_due, off=True, name="Hari jadi")
        service = await counter.service(unit)
        assert service.first_answer_due(counter.office.clock()) > before.first_answer_due
