"""The identity wall: who may learn who reported what, and what is left of the look."""

import ast
import itertools
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from storage.audit import AuditAction, AuditFilter
from storage.cases import Cases
from storage.identity import MOST_SEARCHES, Identities, may_reveal, revealable
from storage.staff import Officer, Role
from storage.tables import contacts, metadata, tickets
from tests.conftest import ROOT
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket, Visibility

pytestmark = pytest.mark.asyncio

NAME, PHONE = "Sekar Arum Wulandari", "628123456789"
REASON = "Petugas lapangan perlu masuk ke pekarangan pelapor"
#: Who decrypts, and for whom: the sender's addresses, code apps, files of a channel, and officers.
#: `hidden_names.py` opens names only to take them out of texts.
DECRYPTERS = {"cipher.py", "contacts.py", "second_factors.py", "media.py", "identity.py", "hidden_names.py"}
#: To know which files of an erased citizen lie in the media folder.
DECRYPTERS |= {"blanking.py"}
#: What a webhook brought, for the reader that journals it.
DECRYPTERS |= {"unopened.py"}


@pytest.fixture
def inbox_url(database_url: str) -> str:
    return database_url


async def hidden(town: Town, ticket: Ticket, visibility: Visibility) -> Ticket:
    async with town.database.write() as unit:
        await unit.tickets.save(replace(ticket, visibility=visibility))
        await unit.commit()
    return await town.ticket(ticket)


async def noted(town: Town, action: AuditAction) -> list[str]:
    reader = Officer("x", "x", "x", Role.ADMIN, None)
    async with town.database.read() as unit:
        return [row.detail for row in await unit.audit.page(reader, AuditFilter(action=action))]


