"""Every kind of page in a real browser: for all eyes and hands, on a small phone, over a thin line."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

from inbox.routes import ROUTES
from storage.staff import Role
from tests.e2e.office import DESKTOP, PHONE, Office
from tests.phone_photo import phone_photo
from tickets.help import HelpKind
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket, TicketUrgency

FIRST_VIEW = 100_000  #: bytes over the line: the page and all it asks for
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
GRAVE = {"serious", "critical"}
FITS = "document.documentElement.scrollWidth <= innerWidth"

#: Every page by its route, and who looks at it; what stands in braces is filled in by `places`.
PAGES = {
    "/masuk": None,
    "/undangan/{token}": None,
    "/": "bu.rina",
    "/aduan/{number}": "bu.rina",
    "/saya": "bu.rina",
    "/saya/telegram": "bu.rina",
    "/cari-pelapor": "bu.rina",
    "/ringkasan": "kepala.pu",
    "/permintaan": "dlh",
    "/permintaan/{request_id}": "dlh",
    "/cari": "bu.rina",
    "/cetak": "bu.rina",
    "/rapor": "kepala.pu",
    "/rapor/{opd}/{angka}": "kepala.pu",
    "/bukti": "kepala.pu",
    "/angka": "kepala.pu",
    "/jejak": "bu.siti",
    "/sesi": "bu.rina",
    "/keamanan": "bu.rina",
    "/akun": "admin",
    "/akun/{officer_id}": "admin",
    "/balasan-siap": "bu.rina",
    "/koreksi": "bu.dewi",
    "/hari-libur": "admin",
    "/kiriman": "admin",
    "/sop": "bu.rina",
    "/aturan": "admin",
    "/aturan/{aturan}": "admin",
    "/aturan/{aturan}/riwayat": "admin",
}
#: Routes that are no pages, and a step that needs a phone at hand.
NO_PAGES = {
    "/statis/{version}/{name}",
    "/masuk/kode",
    "/kejadian",
    "/rapor.csv",
    "/lampiran/{attachment_id}",
    "/bukti/{evidence_id}/foto",
    "/bukti/{evidence_id}/asli",
}
#: The same pages in other states.
STATES = {
    "triage's queue": ("diskominfo", "/"),
    "an empty queue": ("dinkes", "/"),
    "a secret case": ("dp3ap2kb", "/aduan/{secret}"),
    "a closed case": ("bu.rina", "/aduan/{closed}"),
    "a supervisor's case": ("bu.siti", "/aduan/{number}"),
    "a case that is not there": ("bu.rina", "/aduan/SMR-000000-0"),
    "a refusal": ("bu.rina", "/akun"),
}
SEEN = {path: (who, path) for path, who in PAGES.items()} | STATES


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def places(house: Office) -> dict[str, str]:
    """Fill the office with what its pages show; return what their addresses name."""
    town = house.town
    case = await town.complain("Lubang di tikungan, motor jatuh", place="Jl. Merdeka", mime="image/jpeg")
    await town.complain("Pohon tumbang menimpa rumah", urgency=TicketUrgency.EMERGENCY, place=None)
    secret = await town.complain("Ada anak dipukuli", "perempuan_anak", sensitivity=("kekerasan",))
    closed = await town.complain("Jembatan kayu patah", place="Dusun Watulawang")
    await town.store_file(case, "image/jpeg", phone_photo(3))
    await town.show_evidence(case)
    request = await prepare(house, closed, case)
    async with town.database.write() as unit:
        token = await unit.staff.invite(Role.HEAD, "DLH", town.now(), timedelta(days=1))
        officer = (await unit.staff.everyone())[0]
        await unit.commit()
    return {
        "number": case.number,
        "secret": secret.number,
        "closed": closed.number,
        "token": token,
        "officer_id": officer.id,
        "aturan": "jenjang",
        "opd": "DPUPR",
        "angka": "received",
        "request_id": request,
    }


async def prepare(house: Office, closed: Ticket, case: Ticket) -> str:
    """Close one case, and ask DLH about the other; returns the request's id."""
    async with house.town.database.write() as unit:
        service = await house.town.desk.service(unit)
        actor = Actor(ActorKind.OFFICER, (await unit.staff.everyone())[0].id)
        await service.close(closed, "done", "Sudah diperbaiki kemarin.", actor, TurnKeys("tutup"))
        question = "Apakah pohonnya boleh dipangkas?"
        await service.ask_help(case, HelpKind.QUESTION, "DLH", question, 3, actor, TurnKeys("tanya"))
        await unit.commit()
    return uuid.uuid5(uuid.NAMESPACE_OID, f"tanya:{case.id}:DLH").hex


