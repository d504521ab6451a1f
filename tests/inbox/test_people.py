"""Sessions and their ends, accounts under an administrator, and the log of who saw and did what."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.audit import PAGE, AuditAction
from storage.staff import Role
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio


@pytest.fixture
def inbox_url(database_url: str) -> str:
    return database_url


async def id_of(town: Town, username: str) -> str:
    async with town.database.read() as unit:
        found = await unit.staff.by_username(username)
    assert found
    return found[0].id


async def test_own_sessions_are_listed_with_their_device_and_ended_one_by_one(
    new_browser: NewBrowser,
) -> None:
    here, there = await new_browser("joko"), await new_browser()
    there.client.session.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile"
    await there.sign_in("joko")
    html = await here.read("/sesi")
    assert "Chrome di Android" in html
    assert html.count("yang sedang Anda pakai") == 1
    phone = re.search(r'Chrome di Android.*?name="sesi" value="([0-9a-f]{64})"', html, re.DOTALL)
    assert phone
    assert (await (await new_browser("wati")).post("/sesi/akhiri", sesi=phone[1])).status == 303
    assert (await there.open("/")).status == 200, "only the owner ends it"
    await here.post("/sesi/akhiri", sesi=phone[1])
    assert (await there.open("/")).status == 303
    assert (await here.open("/")).status == 200


@pytest.mark.parametrize(("which", "stays"), [("lain", 200), ("semua", 303)])
async def test_signing_out_everywhere(new_browser: NewBrowser, which: str, stays: int) -> None:
    here, there = await new_browser("joko"), await new_browser("joko")
    await here.post("/sesi/akhiri", sesi=which)
    assert (await there.open("/")).status == 303
    assert (await here.open("/")).status == stays


@pytest.mark.parametrize("deed", ["tutup", "keluarkan"])
async def test_an_administrator_ends_sessions_at_once_and_open_bells_too(
    town: Town, new_browser: NewBrowser, deed: str
) -> None:
    joko, admin, joko_id = await new_browser("joko"), await new_browser("admin"), await id_of(town, "joko")
    bell = await joko.client.get("/kejadian")
    await bell.content.readuntil(b"\n\n")
    assert (await admin.post(f"/akun/{joko_id}/{deed}")).status == 303
    assert b"ubah" not in await bell.content.read()
    assert (await joko.open("/")).status == 303
    assert (await joko.sign_in("joko")).status == (401 if deed == "tutup" else 303)
    await admin.post(f"/akun/{joko_id}/buka")
    assert (await joko.sign_in("joko")).status == 303


async def test_another_role_is_in_force_with_the_next_click(town: Town, new_browser: NewBrowser) -> None:
    joko, admin, joko_id = await new_browser("joko"), await new_browser("admin"), await id_of(town, "joko")
    assert (await joko.open("/angka")).status == 403
    assert (await admin.post(f"/akun/{joko_id}/peran", peran="head", opd="DPUPR", juga="DLH")).status == 303
    assert "DPUPR, DLH" in await joko.read("/angka")
    assert (await admin.post(f"/akun/{joko_id}/peran", peran="officer", opd="")).status == 422


async def test_administrators_cannot_close_or_demote_themselves(town: Town, new_browser: NewBrowser) -> None:
    admin, admin_id = await new_browser("admin"), await id_of(town, "admin")
    assert (await admin.post(f"/akun/{admin_id}/tutup")).status == 422
    assert (await admin.post(f"/akun/{admin_id}/peran", peran="officer", opd="DLH")).status == 422
    assert (await admin.open("/akun")).status == 200


async def test_looking_and_doing_are_noted_and_a_refresh_is_one_look(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(mime="image/png"), await new_browser("joko")
    file = await town.store_file(ticket, "image/png", b"\x89PNG")
    for _ in range(2):
        await joko.read(f"/aduan/{ticket.number}")
        (await joko.open(f"/lampiran/{file}")).close()
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Kata-kata petugas")
    assert (await joko.open("/aduan/KLT-000000-0")).status == 404
    html = await (await new_browser("admin")).read(f"/jejak?nomor={ticket.number}")
    assert html.count(f"membuka aduan\n{ticket.number}") == 1
    assert html.count(f"membuka lampiran\n{ticket.number}") == 1
    assert html.count(f"mengubah aduan\n{ticket.number}") == 1
    assert "Kata-kata petugas" not in html


async def test_a_deed_refused_is_not_noted(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    assert (await joko.post(f"/aduan/{ticket.number}/balas", isi="")).status == 422
    assert "Tidak ada catatan" in await (await new_browser("admin")).read(
        f"/jejak?nomor={ticket.number}&tindakan=case_changed"
    )


async def test_the_log_of_secret_cases_is_for_administrators(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("awas", Role.SUPERVISOR)
    secret = await town.complain("Anak dipukul", "anak", sensitivity=("kekerasan",))
    await (await new_browser("rini")).read(f"/aduan/{secret.number}")
    assert secret.number in await (await new_browser("admin")).read(f"/jejak?nomor={secret.number}")
    assert secret.number not in await (await new_browser("awas")).read("/jejak")


async def test_the_log_is_paged_by_key_and_filtered(town: Town, new_browser: NewBrowser) -> None:
    joko_id, admin = await id_of(town, "joko"), await new_browser("admin")
    async with town.database.write() as unit:
        for n in range(PAGE + 7):
            await unit.audit.note(joko_id, AuditAction.SEARCHED, town.now(), subject=f"cari-{n:03d}")
        await unit.commit()
    html, seen = await admin.read("/jejak?pengguna=joko&tindakan=searched"), []
    while True:
        seen += re.findall(r"cari-(\d{3})", html)
        older = re.search(r'href="([^"]*sebelum=\d+)"', html)
        if older is None:
            break
        html = await admin.read(older[1].replace("&amp;", "&"))
    assert seen == [f"{n:03d}" for n in reversed(range(PAGE + 7))]
    assert "cari-" not in await admin.read("/jejak?pengguna=wati")
    assert "cari-" not in await admin.read("/jejak?tindakan=searched&sampai=2020-01-01")
    for odd in (
        "dari=kapan",
        "sampai=9999-12-31",
        "dari=0001-01-01",
        "sebelum=x",
        "nomor=%00",
        "pengguna=%00",
    ):
        assert (await admin.open(f"/jejak?{odd}")).status == 200, odd


@pytest.mark.parametrize("deed", ["UPDATE audit_log SET detail = 'x'", "DELETE FROM audit_log"])
async def test_the_database_itself_refuses_to_change_the_log(
    town: Town, new_browser: NewBrowser, deed: str
) -> None:
    await new_browser("joko")
    async with town.database._writer.connect() as connection:
        with pytest.raises(DBAPIError, match="only grows"):
            await connection.execute(text(deed))
