"""A turn asks for a reporter's tickets again and again: the database is asked once, until something changes."""

from dataclasses import replace

from sqlalchemy import event

from tests.tickets.test_life import Case, case

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
        await unit.tickets.of_reporter(ticket.reporter_id, only_open=True, lock=True)
        assert len(asked) == 2, "what is asked for otherwise is asked for"
        await unit.tickets.save(replace(ticket, place="Dusun Krajan"))
        [changed] = await unit.tickets.of_reporter(ticket.reporter_id, lock=True)
        assert changed.place == "Dusun Krajan"
        await unit.tickets.of_reporter(ticket.reporter_id)
        await unit.tickets.of_reporter(ticket.reporter_id)
        assert len(asked) == 6, "what is not locked may be another's by now"