async def test_nothing_but_the_wall_decrypts_for_officers() -> None:
    found = set()
    for file in (
        path for folder in ("storage", "inbox", "actions", "bot") for path in (ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("decrypt"):
                found.add(file.name)
    assert found == DECRYPTERS
    senders = [
        f.name for f in (ROOT / "inbox").rglob("*.py") if "contacts.address(" in f.read_text(encoding="utf-8")
    ]
    assert senders == []


async def test_no_row_of_any_table_and_no_page_holds_a_name_or_number(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(name=NAME, citizen="chat-4711"), await new_browser("joko")
    await joko.post(f"/aduan/{ticket.number}/balas", isi="Baik")
    await joko.post(f"/aduan/{ticket.number}/identitas", alasan=REASON)
    await joko.post("/cari-pelapor", cari=NAME)
    async with town.database.read() as unit:
        for table in metadata.sorted_tables:
            for row in (await unit.connection.execute(select(table))).all():
                said = "|".join(
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row
                )
                assert not any(word in said for word in (NAME, PHONE, "chat-4711")), table.name
        case = await Cases(unit, (await unit.staff.by_username("joko"))[0]).case(ticket.number)  # type: ignore[index]
    assert NAME not in repr(case)
    for path in ("/", f"/aduan/{ticket.number}"):
        html = await joko.read(path)
        assert NAME not in html
        assert PHONE not in html


async def test_the_leading_agency_learns_it_once_and_the_reason_is_noted(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(name=NAME), await new_browser("joko")
    response = await joko.post(f"/aduan/{ticket.number}/identitas", alasan=REASON)
    html = await response.text()
    assert response.headers["Cache-Control"] == "no-store"
    assert NAME in html
    assert PHONE in html
    assert await noted(town, AuditAction.IDENTITY_REVEALED) == [REASON]


@pytest.mark.parametrize("reason", ["", "ya", "1234567890 12", "   pendek   "])
async def test_without_a_reason_nothing_is_shown_or_noted(
    town: Town, new_browser: NewBrowser, reason: str
) -> None:
    ticket, joko = await town.complain(name=NAME), await new_browser("joko")
    response = await joko.post(f"/aduan/{ticket.number}/identitas", alasan=reason)
    assert response.status == 422
    assert NAME not in await response.text()
    assert await noted(town, AuditAction.IDENTITY_REVEALED) == []


#: Beside "the leading agency's head", who may always: role, its agency leads, visibility.
ALLOWED = {
    *((Role.HEAD, True, visibility) for visibility in Visibility),
    (Role.OFFICER, True, Visibility.ORDINARY),
    (Role.TRIAGE, True, Visibility.ORDINARY),
    (Role.TRIAGE, False, Visibility.ORDINARY),
    (Role.TRIAGE, True, Visibility.SECRET),
}


async def test_who_may_learn_it_is_the_same_in_words_and_in_sql(town: Town) -> None:
    ticket = await town.complain(name=NAME)
    for role, leads, visibility in itertools.product(Role, (True, False), Visibility):
        officer = Officer("x" * 32, "x", "X", role, "DPUPR" if leads else "DLH")
        current = await hidden(town, ticket, visibility)
        expected = (role, leads, visibility) in ALLOWED
        async with town.database.read() as unit:
            found = (await unit.connection.execute(select(tickets.c.id).where(revealable(officer)))).all()
        assert may_reveal(officer, current) is expected, (role, leads, visibility)
        assert bool(found) is expected, (role, leads, visibility)


async def test_an_anonymous_reporter_is_shown_to_the_agencys_head_alone(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await hidden(town, await town.complain(name=NAME), Visibility.ANONYMOUS)
    await town.officer("kepala", Role.HEAD, "DPUPR")
    await town.officer("lain", Role.HEAD, "DLH")
    for who, status in (("joko", 403), ("tari", 403), ("lain", 404), ("kepala", 200)):
        browser = await new_browser(who)
        response = await browser.post(f"/aduan/{ticket.number}/identitas", alasan=REASON)
        assert response.status == status, who
        assert (NAME in await response.text()) is (status == 200)
        if status in {200, 403}:
            shown = "/identitas" in await browser.read(f"/aduan/{ticket.number}")
            assert shown is (status == 200)


@pytest.mark.parametrize(
    "typed", ["08123456789", "+62 812-3456-789", "628123456789", "8123456789", "sekar  ARUM wulandari"]
)
async def test_a_reporter_is_found_by_the_exact_name_or_number(
    town: Town, new_browser: NewBrowser, typed: str
) -> None:
    ticket, joko = await town.complain(name=NAME), await new_browser("joko")
    response = await joko.post("/cari-pelapor", cari=typed)
    assert ticket.number in await response.text()
    assert typed not in str(response.url)
    by = "nama" if "sekar" in typed else "nomor"
    assert await noted(town, AuditAction.SEARCHED) == [f"pelapor menurut {by}, 1 aduan"]


@pytest.mark.parametrize("typed", ["Sekar", "Sekar Arum", "0812345678", "%", "...", "* OR 1=1"])
async def test_parts_find_nobody(town: Town, new_browser: NewBrowser, typed: str) -> None:
    ticket, joko = await town.complain(name=NAME), await new_browser("joko")
    assert ticket.number not in await (await joko.post("/cari-pelapor", cari=typed)).text()


async def test_a_search_finds_only_whom_the_searcher_may_know(town: Town, new_browser: NewBrowser) -> None:
    ours = await town.complain(name=NAME)
    theirs = await town.complain("Sampah", "sampah", name=NAME)
    hush = await hidden(town, await town.complain(name=NAME), Visibility.ANONYMOUS)
    html = await (await (await new_browser("joko")).post("/cari-pelapor", cari=NAME)).text()
    assert {n for n in (ours.number, theirs.number, hush.number) if n in html} == {ours.number}


async def test_who_searches_all_day_is_stopped(new_browser: NewBrowser) -> None:
    joko = await new_browser("joko")
    for _ in range(MOST_SEARCHES):
        assert (await joko.post("/cari-pelapor", cari="Siapa Saja")).status == 200
    response = await joko.post("/cari-pelapor", cari=NAME)
    assert response.status == 429
    assert NAME in await response.text(), "what was typed is not lost"


async def test_names_known_before_the_index_are_found_after_it(town: Town) -> None:
    ticket = await town.complain(name=NAME)
    officer = Officer("x" * 32, "x", "X", Role.HEAD, "DPUPR")
    async with town.database.write() as unit:
        await unit.connection.execute(update(contacts).values(name_fingerprint=None))
        await unit.connection.execute(
            text("UPDATE contact_addresses SET phone_fingerprint = :old"),
            {"old": unit.cipher.fingerprint("phone", f"+{PHONE}")},
        )
        assert await unit.contacts.index_names() == 1
        assert await unit.contacts.index_names() == 0
        real = (await unit.staff.by_username("joko"))[0]  # type: ignore[index]
        wall = Identities(unit, replace(officer, id=real.id))
        for typed in (NAME, PHONE):
            assert [t.id for t in await wall.find(typed, town.now())] == [ticket.id]
