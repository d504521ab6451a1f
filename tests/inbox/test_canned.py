"""Page "Balasan siap": each agency its own, administrators the common ones, nothing typed is lost."""

import re
import uuid

import pytest

from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio


async def write(browser: Browser, title: str, text: str = "Selesai {tanggal}.", **more: str) -> int:
    response = await browser.post("/balasan-siap", judul=title, isi=text, **more)
    response.close()
    return response.status


def id_of(html: str, title: str) -> str:
    found = re.search(
        rf'<summary>{title}</summary>\s*<form method="post" action="/balasan-siap/([0-9a-f]{{32}})"', html
    )
    assert found
    return found[1]


async def test_an_officer_keeps_the_own_agencys_and_reads_the_common_ones(new_browser: NewBrowser) -> None:
    joko, wati, admin = await new_browser("joko"), await new_browser("wati"), await new_browser("admin")
    assert await write(joko, "Tambal", opd="DPUPR") == 303
    assert await write(admin, "Umum", opd="") == 303
    html = await joko.read("/balasan-siap")
    assert "Tambal" in html
    assert "Umum" in html
    with pytest.raises(AssertionError):
        id_of(html, "Umum")
    assert "Tambal" not in await wati.read("/balasan-siap")
    assert await write(joko, "Menyusup", opd="DLH") == 422
    assert await write(joko, "Menyusup", opd="") == 422


async def test_others_can_neither_change_nor_remove(town: Town, new_browser: NewBrowser) -> None:
    joko, wati, admin = await new_browser("joko"), await new_browser("wati"), await new_browser("admin")
    await write(joko, "Tambal", opd="DPUPR")
    path = f"/balasan-siap/{id_of(await joko.read('/balasan-siap'), 'Tambal')}"
    for stranger in (wati, admin):
        assert (await stranger.post(path, judul="Lain", isi="Lain")).status == 404
        assert (await stranger.post(path, aksi="hapus")).status == 404
    assert (await joko.post(path, judul="Tambal lubang", isi="Ditambal {tanggal}.", urutan="7")).status == 303
    async with town.database.read() as unit:
        (reply,) = await unit.canned.of(("DPUPR",))
    assert (reply.title, reply.text, reply.position) == ("Tambal lubang", "Ditambal {tanggal}.", 7)
    assert (await joko.post(path, aksi="hapus")).status == 303
    assert "Tambal lubang" not in await joko.read("/balasan-siap")
    assert (await joko.post(path, aksi="hapus")).status == 404


async def test_what_is_refused_stays_in_the_form(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    response = await joko.post("/balasan-siap", opd="DPUPR", judul="Judul saya", isi="Selesai {tangal}.")
    html = await response.text()
    assert response.status == 422
    assert "maksud Anda {tanggal}" in html
    assert "Judul saya" in html
    assert "Selesai {tangal}." in html
    await write(joko, "Tambal", opd="DPUPR")
    path = f"/balasan-siap/{id_of(await joko.read('/balasan-siap'), 'Tambal')}"
    for wrong in ({"urutan": "satu"}, {"urutan": "99999"}, {"judul": ""}, {"isi": "{x}"}):
        response = await joko.post(path, **({"judul": "Baru sekali", "isi": "Isi baru"} | wrong))
        html = await response.text()
        assert response.status == 422, wrong
        assert "Baru sekali" in html or "judul" in wrong
        assert "<details open>" in html


async def test_a_form_posted_twice_adds_one(town: Town, new_browser: NewBrowser) -> None:
    joko, key = await new_browser("joko"), uuid.uuid4().hex
    for _ in range(2):
        assert await write(joko, "Tambal", opd="DPUPR", kunci=key) == 303
    async with town.database.read() as unit:
        assert len(await unit.canned.of(("DPUPR",))) == 1


async def test_an_officer_of_two_agencies_chooses(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("dua", Role.HEAD, "DPUPR", more=("DLH",))
    dua = await new_browser("dua")
    assert '<select name="opd">' in await dua.read("/balasan-siap")
    assert await write(dua, "Sampah", opd="DLH") == 303
    assert "Sampah" in await (await new_browser("wati")).read("/balasan-siap")


async def test_the_seed_comes_once(town: Town) -> None:
    async with town.database.write() as unit:
        assert await unit.canned.seed([("Satu", "Isi"), ("Dua", "Isi")], town.now()) == 2
        (first, _) = await unit.canned.of(())
        await unit.canned.remove(first.id, "admin", town.now())
        assert await unit.canned.seed([("Satu", "Isi")], town.now()) == 0
        assert [each.title for each in await unit.canned.of(())] == ["Dua"]
        await unit.commit()
