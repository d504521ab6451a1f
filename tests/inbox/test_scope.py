"""Every route as every role on every kind of ticket: nobody reaches what is not theirs."""

import itertools

import pytest

from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio

ROLES = (None, "joko", "wati", "rini", "tari", "admin")
#: Whose tickets these are: Joko's agency's, another agency's, and a secret one of Rini's agency.
TICKETS = ("own", "other", "secret")
SEEN = {
    None: set[str](),
    "joko": {"own"},
    "wati": {"other"},
    "rini": {"secret"},
    "tari": {"own", "other"},
    "admin": set[str](),
}
REPLY = {"isi": "Balasan"}
CASE_ROUTES = {
    ("GET", "/aduan/{number}"): {},
    ("POST", "/aduan/{number}/balas"): REPLY,
    ("POST", "/aduan/{number}/ambil"): {},
    ("POST", "/aduan/{number}/kembalikan"): {},
    ("GET", "/kejadian?aduan={number}"): {},
    ("GET", "/lampiran/{attachment_id}"): {},
    ("POST", "/aduan/{number}/tutup"): REPLY | {"hasil": "done"},
    ("POST", "/aduan/{number}/alihkan"): {"opd": "DISKOMINFO", "alasan": "Alasan"},
}
OPEN_TO_ALL = {
    ("GET", "/statis/{version}/{name}"),
    ("GET", "/masuk"),
    ("POST", "/masuk"),
    ("POST", "/keluar"),
    ("GET", "/undangan/{token}"),
    ("POST", "/undangan/{token}"),
}
OF_OFFICERS = {("GET", "/"), ("GET", "/kejadian")}
OF_ADMINS = {("GET", "/akun"), ("POST", "/akun"), ("GET", "/hari-libur"), ("POST", "/hari-libur")}


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On SQLite and on PostgreSQL: the scope is SQL, and they write it differently."""
    return database_url


async def status_of(browser: Browser, route: tuple[str, str], path: str, fields: dict[str, str]) -> int:
    method, _ = route
    response = await (browser.open(path) if method == "GET" else browser.post(path, **fields))
    response.close()
    return response.status


async def written(town: Town) -> dict[str, Ticket]:
    return {
        "own": await town.complain(mime="image/png"),
        "other": await town.complain("Sampah", "sampah", mime="image/png"),
        "secret": await town.complain("Anak dipukul", "anak", sensitivity=("kekerasan",), mime="image/png"),
    }


async def test_every_route_is_in_one_of_the_lists(town: Town) -> None:
    known = OPEN_TO_ALL | OF_OFFICERS | OF_ADMINS | {(m, p.partition("?")[0]) for m, p in CASE_ROUTES}
    routes = {(r.method, r.resource.canonical) for r in town.app().router.routes() if r.resource}
    assert routes == known


@pytest.mark.parametrize("role", ROLES)
async def test_a_case_is_there_only_for_whom_it_is_meant(
    town: Town, new_browser: NewBrowser, role: str | None
) -> None:
    tickets, browser = await written(town), await new_browser(role)
    files = {kind: await town.store_file(ticket, "image/png", b"\x89PNG") for kind, ticket in tickets.items()}
    for kind, (route, fields) in itertools.product(TICKETS, CASE_ROUTES.items()):
        path = route[1].format(number=tickets[kind].number, attachment_id=files[kind])
        before = await town.ticket(tickets[kind])
        status = await status_of(browser, route, path, fields)
        if role is None:
            assert status in {303, 401}, (route, kind)
        elif kind in SEEN[role]:
            assert status in {200, 303, 409}, (route, kind)
            continue
        else:
            assert status == 404, (route, kind)
        assert await town.ticket(tickets[kind]) == before
        assert await town.said(tickets[kind]) == []


@pytest.mark.parametrize("role", ROLES)
async def test_a_queue_holds_only_whom_it_is_meant_for(
    town: Town, new_browser: NewBrowser, role: str | None
) -> None:
    tickets, browser = await written(town), await new_browser(role)
    html = await (await browser.client.get("/")).text()
    assert {kind for kind in TICKETS if tickets[kind].number in html} == SEEN[role]


@pytest.mark.parametrize("role", ROLES)
async def test_pages_of_administrators_are_for_administrators(
    town: Town, new_browser: NewBrowser, role: str | None
) -> None:
    browser = await new_browser(role)
    fields = {"peran": "admin", "tanggal": "2026-08-18", "nama": "Libur"}
    for route in OF_ADMINS:
        status = await status_of(browser, route, route[1], fields)
        if role == "admin":
            assert status in {200, 303}, route
        else:
            assert status == (403 if role else 303 if route[0] == "GET" else 401), route
    async with town.database.read() as unit:
        assert len(await unit.facts.days()) == (role == "admin")


@pytest.mark.parametrize("route", sorted(OF_OFFICERS))
async def test_strangers_sign_in_first(new_browser: NewBrowser, route: tuple[str, str]) -> None:
    assert (await (await new_browser()).open(route[1])).headers["Location"] == "/masuk"


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
