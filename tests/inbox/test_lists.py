"""The lists: what each holds, how it is counted, narrowed, turned, kept under a name and taken along."""

import gzip
import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from storage.case_filter import CaseFilter
from storage.case_lists import CaseList, Viewer, lists_of
from storage.counts import Counts, counts
from storage.lists import PAGE, Lists
from storage.staff import Officer, Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.test_pages import numbers
from tests.inbox.town import Town
from tickets.help import HelpKind
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket, TicketUrgency, Visibility

pytestmark = pytest.mark.asyncio


async def officer(town: Town, username: str) -> Officer:
    async with town.database.read() as unit:
        found = await unit.staff.by_username(username)
    assert found
    return found[0]


async def viewer(town: Town, username: str) -> Viewer:
    return Viewer(await officer(town, username), town.now(), town.now().date())


async def counted(town: Town, username: str) -> Counts:
    async with town.database.read() as unit:
        return await counts(unit, await viewer(town, username))


async def held(town: Town, username: str, one: CaseList, **narrowed: object) -> list[str]:
    async with town.database.read() as unit:
        lists = Lists(unit, await viewer(town, username))
        page = await lists.page(one, CaseFilter(**narrowed))  # type: ignore[arg-type]
    return [row.ticket.number for row in page.rows]


async def put(town: Town, ticket: Ticket, **values: object) -> None:
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        for name, value in values.items():
            object.__setattr__(stored, name, value)
        await unit.tickets.save(stored)
        await unit.commit()


async def do(town: Town, ticket: Ticket, verb: str, *args: object, by: str = "joko") -> None:
    actor = Actor(ActorKind.OFFICER, (await officer(town, by)).id)
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        stored = await unit.tickets.get(ticket.id)
        await getattr(service, verb)(stored, *args, actor, TurnKeys(f"uji:{verb}:{ticket.id}"))
        await unit.commit()


async def test_each_list_holds_what_it_says_and_counts_the_same(town: Town) -> None:
    joko = await officer(town, "joko")
    cases = {name: await town.complain(name) for name in ("milik", "telat", "tanya", "lapor", "biasa")}
    cases["darurat"] = await town.complain("api", urgency=TicketUrgency.EMERGENCY)
    await do(town, cases["milik"], "claim", joko.id)
    await do(town, cases["tanya"], "ask", "Di sebelah mana?")
    await do(town, cases["lapor"], "close", "done", "Sudah ditambal")
    await put(town, cases["telat"], missed_at=town.now())
    # Late as well, but it is the reporter's turn.
    await put(town, cases["tanya"], missed_at=town.now())
    expected: Mapping[CaseList, set[str]] = {
        CaseList.AGENCY: set(cases),
        CaseList.MINE: {"milik"},
        CaseList.UNCLAIMED: set(cases) - {"milik"},
        CaseList.LATE: {"telat"},
        CaseList.URGENT: {"darurat"},
        CaseList.UNANSWERED: set(cases) - {"lapor"},
        CaseList.WAITING: {"tanya", "lapor"},
        CaseList.CLOSED: set(),
        CaseList.ALL: set(cases),
    }
    found = await counted(town, "joko")
    for one, names in expected.items():
        assert set(await held(town, "joko", one)) == {cases[name].number for name in names}, one
        assert found.lists[one] == len(names), one
    assert found.emergencies == [cases["darurat"].number]


async def test_nobody_counts_or_lists_what_is_out_of_scope(town: Town) -> None:
    await town.complain()
    secret = await town.complain("Pungli", "sampah", sensitivity=("korupsi",))
    await put(town, secret, agency="DLH", supporting=())
    assert set((await counted(town, "wati")).lists.values()) == {0, 1}
    for one in CaseList:
        assert secret.number not in await held(town, "joko", one)
        assert secret.number not in await held(town, "tari", one)
    assert await held(town, "wati", CaseList.ALL) == [secret.number]


