"""Earlier answers of the same agency: the likest first, nobody's secret, nobody's name."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Database
from storage.similar import Similar
from storage.staff import Officer, Role
from tests.inbox.town import ROUTING, Town
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket, Visibility

JOKO = Officer("o" * 32, "joko", "Joko", Role.OFFICER, "DPUPR")
WATI = Officer("w" * 32, "wati", "Wati", Role.OFFICER, "DLH")


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> Town:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()
    return Town(database, tmp_path)


async def answer(town: Town, ticket: Ticket, text: str, *, close: bool = False) -> None:
    actor, keys = Actor(ActorKind.OFFICER, JOKO.id), TurnKeys(f"jawab:{ticket.id}:{text}")
    async with town.database.write() as unit:
        service, stored = await town.desk.service(unit), await unit.tickets.get(ticket.id)
        await (
            service.close(stored, "done", text, actor, keys)
            if close
            else service.reply(stored, text, actor, keys)
        )
        await unit.commit()


async def similar(town: Town, ticket: Ticket, words: str, officer: Officer = JOKO) -> list[str]:
    async with town.database.read() as unit:
        return [each.answer for each in await Similar(unit, officer).answers(ticket, words)]


async def test_the_likest_three_come_first_and_each_text_once(town: Town) -> None:
    texts = (
        "lubang di pasar",
        "jembatan retak",
        "lubang besar depan pasar",
        "aspal pasar lubang",
        "marka hilang",
    )
    for n, text in enumerate(texts):
        await answer(town, await town.complain(text), f"Jawaban {n}", close=n % 2 == 0)
    await answer(town, await town.complain("lubang pasar lagi"), "Jawaban 0")
    now = await town.complain("ada lubang di depan pasar")
    found = await similar(town, now, "ada lubang di depan pasar")
    assert found[0] == "Jawaban 2"
    assert sorted(found[1:]) == ["Jawaban 0", "Jawaban 3"]


async def test_only_answered_tickets_of_this_topic_and_agency_are_sources(town: Town) -> None:
    now = await town.complain("lubang di pasar")
    await town.complain("lubang di pasar")
    await answer(town, await town.complain("lubang di pasar", "sampah"), "Dari DLH")
    await answer(town, now, "Diri sendiri")
    assert await similar(town, now, "lubang di pasar") == []


async def test_an_officer_of_another_agency_gets_nothing(town: Town) -> None:
    await answer(town, await town.complain("lubang di pasar"), "Jawaban")
    now = await town.complain("lubang di pasar")
    assert await similar(town, now, "lubang di pasar") == ["Jawaban"]
    assert await similar(town, now, "lubang di pasar", WATI) == []


async def test_a_secret_ticket_is_never_a_source(town: Town) -> None:
    secret = await town.complain("lubang di pasar")
    await answer(town, secret, "Rahasia")
    async with town.database.write() as unit:
        stored = await unit.tickets.get(secret.id)
        object.__setattr__(stored, "visibility", Visibility.SECRET)
        await unit.tickets.save(stored)
        await unit.commit()
    assert await similar(town, await town.complain("lubang di pasar"), "lubang di pasar") == []


async def test_personal_data_are_taken_out_of_what_is_shown(town: Town) -> None:
    earlier = await town.complain("lubang di pasar, hp saya 081234567890, Sekar", name="Sekar Wulandari")
    await answer(town, earlier, "Ibu Sekar, lubangnya sudah ditambal. Hubungi 0812-9999-8888.")
    now = await town.complain("lubang di pasar")
    async with town.database.read() as unit:
        found = (await Similar(unit, JOKO).answers(now, "lubang di pasar"))[0]
    assert found.answer == "Ibu [nama], lubangnya sudah ditambal. Hubungi [telepon]."
    assert found.complaint == "lubang di pasar, hp saya [telepon], [nama]"
    assert found.number == earlier.number
    assert found.answered_at <= town.now() + timedelta(seconds=1)


async def test_an_answer_that_was_taken_back_is_offered_to_nobody(town: Town) -> None:
    ticket = await town.complain("lubang besar depan pasar")
    await answer(town, ticket, "Salah kirim")
    async with town.database.write() as unit:
        service, stored = await town.desk.service(unit), await unit.tickets.get(ticket.id)
        actor, turn = Actor(ActorKind.OFFICER, JOKO.id), f"jawab:{ticket.id}:Salah kirim"
        await service.take_back(stored, turn, actor, TurnKeys("batal"))
        await unit.commit()
    now = await town.complain("ada lubang di depan pasar")
    assert await similar(town, now, "ada lubang di depan pasar") == []