def test_every_page_of_the_inbox_is_looked_at_here() -> None:
    router = web.UrlDispatcher()
    routes = {router.add_resource(path).canonical for method, path, *_ in ROUTES if method == "GET"}
    assert routes - NO_PAGES == set(PAGES)


@pytest.mark.parametrize("seen", SEEN)
async def test_a_page_is_for_everyone_fits_a_phone_and_is_light(
    office: Office, places: dict[str, str], seen: str
) -> None:
    who, path = SEEN[seen]
    page = await office.screen(who, DESKTOP, "/masuk")
    line = Line(page)
    await page.goto(office.product.inbox_address + path.format(**places), wait_until="load")
    await page.wait_for_timeout(300)
    assert await line.weight() <= FIRST_VIEW
    assert await grave_faults(page) == []
    assert await page.evaluate(FITS)
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark")
    assert await grave_faults(page) == []
    assert await page.evaluate(FITS)
    assert line.complaints == []


async def test_the_citizens_chat_is_for_everyone_and_light(office: Office) -> None:
    citizen = await office.chat()
    line = Line(citizen)
    await citizen.reload(wait_until="load")
    assert await line.weight() <= FIRST_VIEW
    assert await grave_faults(citizen) == []
    await citizen.emulate_media(color_scheme="dark")
    assert await grave_faults(citizen) == []
    assert line.complaints == []


async def test_a_case_is_answered_without_script(office: Office, places: dict[str, str]) -> None:
    page = await office.screen(path="/masuk", java_script_enabled=False)
    await page.get_by_label("Nama pengguna").fill("bu.rina")
    await page.get_by_label("Kata sandi").fill(office.password("bu.rina"))
    await page.get_by_role("button", name="Masuk").click()
    await page.get_by_role("link", name=places["number"]).click()
    await page.get_by_label("Balas pelapor").fill("Regu kami datang besok pagi.")
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#cakap .petugas", has_text="Regu kami datang")).to_be_visible()


async def test_a_case_is_read_and_answered_without_pictures(office: Office, places: dict[str, str]) -> None:
    page = await office.screen("bu.rina")
    await page.route("**/*", without_pictures)
    await page.reload()
    await page.get_by_role("link", name=places["number"]).click()
    await expect(page.locator("#cakap", has_text="Lubang di tikungan")).to_be_visible()
    nameless = "() => [...document.images].filter((image) => !image.hasAttribute('alt')).length"
    assert await page.evaluate(nameless) == 0
    await page.get_by_label("Balas pelapor").fill("Material sudah dikirim.")
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#cakap .petugas", has_text="Material sudah dikirim")).to_be_visible()


class Line:
    """What a page fetched over the line, and what its browser complained about."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self._fetched: list[Any] = []
        page.on("requestfinished", lambda request: self._fetched.append(request))  # noqa: PLW0108 - marked by playwright
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    async def weight(self) -> int:
        """Return the bytes of all answers so far, headers and all."""
        sizes = [await request.sizes() for request in self._fetched]
        return sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)

    def _hear(self, kind: str, text: str) -> None:
        # A page that is not there, and one that is not ours to see, are what was asked for.
        if kind == "error" and not re.search(r"status of 40[34]", text):
            self.complaints.append(text)


async def grave_faults(page: Page) -> list[str]:
    """Return what axe finds serious or critical, as "rule: where"."""
    results = await Axe().run(page, options=AXE)
    return [
        f"{fault['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:300]})"
        for fault in results.response["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


async def without_pictures(route: Route) -> None:
    if route.request.resource_type == "image":
        await route.abort()
    else:
        await route.continue_()
