"""Every route as every role on every kind of ticket: nobody reaches what is not theirs.

A route that `inbox.routes` has and EXPECTED has not, fails; so does a role without an expectation.
"""

import itertools
import re

import pytest

from inbox.routes import ROUTES
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.document import DocumentKind
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio

STRANGER = "stranger"
WHO = (STRANGER, *Role)
#: Everybody of an agency belongs to DPUPR; the tickets are theirs or DLH's, ordinary or secret.
KINDS = ("own", "other", "own_secret", "other_secret")
SEES = {
    Role.OFFICER: {"own", "own_secret"},
    Role.HEAD: {"own", "own_secret"},
    Role.TRIAGE: {"own", "other", "own_secret"},
    Role.SUPERVISOR: {"own", "other"},
    Role.TRAINER: set[str](),
    Role.ADMIN: set[str](),
    STRANGER: set[str](),
}
READERS = {Role.OFFICER, Role.HEAD, Role.TRIAGE, Role.SUPERVISOR}
WORKERS = READERS - {Role.SUPERVISOR}
REVIEWERS = {Role.HEAD, Role.TRIAGE}
REPLY, WHY = {"isi": "Balasan"}, {"alasan": "Alasan"}
OVERSEERS = {Role.HEAD, Role.TRIAGE, Role.SUPERVISOR}
#: Routes of one case: who may use them at all, and what a form needs.
OF_A_CASE = {
    "GET /aduan/{number}": (READERS, {}),
    "POST /aduan/{number}/tangani": (WORKERS, {}),
    "POST /aduan/{number}/lepas": (WORKERS, {}),
    "POST /aduan/{number}/tugaskan": (WORKERS, {"petugas": "siapa"}),
    "POST /aduan/{number}/mulai": (WORKERS, REPLY),
    "POST /aduan/{number}/balas": (WORKERS, REPLY),
    "POST /aduan/{number}/catatan": (WORKERS, REPLY),
    "POST /aduan/{number}/hadir": (WORKERS, {"menulis": "1"}),
    "POST /aduan/{number}/draf": (WORKERS, REPLY | {"kolom": "balas.isi", "urut": "1"}),
    "POST /aduan/{number}/batalkan": (WORKERS, {"giliran": "lain"}),
    "POST /aduan/{number}/tanya": (WORKERS, REPLY),
    "POST /aduan/{number}/ambil": (WORKERS, {}),
    "POST /aduan/{number}/kembalikan": (WORKERS, {}),
    "POST /aduan/{number}/identitas": (WORKERS, {"alasan": "Alasan yang cukup panjang"}),
    "GET /lampiran/{attachment_id}": (READERS, {}),
    "POST /aduan/{number}/verifikasi": ({Role.TRIAGE}, {}),
    "POST /aduan/{number}/minta": (WORKERS, REPLY | {"jenis": "question", "opd": "DISKOMINFO", "hari": "3"}),
    "POST /aduan/{number}/luar": (WORKERS, REPLY | {"lembaga": "PLN", "tanggal": "2026-01-01"}),
    "POST /aduan/{number}/naikkan": (WORKERS, WHY),
    "POST /aduan/{number}/perpanjang": (WORKERS, WHY),
    "POST /aduan/{number}/urgensi": (WORKERS, {"urgensi": "important"}),
    "POST /aduan/{number}/rahasiakan": (WORKERS, {"perkara": "perkara yang tidak ada"}),
    "POST /aduan/{number}/gabung": (WORKERS, {"nomor": "KLT-AAAAAA-A"}),
    "POST /aduan/{number}/pisah": (WORKERS, WHY),
    "POST /aduan/{number}/pecah": (WORKERS, {"topik": "jalan"}),
    "GET /bukti/{evidence_id}/foto": (READERS, {}),
    "GET /bukti/{evidence_id}/asli": (REVIEWERS, {}),
    "POST /bukti/{evidence_id}/periksa": (REVIEWERS, {"hasil": "fits"}),
    "POST /aduan/{number}/tutup": (WORKERS, REPLY | {"hasil": "done"}),
    "POST /aduan/{number}/periksa": (REVIEWERS, {}),
    "POST /aduan/{number}/buka": (WORKERS, WHY),
    "POST /aduan/{number}/bukan": (WORKERS, WHY),
    "POST /aduan/{number}/proses": (WORKERS, {}),
    # The last two may move the case out of sight.
    "POST /aduan/{number}/topik": (WORKERS, {"topik": "jalan"}),
    "POST /aduan/{number}/alihkan": (WORKERS, {"opd": "DISKOMINFO", "alasan": "Alasan"}),
}
#: Routes of no case: who gets an answer; everybody else 403, and a stranger the login.
OF_NO_CASE = {
    "GET /": set(Role),
    "GET /kejadian": set(Role),
    "GET /permintaan": WORKERS,
    "GET /bukti": REVIEWERS,
    "POST /panggilan/{call_id}/dilihat": READERS,
    "GET /ringkasan": {Role.HEAD, Role.TRIAGE},
    "GET /cari-pelapor": WORKERS,
    "POST /cari-pelapor": WORKERS,
    "GET /cari": READERS,
    "GET /cetak": READERS,
    "POST /massal": WORKERS,
    "POST /saringan": READERS,
    "POST /saringan/hapus": READERS,
    "GET /angka": OVERSEERS,
    "GET /rapor": OVERSEERS,
    "GET /rapor.csv": OVERSEERS,
    "GET /rapor/{opd}/{angka}": OVERSEERS,
    "GET /jejak": {Role.SUPERVISOR, Role.ADMIN},
    "GET /saya": READERS,
    "POST /saya/panduan": READERS,
    "GET /sesi": set(Role),
    "POST /sesi/akhiri": set(Role),
    "GET /saya/telegram": set(Role),
    "POST /saya/telegram/kode": set(Role),
    "POST /saya/telegram/lepas": set(Role),
    "GET /keamanan": set(Role),
    "POST /keamanan/mulai": set(Role),
    "POST /keamanan/pasang": set(Role),
    "POST /keamanan/lepas": set(Role),
    "GET /akun": {Role.ADMIN},
    "POST /akun": {Role.ADMIN},
    "POST /akun/wajib-kode": {Role.ADMIN},
    "GET /akun/{officer_id}": {Role.ADMIN},
    "POST /akun/{officer_id}/peran": {Role.ADMIN},
    "POST /akun/{officer_id}/tutup": {Role.ADMIN},
    "POST /akun/{officer_id}/buka": {Role.ADMIN},
    "POST /akun/{officer_id}/keluarkan": {Role.ADMIN},
    "POST /akun/{officer_id}/reset-kode": {Role.ADMIN},
    "GET /balasan-siap": WORKERS | {Role.ADMIN},
    "POST /balasan-siap": WORKERS | {Role.ADMIN},
    "POST /balasan-siap/{reply_id}": WORKERS | {Role.ADMIN},
    "GET /koreksi": {Role.TRAINER},
    "POST /koreksi": {Role.TRAINER},
    "GET /hari-libur": {Role.ADMIN},
    "POST /hari-libur": {Role.ADMIN},
    "GET /kiriman": {Role.ADMIN},
    "POST /kiriman": {Role.ADMIN},
    "GET /sop": set(Role),
    "GET /aturan": {Role.ADMIN},
    "GET /aturan/{aturan}": {Role.ADMIN},
    "POST /aturan/{aturan}": {Role.ADMIN},
    "GET /aturan/{aturan}/riwayat": {Role.ADMIN},
}
#: Routes of one help request; who reaches which is held in tests/inbox/test_help.py.
OF_A_REQUEST = {
    "GET /permintaan/{request_id}": (WORKERS, {}),
    "POST /permintaan/{request_id}/jawab": (WORKERS, REPLY),
}
OPEN_TO_ALL = {
    "GET /statis/{version}/{name}",
    "GET /masuk",
    "POST /masuk",
    "GET /masuk/kode",
    "POST /masuk/kode",
    "POST /keluar",
    "GET /undangan/{token}",
    "POST /undangan/{token}",
}
FIELDS = {"peran": "officer", "opd": "DLH", "tanggal": "2026-08-18", "nama": "Libur", "sesi": "lain"}


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On SQLite and on PostgreSQL: the scope is SQL, and they write it differently."""
    return database_url


def listed() -> set[str]:
    return {f"{method} {re.sub(r':[^/]*}', '}', path)}" for method, path, _, _ in ROUTES}


async def hire(town: Town) -> None:
    for role in Role:
        agency = None if role in {Role.ADMIN, Role.SUPERVISOR, Role.TRAINER} else "DPUPR"
        await town.officer(f"si.{role}", role, agency)


async def sit_down(new_browser: NewBrowser, who: str) -> Browser:
    return await new_browser(None if who == STRANGER else f"si.{who}")


async def written(town: Town) -> dict[str, Ticket]:
    tickets = {
        "own": await town.complain(mime="image/png"),
        "other": await town.complain("Sampah", "sampah", mime="image/png"),
        "own_secret": await town.complain("Pungli", "jalan", sensitivity=("korupsi",), mime="image/png"),
        "other_secret": await town.complain("Pungli", "sampah", sensitivity=("korupsi",), mime="image/png"),
    }
    async with town.database.write() as unit:
        # Secret tickets go to the agency trusted with them; these stay where the matrix needs them.
        for kind, agency in (("own_secret", "DPUPR"), ("other_secret", "DLH")):
            stored = await unit.tickets.get(tickets[kind].id)
            assert stored.visibility == "secret"
            object.__setattr__(stored, "agency", agency)
            object.__setattr__(stored, "supporting", ())
            await unit.tickets.save(stored)
        await unit.commit()
    return {kind: await town.ticket(ticket) for kind, ticket in tickets.items()}


async def status_of(browser: Browser, route: str, fields: dict[str, str], **names: str) -> int:
    method, _, pattern = route.partition(" ")
    path = pattern.format(**names)
    response = await (browser.open(path) if method == "GET" else browser.post(path, **fields))
    response.close()
    return response.status


async def test_every_route_has_an_expectation(town: Town) -> None:
    expected = OPEN_TO_ALL | OF_NO_CASE.keys() | OF_A_CASE.keys() | OF_A_REQUEST.keys()
    assert listed() == expected
    served = {f"{r.method} {r.resource.canonical}" for r in town.app().router.routes() if r.resource}
    assert served == expected
    assert SEES.keys() == set(WHO)


@pytest.mark.parametrize("who", WHO)
async def test_a_case_is_there_only_for_whom_it_is_meant(
    town: Town, new_browser: NewBrowser, who: str
) -> None:
    await hire(town)
    tickets, browser = await written(town), await sit_down(new_browser, who)
    files = {kind: await town.store_file(ticket, "image/png", b"\x89PNG") for kind, ticket in tickets.items()}
    evidence = {kind: (await town.show_evidence(ticket)).id for kind, ticket in tickets.items()}
    for kind, (route, (allowed, fields)) in itertools.product(KINDS, OF_A_CASE.items()):
        before = await town.ticket(tickets[kind])
        names = {"number": tickets[kind].number, "attachment_id": files[kind], "evidence_id": evidence[kind]}
        status = await status_of(browser, route, fields, **names)
        if who in allowed and kind in SEES[who]:
            # Whose name an officer may learn is narrower still: tests/inbox/test_identity.py.
            walled = {403} if route.endswith("/identitas") else set()
            assert status in {200, 204, 303, 409, 422} | walled, (route, kind)
            continue
        refused = {303, 401} if who == STRANGER else {404} if who in allowed else {403}
        assert status in refused, (route, kind)
        assert await town.ticket(tickets[kind]) == before, (route, kind)
        assert who in WORKERS or await town.said(tickets[kind]) == [], (route, kind)


@pytest.mark.parametrize("who", WHO)
async def test_a_request_is_there_only_for_the_agency_that_was_asked(
    town: Town, new_browser: NewBrowser, who: str
) -> None:
    await hire(town)
    browser, tari = await sit_down(new_browser, who), await new_browser("tari")
    for asked in ("DLH", "DPUPR"):
        ticket = await town.complain("Sampah", "sampah" if asked == "DPUPR" else "jalan")
        fields = REPLY | {"jenis": "question", "opd": asked, "hari": "3"}
        assert (await tari.post(f"/aduan/{ticket.number}/minta", **fields)).status == 303
        async with town.database.read() as unit:
            (request,) = await unit.tickets.help_of(ticket.id)
        for route, (allowed, form) in OF_A_REQUEST.items():
            status = await status_of(browser, route, form, request_id=request.id)
            if who in allowed and asked == "DPUPR":
                assert status in {200, 303}, (route, asked)
                continue
            refused = {303, 401} if who == STRANGER else {404} if who in allowed else {403}
            assert status in refused, (route, asked)


@pytest.mark.parametrize("who", WHO)
async def test_other_pages_are_there_only_for_whom_they_are_meant(
    town: Town, new_browser: NewBrowser, who: str
) -> None:
    await hire(town)
    browser, victim = await sit_down(new_browser, who), await town.officer("korban", Role.OFFICER, "DLH")
    async with town.database.write() as unit:
        agency = "" if who == Role.ADMIN else "DPUPR"
        reply_id = await unit.canned.add(agency, "Judul", "Isi", victim.id, town.now())
        await unit.commit()
    for route, allowed in OF_NO_CASE.items():
        ids = {"officer_id": victim.id, "reply_id": reply_id, "aturan": "batas"}
        ids |= {"opd": "DPUPR", "angka": "received", "call_id": "1"}
        status = await status_of(browser, route, FIELDS, **ids)
        if who == STRANGER:
            assert status == (401 if route.startswith("POST") else 303), route
        else:
            assert status in ({200, 303, 422} if who in allowed else {403}), route
    async with town.database.read() as unit:
        assert len(await unit.facts.day_rows()) == (who == Role.ADMIN)
        assert (await unit.editions.current(DocumentKind.LIMITS) is None) == (who != Role.ADMIN)


@pytest.mark.parametrize("who", WHO)
async def test_queue_bell_and_figures_hold_only_what_is_in_scope(
    town: Town, new_browser: NewBrowser, who: str
) -> None:
    await hire(town)
    tickets, browser = await written(town), await sit_down(new_browser, who)
    html = await (await browser.client.get("/")).text()
    assert {kind for kind in KINDS if tickets[kind].number in html} == SEES[who]
    for kind in KINDS if who != STRANGER else ():
        status = await status_of(browser, "GET /kejadian?aduan={number}", {}, number=tickets[kind].number)
        assert status == (200 if kind in SEES[who] else 404), kind
    if who in OF_NO_CASE["GET /angka"]:
        await late(town, tickets)
        html = await browser.read("/angka")
        assert {kind for kind in KINDS if tickets[kind].number in html} == SEES[who]


async def late(town: Town, tickets: dict[str, Ticket]) -> None:
    async with town.database.write() as unit:
        for ticket in tickets.values():
            stored = await unit.tickets.get(ticket.id)
            object.__setattr__(stored, "first_answer_due", stored.opened_at.date().replace(year=2020))
            await unit.tickets.save(stored)
        await unit.commit()


async def test_a_supervisor_sees_no_form_on_a_case(town: Town, new_browser: NewBrowser) -> None:
    await hire(town)
    ticket = await town.complain()
    html = await (await new_browser("si.supervisor")).read(f"/aduan/{ticket.number}")
    assert 'action="/aduan/' not in html
    assert 'action="/aduan/' in await (await new_browser("si.head")).read(f"/aduan/{ticket.number}")


async def test_an_officer_of_two_agencies_sees_both_and_chooses_between_them(
    town: Town, new_browser: NewBrowser
) -> None:
    tickets = await written(town)
    await town.officer("dua", Role.OFFICER, "DPUPR", more=("DLH",))
    browser = await new_browser("dua")
    html = await browser.read("/")
    assert {kind for kind in KINDS if tickets[kind].number in html} == set(KINDS)
    html = await browser.read("/?opd=DLH")
    assert {kind for kind in KINDS if tickets[kind].number in html} == {"other", "other_secret"}


async def test_an_agency_that_helps_sees_the_case_and_a_like_named_one_does_not(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await town.complain()
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        object.__setattr__(stored, "supporting", ("dlh", "DLHX", "DP3A"))
        await unit.tickets.save(stored)
        await unit.commit()
    assert ticket.number in await (await new_browser("rini")).read("/")
    assert ticket.number not in await (await new_browser("wati")).read("/")
