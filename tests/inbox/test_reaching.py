"""The officer's own chat page, the strip of calls, the digest on paper, and digests sent to chats."""

import asyncio
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from messages import Address
from storage.calls import deliver
from storage.digests import send_digests
from storage.staff import Role
from storage.tables import outbox
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio

OPENING = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)  # Wednesday 07.30 in Jakarta


@pytest.fixture
def inbox_url(database_url: str) -> str:
    return database_url


async def linked(town: Town, username: str) -> str:
    async with town.database.write() as unit:
        found = await unit.staff.by_username(username)
        assert found
        known = await unit.contacts.remember(Address("telegram", "bot", username), None, town.now())
        chat = await unit.conversations.find_or_open(known, "telegram", "bot", "", town.now())
        await unit.officer_links.link(found[0].id, chat, OPENING)
        await unit.commit()
        return chat


async def heard(town: Town, chat: str) -> list[str]:
    async with town.database.read() as unit:
        query = select(outbox.c.text).where(outbox.c.conversation_id == chat).order_by(outbox.c.id)
        return list((await unit.connection.execute(query)).scalars())


async def called(town: Town, ticket: Ticket, level: int) -> None:
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        await service.pager.page(ticket, level, "pickup", f"uji:{ticket.id}:{level}")
        await deliver(unit, town.desk, town.now())
        await unit.commit()


async def test_the_page_shows_a_code_once_and_ends_a_link(town: Town, new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    assert "Belum terhubung" in await joko.read("/saya/telegram")
    html = await (await joko.post("/saya/telegram/kode")).text()
    shown = re.search(r"/hubungkan ([A-Z0-9]{4}-[A-Z0-9]{4})", html)
    assert shown
    assert shown[1] not in await joko.read("/saya/telegram")
    await linked(town, "joko")
    assert "Terhubung" in await joko.read("/saya/telegram")
    for _ in range(2):
        assert (await joko.post("/saya/telegram/lepas")).status == 303
    assert "Belum terhubung" in await joko.read("/saya/telegram")
    assert "chat dilepas" in await (await new_browser("admin")).read("/jejak")


async def test_a_call_stands_on_every_page_until_it_is_seen(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    ticket = await town.complain()
    await town.complain()
    async with town.database.read() as unit:
        routine = await town.desk.calendar(unit)
    town.ahead = routine.next_opening(town.now()) - town.now()
    kepala, joko = await new_browser("kepala"), await new_browser("joko")
    await called(town, ticket, 1)
    html = await kepala.read("/angka")
    found = re.search(r'action="(/panggilan/\d+/dilihat)"', html)
    assert found
    assert "belum diambil petugas" in html
    await joko.post(found[1])
    assert found[1] in await kepala.read("/"), "only the one who was called takes it off"
    response = await kepala.post(found[1], kembali="/angka")
    assert response.headers["Location"] == "/angka"
    assert (await kepala.post(found[1], kembali="https://jahat.example")).headers["Location"] == "/"
    assert found[1] not in await kepala.read("/")


async def test_the_digest_page_holds_the_readers_agencies_alone(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    ours, theirs = await town.complain(), await town.complain("Sampah", "sampah")
    secret = await town.complain("Anak", "anak", sensitivity=("kekerasan",))
    html = await (await new_browser("kepala")).read("/ringkasan?opd=DLH")
    assert ours.number in html
    assert theirs.number not in html
    tari = await new_browser("tari")
    html = await tari.read("/ringkasan")
    assert ours.number in html
    assert theirs.number in html
    assert secret.number not in html
    assert ours.number not in await tari.read("/ringkasan?opd=DLH")


async def test_a_head_gets_one_digest_a_slot_however_often_it_is_asked_for(town: Town) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR", more=("DLH",))
    await town.officer("tanpa", Role.HEAD, "DLH")
    await town.complain()
    chat = await linked(town, "kepala")
    await linked(town, "joko")
    await asyncio.gather(*(send_digests(town.database, town.desk, OPENING) for _ in range(3)))
    words = await heard(town, chat)
    assert [w.partition(",")[0] for w in words] == ["Ringkasan Dinas PU", "Ringkasan DLH"]
    assert await send_digests(town.database, town.desk, OPENING.replace(hour=1)) == 0
    assert await send_digests(town.database, town.desk, OPENING.replace(hour=8, minute=0)) == 1
    assert len(await heard(town, chat)) == 4


async def test_the_code_apps_key_is_drawn_without_style(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    await joko.post("/keamanan/mulai", sandi="kopi-tubruk-tanpa-gula")
    html = await joko.read("/keamanan")
    assert "<svg" in html
    assert " style=" not in html
