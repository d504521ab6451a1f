"""Page "Kiriman": the administrator sees what is stuck, and nobody's words."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from messages import DeliveryStatus, Lane, Saying
from storage.journal import WorkState
from storage.outbox import TAKEN_OVER
from storage.staff import Role
from storage.tables import outbox
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio

TELEGRAM = Lane("telegram", "bot")
WORDS = "Lubang di depan rumah bu Sekar"


@pytest.fixture
async def admin(town: Town, new_browser: NewBrowser) -> Browser:
    await town.officer("pengelola", Role.ADMIN)
    return await new_browser("pengelola")


async def park(town: Town, *tickets: Ticket) -> list[int]:
    ids = [ticket.source_message_id for ticket in tickets]
    async with town.database.write() as unit:
        await unit.journal.count_attempts(ids)
        await unit.journal.settle(ids, WorkState.PARKED, "ValueError at submit_complaint.py:41")
        await unit.commit()
    return ids


async def pending(town: Town) -> int:
    async with town.database.read() as unit:
        return (await unit.journal.counts()).get(WorkState.PENDING, 0)


async def test_parked_messages_show_their_fault_and_never_their_words(town: Town, admin: Browser) -> None:
    ticket = await town.complain(WORDS)
    [message] = await park(town, ticket)
    html = await admin.read("/kiriman")
    assert f"Pesan {message}</strong>" in html
    assert "ValueError at submit_complaint.py:41" in html
    assert "1 percobaan" in html
    assert "Sekar" not in html
    assert ticket.number not in html


async def test_one_is_worked_again_and_the_others_stay(town: Town, admin: Browser) -> None:
    first, second = await park(town, await town.complain("satu"), await town.complain("dua"))
    assert (await admin.post("/kiriman", pesan=str(first))).status == 303
    html = await admin.read("/kiriman?kabar=dikerjakan_lagi")
    assert "Pesan masuk antrean lagi" in html
    assert f"Pesan {first}</strong>" not in html
    assert f"Pesan {second}</strong>" in html
    assert await pending(town) == 1


async def test_all_are_worked_again_at_once(town: Town, admin: Browser) -> None:
    await park(town, await town.complain("satu"), await town.complain("dua"))
    await admin.post("/kiriman", semua="ya")
    assert await pending(town) == 2
    assert "Tidak ada pesan yang diparkir" in await admin.read("/kiriman")
    assert "2 dikerjakan lagi" in await admin.read("/jejak")


@pytest.mark.parametrize("typed", ["", "semua", "9" * 30, "1; DROP", "\u0663"])
async def test_a_form_of_anybodys_making_works_nothing(town: Town, admin: Browser, typed: str) -> None:
    await park(town, await town.complain("satu"))
    await admin.post("/kiriman", pesan=typed)
    assert await pending(town) == 0


async def test_a_resting_channel_is_named_with_its_cause(town: Town, admin: Browser) -> None:
    async with town.database.write() as unit:
        for chat in range(5):
            await unit.channels.failed(
                TELEGRAM, chat, "ChannelBroken HTTP 401", town.now() - timedelta(hours=1), certain=True
            )
        await unit.commit()
    html = await admin.read("/kiriman")
    assert "Istirahat sejak" in html
    assert "pengelola perlu memeriksanya (HTTP 401)" in html


async def test_what_could_not_be_sent_is_counted_by_channel_and_cause(town: Town, admin: Browser) -> None:
    for citizen, error in (("satu", "ContactStopped"), ("dua", "ContactStopped"), ("tiga", TAKEN_OVER)):
        _, conversation, _ = await town.write(citizen, "Halo")
        async with town.database.write() as unit:
            await unit.outbox.put(conversation, Saying(text=WORDS), turn=f"t:{citizen}", n=0)
            rows = update(outbox).where(outbox.c.conversation_id == conversation)
            await unit.connection.execute(rows.values(state=DeliveryStatus.FAILED, error=error))
            await unit.commit()
    html = await admin.read("/kiriman")
    assert "2: pelapor memblokir layanan ini" in html
    assert "mengambil alih" not in html
    assert "Sekar" not in html
