"""A turn asks for a reporter's tickets again and again: the database is asked once, until something changes."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import Text, cast, event, select, update

from messages import Point
from storage import Conflict
from storage.case_words import CaseWords
from storage.list_tables import case_words
from storage.tables import tickets
from tests.tickets.test_life import Case, case
from tickets.ticket import Vote

__all__ = ["case"]


async def test_locked_tickets_are_asked_for_once_and_again_after_a_change(case: Case) -> None:
    ticket = await case.ticket()
    async with case.database.write() as unit:
        assert await unit.tickets.get(ticket.id) == ticket
        asked: list[str] = []
        told = unit.connection.sync_connection
        assert told is not None
        event.listen(told, "before_cursor_execute", lambda *heard: asked.append(heard[2]))
        found = [await unit.tickets.of_reporter(ticket.reporter_id, lock=True) for _ in range(3)]
        assert found == [[ticket]] * 3
        assert len(asked) == 1
        assert await unit.tickets.of_reporter(ticket.reporter_id, only_open=True, lock=True) == [ticket]
        assert await unit.tickets.get(ticket.id, lock=True) == ticket
        assert len(asked) == 1, "which of them are open is known"
        await unit.tickets.save(replace(ticket, place="Dusun Krajan"))
        [changed] = await unit.tickets.of_reporter(ticket.reporter_id, lock=True)
        assert changed.place == "Dusun Krajan"
        await unit.tickets.of_reporter(ticket.reporter_id)
        await unit.tickets.of_reporter(ticket.reporter_id)
        assert len(asked) == 5, "what is not locked may be another's by now"


async def test_only_what_changed_of_a_locked_ticket_is_written(case: Case) -> None:
    ticket = await case.ticket()
    async with case.database.write() as unit:
        held = await unit.tickets.get(ticket.id, lock=True)
        asked: list[str] = []
        told = unit.connection.sync_connection
        assert told is not None
        event.listen(told, "before_cursor_execute", lambda *heard: asked.append(heard[2]))
        await unit.tickets.save(held)
        assert asked == []
        await unit.tickets.save(replace(held, point=Point(-7.7, 110.6), candidates=("air",)))
        [written] = asked
        columns = re.findall(r"(\w+)=", written.partition("WHERE")[0])
        assert sorted(columns) == ["candidates", "latitude", "longitude"]
        await unit.commit()


async def test_what_a_statement_over_several_tickets_changed_is_not_remembered(case: Case) -> None:
    ticket = await case.ticket()
    other = replace(await case.second(), parent_id=ticket.id, vote=Vote.YES)
    async with case.database.write() as unit:
        await unit.tickets.save(other)
        await unit.tickets.set_votes(ticket.id, None)
        assert (await unit.tickets.get(other.id, lock=True)).vote is None
        await unit.tickets.save(other)
        await unit.commit()
    async with case.database.read() as unit:
        assert (await unit.tickets.get(other.id)).vote is Vote.YES


async def test_a_part_of_a_message_has_one_ticket(case: Case) -> None:
    ticket = await case.ticket()
    async with case.database.write() as unit:
        assert await unit.tickets.add(replace(ticket, id="another", number="KLT-ANOTHER")) == ticket
    with pytest.raises(Conflict):
        async with case.database.write() as unit:
            await unit.tickets.add(replace(ticket, id="another", part=7))  # whose number is taken


async def test_after_its_commit_a_unit_asks_anew(case: Case) -> None:
    ticket = await case.ticket()
    async with case.database.write() as unit:
        await unit.tickets.get(ticket.id, lock=True)
        await unit.commit()
        await unit.connection.execute(update(tickets).values(place="Dusun Krajan"))
        assert (await unit.tickets.get(ticket.id, lock=True)).place == "Dusun Krajan"


async def test_a_new_tickets_words_are_the_same_as_those_gathered_anew(case: Case) -> None:
    await case.office.receive("Lampu mati, telepon 0812-3456-7890", n=2)
    ticket = await case.ticket(message_ids=(1, 2), place="Dusun Krajan")
    kept = select(case_words.c.mark, cast(case_words.c.words, Text)).where(
        case_words.c.ticket_id == ticket.id
    )
    async with case.database.write() as unit:
        told = (await unit.connection.execute(kept)).one()
        assert "krajan" in told.words
        assert "lampu" in told.words
        await CaseWords(unit.connection).renew(ticket.id)
        assert (await unit.connection.execute(kept)).one() == told
