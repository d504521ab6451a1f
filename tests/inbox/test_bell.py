"""The bell that keeps open pages fresh."""

import asyncio

import pytest
from aiohttp import ClientResponse

from storage.staff import Role
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio


async def rings(response: ClientResponse, within: float = 3.0) -> bool:
    try:
        async with asyncio.timeout(within):
            async for line in response.content:
                if line == b"event: ubah\n":
                    return True
    except TimeoutError:
        return False
    return False


async def test_a_new_case_rings_its_agency_and_no_other(town: Town, new_browser: NewBrowser) -> None:
    joko, wati = await new_browser("joko"), await new_browser("wati")
    own, other = await joko.open("/kejadian"), await wati.open("/kejadian")
    await town.complain()
    assert await rings(own)
    assert not await rings(other, within=0.5)


async def test_a_citizens_message_rings_the_open_case(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Sampah", "sampah")
    stream = await (await new_browser("tari")).open(f"/kejadian?aduan={ticket.number}")
    message, _, _ = await town.write("lain", "Tambahan")
    await town.link(ticket, message)
    assert await rings(stream)


async def test_an_app_that_ends_does_not_wait_for_its_streams(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    await joko.open("/kejadian")
    async with asyncio.timeout(5):
        await joko.client.server.close()


async def test_an_administrator_edits_the_days_off(town: Town, new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    await admin.post("/hari-libur", tanggal="2026-06-03", jenis="libur", nama="Hari jadi <daerah>")
    assert "Hari jadi &lt;daerah&gt;" in await admin.read("/hari-libur")
    assert not await works_on(town, "2026-06-03")
    await admin.post("/hari-libur", tanggal="2026-06-03", aksi="hapus")
    assert await works_on(town, "2026-06-03")
    assert (await admin.post("/hari-libur", tanggal="kemarin", nama="x")).status == 422


async def works_on(town: Town, day: str) -> bool:
    async with town.database.read() as unit:
        calendar = await town.desk.calendar(unit)
    return calendar.is_working_day(calendar.local(town.now()).date().fromisoformat(day))


async def test_an_administrator_sees_who_has_an_account(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("lama", Role.OFFICER, "DLH", "Nama <i>Lama")
    html = await (await new_browser("admin")).read("/akun")
    assert "Nama &lt;i&gt;Lama" in html
    assert "argon2" not in html
