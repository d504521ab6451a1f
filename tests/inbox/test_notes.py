"""Internal notes and mentions: for officers only, once, and only for those who may open the case."""

import uuid

import pytest

from inbox.mentions import mentioned_in
from storage.audit import AuditFilter
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio


async def write(browser: Browser, ticket: Ticket, text: str, **fields: str) -> int:
    response = await browser.post(f"/aduan/{ticket.number}/catatan", isi=text, **fields)
    response.close()
    return response.status


async def unseen(town: Town, username: str) -> int:
    async with town.database.read() as unit:
        known = await unit.staff.by_username(username)
        assert known
        return await unit.notes.unseen(known[0])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tolong @joko dan @Tari.", ["joko", "tari."]),
        ("@joko @joko", ["joko"]),
        ("kirim ke dinas@klaten.go.id", []),
        ("harga @ 5000, mulai @2026", []),
        ("(@joko)", ["joko"]),
    ],
)
async def test_names_are_found_in_a_text(text: str, names: list[str]) -> None:
    assert mentioned_in(text) == names


async def test_a_note_is_read_by_colleagues_and_never_sent(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    ticket, joko = await town.complain(), await new_browser("joko")
    assert await write(joko, ticket, "Aspal dingin <b>habis</b>") == 303
    html = await (await new_browser("budi")).read(f"/aduan/{ticket.number}")
    assert "Aspal dingin &lt;b&gt;habis&lt;/b&gt;" in html
    assert await town.said(ticket) == []
    assert (await town.ticket(ticket)) == ticket


async def test_a_form_posted_twice_makes_one_note(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    key = uuid.uuid4().hex
    for _ in range(2):
        assert await write(joko, ticket, "Sekali saja", kunci=key) == 303
    assert (await joko.read(f"/aduan/{ticket.number}")).count("Sekali saja") == 1


async def test_a_mention_is_counted_until_the_case_is_opened(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    ticket, joko, budi = await town.complain(), await new_browser("joko"), await new_browser("budi")
    assert await write(joko, ticket, "Tolong cek lapangan, @budi.") == 303
    assert await unseen(town, "budi") == 1
    assert await unseen(town, "joko") == 0
    assert "1 sebutan" in await budi.read("/")
    assert ticket.number in await budi.read("/saya")
    unwatched = {"X-Tanpa-Dilihat": "1"}
    response = await budi.client.get(f"/aduan/{ticket.number}", headers=unwatched)
    assert "menyebut Anda" in await response.text()
    assert await unseen(town, "budi") == 1
    assert "menyebut Anda" in await budi.read(f"/aduan/{ticket.number}")
    assert await unseen(town, "budi") == 0
    again = await budi.read(f"/aduan/{ticket.number}")
    assert "menyebut Anda" not in again
    assert "sebutan</span>" not in again
    assert ticket.number in await budi.read("/saya")


async def test_whoever_may_not_open_the_case_cannot_be_mentioned(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    for name in ("wati", "admin", "tidakada"):
        response = await joko.post(f"/aduan/{ticket.number}/catatan", isi=f"Tolong @{name} bantu")
        html = await response.text()
        assert response.status == 422
        assert f"@{name} tidak dapat disebut di sini" in html
        assert f"Tolong @{name} bantu</textarea>" in html
    assert await unseen(town, "wati") == 0


async def test_triage_cannot_be_mentioned_on_a_secret_case(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain("Anak dipukul", "anak", sensitivity=("kekerasan",))
    rini = await new_browser("rini")
    assert await write(rini, ticket, "@tari mohon bantu") == 422
    assert 'value="@tari"' not in await rini.read(f"/aduan/{ticket.number}")
    ordinary = await town.complain()
    joko = await new_browser("joko")
    assert 'value="@tari"' in await joko.read(f"/aduan/{ordinary.number}")
    assert await write(joko, ordinary, "@tari mohon bantu") == 303


async def test_a_mention_on_a_case_that_went_elsewhere_is_gone(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    ticket, joko = await town.complain(), await new_browser("joko")
    await write(joko, ticket, "Tolong @budi")
    await joko.post(f"/aduan/{ticket.number}/alihkan", opd="DLH", alasan="Ini sampah")
    assert await unseen(town, "budi") == 0
    assert ticket.number not in await (await new_browser("budi")).read("/saya")
    assert "Tolong @budi" in await (await new_browser("wati")).read(f"/aduan/{ticket.number}")


async def test_a_colleague_chosen_from_the_list_is_mentioned_without_a_script(
    town: Town, new_browser: NewBrowser
) -> None:
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    ticket, joko = await town.complain(), await new_browser("joko")
    html = await joko.read(f"/aduan/{ticket.number}")
    assert '<option value="@budi">Budi Petugas</option>' in html
    assert '<option value="@wati">' not in html
    assert await write(joko, ticket, "Mohon dilihat", sebut="@budi") == 303
    assert await unseen(town, "budi") == 1


async def test_a_note_on_a_case_that_went_elsewhere_can_be_copied(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, wati = await town.complain(), await new_browser("wati")
    response = await wati.post(f"/aduan/{ticket.number}/catatan", isi="Kata-kata yang terlambat")
    assert response.status == 404
    assert "Kata-kata yang terlambat" in await response.text()


async def test_an_empty_note_is_refused_and_a_note_is_audited(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    assert await write(joko, ticket, "   ") == 422
    assert await write(joko, ticket, "Ada isinya") == 303
    async with town.database.read() as unit:
        admin = await unit.staff.by_username("admin")
        assert admin
        noted = await unit.audit.page(admin[0], AuditFilter(number=ticket.number))
    assert [row.detail for row in noted if row.detail] == ["catatan"]
