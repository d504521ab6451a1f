"""A case whose reporter's data were erased, as officers still see it."""

import pytest

from storage.erasing import erase, remove_files
from storage.staff import Role
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket

pytestmark = pytest.mark.asyncio


async def erased(town: Town) -> Ticket:
    """Let a citizen complain with a photo, an officer close the case, and the citizen be erased."""
    ticket = await town.complain("Lubang besar di depan rumah Bu Sekar", mime="image/png")
    await town.store_file(ticket, "image/png", b"foto")
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        who = Actor(ActorKind.OFFICER, "x")
        await service.close(ticket, "cannot", "Bu Sekar, ruas ini ditutup", who, TurnKeys("tutup"))
        await unit.erasures.ask(ticket.reporter_id, "in:1", town.now())
        await erase(unit, town.desk, ticket.reporter_id, town.now())
        await unit.commit()
    await remove_files(town.database, town.media_dir, town.now())
    return ticket


async def test_the_case_stays_without_its_words_and_says_why(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await erased(town), await new_browser("joko")
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Data pelapor dihapus atas permintaannya" in html
    assert "Foto dihapus bersama data pelapor" in html
    assert "Ditutup" in html
    for gone in ("Sekar", "Lubang", "Pasar Kota", "ruas ini"):
        assert gone not in html, gone
    assert ticket.number in await joko.read("/?lihat=selesai")


async def test_nobody_is_found_behind_it(town: Town, new_browser: NewBrowser) -> None:
    ticket = await erased(town)
    await town.officer("kepala", Role.HEAD, "DPUPR")
    kepala = await new_browser("kepala")
    reason = "memeriksa laporan yang lama sekali"
    answer = await kepala.post(f"/aduan/{ticket.number}/identitas", alasan=reason)
    html = await answer.text()
    assert "Sekar" not in html
    assert "8123456789" not in html


async def test_its_file_is_gone(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await erased(town), await new_browser("joko")
    async with town.database.read() as unit:
        [file] = await unit.media.of_messages([ticket.source_message_id])
    assert (await joko.open(f"/lampiran/{file.id}")).status == 404
    assert not (town.media_dir / file.id).exists()