async def test_a_missed_promise_stays_late_after_its_new_date(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain()
    town.ahead = timedelta(days=8)
    for _ in range(9):  # pick-up climbs to the top first
        async with town.database.write() as unit:
            await (await town.desk.service(unit)).attend(await unit.tickets.get(ticket.id))
            await unit.commit()
    assert (await town.ticket(ticket)).first_answer_due >= town.now().date()
    assert await held(town, "joko", CaseList.LATE) == [ticket.number]
    assert "terlambat, janji baru" in await (await new_browser("joko")).read("/?lihat=terlambat")
    await do(town, ticket, "reply", "Kami datang besok")
    assert await held(town, "joko", CaseList.LATE) == []


async def test_heads_and_triage_see_who_waits_for_a_person_and_officers_do_not(
    town: Town, new_browser: NewBrowser
) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    first = await town.complain()
    town.ahead = timedelta(hours=3)
    await town.complain("Sampah", "sampah")
    html = " ".join((await (await new_browser("tari")).read("/")).split())
    assert "Belum dijawab manusia: 2</strong>" in html
    assert re.search(r"tertua masuk <time[^>]*>3 jam lalu</time>, di Dinas PU", html)
    head = await new_browser("kepala")
    assert "Belum dijawab manusia: 1" in await head.read("/")
    await do(town, first, "reply", "Kami ke sana")
    assert "Belum dijawab manusia: 0" in await head.read("/")
    assert "Belum dijawab manusia" not in await (await new_browser("joko")).read("/")


async def test_what_climbed_and_what_is_in_doubt_comes_to_heads(town: Town) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    climbed, doubted = await town.complain(), await town.complain()
    await put(town, climbed, level=1)
    await put(town, doubted, needs_review=True)
    assert await held(town, "kepala", CaseList.ESCALATED) == [climbed.number]
    assert await held(town, "kepala", CaseList.REVIEW) == [doubted.number]
    assert await held(town, "tari", CaseList.ESCALATED) == []
    assert CaseList.REVIEW not in lists_of(await officer(town, "joko"))


async def test_an_objection_to_a_spam_mark_is_to_be_reviewed_by_triage(town: Town) -> None:
    ticket = await town.complain()
    await do(town, ticket, "mark_spam", "Iseng")
    citizen = Actor(ActorKind.CITIZEN, ticket.reporter_id)
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        await service.clear_spam(await unit.tickets.get(ticket.id), "", citizen, TurnKeys("keberatan"))
        await unit.commit()
    assert await held(town, "tari", CaseList.REVIEW) == [ticket.number]


async def test_help_asked_is_a_list_of_its_own_and_a_question_shows_no_case(
    town: Town, new_browser: NewBrowser
) -> None:
    part, question = await town.complain(), await town.complain()
    await do(town, part, "ask_help", HelpKind.PART, "DLH", "Angkut sampahnya", 2)
    await do(town, question, "ask_help", HelpKind.QUESTION, "DLH", "Milik siapa saluran ini?", 2)
    assert (await counted(town, "wati")).lists[CaseList.HELP] == 2
    wati = await new_browser("wati")
    html = await wati.read("/?lihat=bantuan")
    assert "Angkut sampahnya" in html
    assert "Milik siapa saluran ini?" in html
    assert part.number in html
    assert question.number not in html
    town.ahead = timedelta(days=14)
    assert await held(town, "wati", CaseList.LATE) == [part.number]
    assert "(2 lewat)" in await (await new_browser("wati")).read("/")


async def test_pages_neither_skip_nor_repeat_while_cases_arrive(town: Town, new_browser: NewBrowser) -> None:
    there = {(await town.complain(f"aduan {n}")).number for n in range(PAGE * 2 + 3)}
    joko = await new_browser("joko")
    seen: list[str] = []
    path: str | None = "/?lihat=opd"
    while path:
        html = await joko.read(path)
        assert len(numbers(html)) <= PAGE
        seen += numbers(html)
        await town.complain("baru", urgency=TicketUrgency.EMERGENCY)  # before the place
        there.add((await town.complain("baru")).number)  # behind it
        path = following(html) if len(seen) < 4 * PAGE else None
    emergencies = set(await held(town, "joko", CaseList.URGENT))
    assert len(seen) == len(set(seen))
    assert there - set(seen) <= {(await held(town, "joko", CaseList.ALL))[0]} | last_arrived(there, seen)
    assert not emergencies & set(seen)


def last_arrived(there: set[str], seen: list[str]) -> set[str]:
    """What came in after the last page was read can be on no page."""
    missing = there - set(seen)
    return missing if len(missing) <= 1 else set()


def following(html: str) -> str | None:
    found = re.search(r'rel="next" href="([^"]+)"', html)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize("one", [CaseList.CLOSED, CaseList.ALL])
async def test_the_latest_come_first_and_newer_ones_shift_nothing(town: Town, one: CaseList) -> None:
    cases = [await town.complain(f"aduan {n}") for n in range(PAGE + 5)]
    for case in cases:
        await do(town, case, "close", "not_ours", "Jalan provinsi")
    async with town.database.read() as unit:
        first = await Lists(unit, await viewer(town, "joko")).page(one, CaseFilter())
    await do(town, await town.complain("baru"), "close", "not_ours", "Jalan provinsi")
    async with town.database.read() as unit:
        second = await Lists(unit, await viewer(town, "joko")).page(one, CaseFilter(), first.after or "")
    found = [row.ticket.number for row in (*first.rows, *second.rows)]
    assert found == [case.number for case in reversed(cases)]
    assert second.after is None


@pytest.mark.parametrize("cursor", ["x", "e30=", "WzEsMiwzLDRd", "%00", "WzAsICIyMDI2LTAxLTAxIl0=", "é" * 20])
async def test_a_cursor_of_no_sense_begins_anew(town: Town, new_browser: NewBrowser, cursor: str) -> None:
    ticket = await town.complain()
    html = await (await new_browser("joko")).read("/?" + urlencode({"mulai": cursor}))
    assert numbers(html) == [ticket.number]


async def test_filters_narrow_a_list(town: Town) -> None:
    old = await town.complain(channel="whatsapp")
    await put(town, old, area_code="33.10.01.2004", status="in_progress")
    town.ahead = timedelta(days=5)
    new = await town.complain("Sampah", "sampah", urgency=TicketUrgency.IMPORTANT)
    cases: tuple[tuple[dict[str, object], Ticket], ...] = (
        ({"topic": "jalan"}, old),
        ({"status": "in_progress"}, old),
        ({"area": "33.10.01"}, old),
        ({"channel": "whatsapp"}, old),
        ({"older": 3}, old),
        ({"agency": "DLH"}, new),
        ({"urgency": "important"}, new),
        ({"younger": 1}, new),
        ({"topics": ("sampah",)}, new),
        ({"numbers": (new.number,)}, new),
    )
    for narrowed, ticket in cases:
        assert await held(town, "tari", CaseList.OPEN, **narrowed) == [ticket.number], narrowed
    assert await held(town, "tari", CaseList.OPEN, area="33.10.0%") == []


async def test_an_address_of_nonsense_is_the_first_list(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain()
    html = await (await new_browser("joko")).read("/?lihat=x&status=gila&umur=-1&kanal=faks&topik=' OR 1")
    assert numbers(html) == [ticket.number]


async def test_a_saved_filter_is_a_tab_of_ones_own(town: Town, new_browser: NewBrowser) -> None:
    await town.complain()
    joko, rini = await new_browser("joko"), await new_browser("rini")
    address = "lihat=opd&umur=lebih-7&jahat=1"
    response = await joko.post("/saringan", nama="  Lampu   lama ", saring=address)
    assert response.headers["Location"] == "/?lihat=opd&umur=lebih-7&kabar=saringan_disimpan"
    html = await joko.read("/")
    assert "Lampu lama" in html
    assert 'href="/?lihat=opd&amp;umur=lebih-7"' in html
    assert "jahat" not in html
    assert "Lampu lama" not in await rini.read("/")
    (identity,) = re.findall(r'name="saringan" value="(\w+)"', await joko.read("/?lihat=opd&umur=lebih-7"))
    await rini.post("/saringan/hapus", saringan=identity)
    assert "Lampu lama" in await joko.read("/")
    await joko.post("/saringan/hapus", saringan=identity)
    assert "Lampu lama" not in await joko.read("/")


async def test_a_filter_without_a_name_is_refused_and_kept(town: Town, new_browser: NewBrowser) -> None:
    response = await (await new_browser("joko")).post("/saringan", nama="x" * 41, saring="lihat=saya")
    html = await response.text()
    assert response.status == 422
    assert "x" * 41 in html
    assert 'value="lihat=saya"' in html
    assert town.ahead == timedelta()


async def test_a_shared_address_survives_signing_in(new_browser: NewBrowser) -> None:
    stranger = await new_browser()
    response = await stranger.open("/?lihat=terlambat&topik=jalan")
    assert response.headers["Location"] == "/masuk?lanjut=%2F%3Flihat%3Dterlambat%26topik%3Djalan"
    back = "/?lihat=terlambat&topik=jalan"
    again = await stranger.post("/masuk", pengguna="joko", sandi="kopi-tubruk-tanpa-gula", lanjut=back)
    assert again.headers["Location"] == back


async def test_a_row_is_unread_until_one_looks_and_again_when_the_citizen_writes(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko = await town.complain(citizen="satu"), await new_browser("joko")
    assert "Belum dibaca" in await joko.read("/")
    await joko.read(f"/aduan/{ticket.number}")
    assert "Belum dibaca" not in await joko.read("/")
    message, _, _ = await town.write("satu", "Masih ada satu lagi")
    await town.link(ticket, message)
    assert "Belum dibaca" in await joko.read("/")
    await joko.read(f"/aduan/{ticket.number}")
    assert "Belum dibaca" not in await joko.read("/")


async def test_a_row_says_who_has_it_and_how_high_it_climbed(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    assert "belum diambil" in await joko.read("/")
    await do(town, ticket, "claim", (await officer(town, "tari")).id, by="tari")
    await put(town, ticket, level=2)
    html = await joko.read("/")
    assert "dipegang Tari Penerima" in html
    assert "Naik ke kepala OPD" in html


@pytest.mark.parametrize("slug", ["saya", "terlambat", "mendesak", "selesai", "bantuan", "sebutan"])
async def test_an_empty_list_says_what_to_do(new_browser: NewBrowser, slug: str) -> None:
    html = await (await new_browser("joko")).read(f"/?lihat={slug}")
    words = re.search(r'class="kosong">([^<]{40,})<', html)
    assert slug == "bantuan" or words


async def test_the_first_view_takes_less_than_a_hundred_kilobytes(
    town: Town, new_browser: NewBrowser
) -> None:
    for n in range(PAGE + 1):
        await town.complain(f"{n} " + "kata yang panjang sekali " * 12, place=f"Dusun Nomor {n}")
    tari = await new_browser("tari")
    html = await tari.read("/")
    files = re.findall(r'(?:href|src)="(/statis/[^"]+)"', html)
    bodies = [await (await tari.open(path)).read() for path in files]
    assert len(numbers(html)) == PAGE
    assert sum(len(gzip.compress(body)) for body in (html.encode(), *bodies)) < 100_000


async def test_the_field_list_names_nobody_and_leaves_secrets_out(
    town: Town, new_browser: NewBrowser
) -> None:
    plain = await town.complain(
        "Lubang di sini. Nama saya Budi Santoso, hubungi 0812-3456-7890", name="Bu Sekar"
    )
    secret = await town.complain("Rahasia besar")
    await put(town, secret, visibility=Visibility.SECRET)
    joko = await new_browser("joko")
    html = await joko.read("/cetak?lihat=opd")
    for words in (plain.number, "Lubang di sini", "Pasar Kota", "1 aduan rahasia tidak ikut dicetak"):
        assert words in html
    for told in ("Budi", "3456", "Sekar", "Rahasia besar", secret.number):
        assert told not in html


async def test_the_field_list_to_take_along_needs_no_server(town: Town, new_browser: NewBrowser) -> None:
    ticket, other = await town.complain(), await town.complain()
    response = await (await new_browser("joko")).open(f"/cetak?lihat=opd&pilih={ticket.number}&unduh=1")
    html = await response.text()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "<style>" in html
    assert not re.search(r"(href|src|action)=|url\(|@import", html)
    assert ticket.number in html
    assert other.number not in html


async def test_a_printed_list_is_noted(town: Town, new_browser: NewBrowser) -> None:
    await town.officer("awas", Role.SUPERVISOR)
    await (await new_browser("joko")).read("/cetak?lihat=opd")
    assert "mencetak daftar" in await (await new_browser("awas")).read("/jejak")


async def queries(town: Town, browser: Browser, path: str) -> int:
    from sqlalchemy import event

    asked: list[str] = []
    engine = town.database._reader.sync_engine

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    await browser.read(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


async def test_a_longer_list_asks_no_more_of_the_database(town: Town, new_browser: NewBrowser) -> None:
    await town.complain()
    tari = await new_browser("tari")
    await tari.read("/")
    few = await queries(town, tari, "/")
    for n in range(PAGE):
        await town.complain(f"aduan {n}")
    assert await queries(town, tari, "/") == few
