"""Beside a case in a real browser: drafts, presence, what rings, and a line that breaks."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Dialog, Page, async_playwright

from messages import Point
from storage.staff import Role
from tests.inbox.test_outline import INSIDE, REGION
from tests.inbox.town import PASSWORD, Town
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, Ticket, TicketUrgency

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
#: Headless pages all think they have the focus; this one has not, and tells what it would have shown.
AWAY = """
document.hasFocus = () => false;
window.shown = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, options) { super(); window.shown.push(options.body); }
};
"""


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """Start a browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def server(town: Town) -> AsyncIterator[TestServer]:
    """Serve the town's inbox."""
    town.region = REGION
    await town.officer("budi", Role.OFFICER, "DPUPR", "Budi Petugas")
    async with TestServer(town.app()) as server:
        yield server


async def sit(chromium: Browser, server: TestServer, username: str = "joko", script: str = "") -> Page:
    """Sign an officer in on a cheap phone."""
    context = await chromium.new_context(
        base_url=str(server.make_url("/")), viewport={"width": 360, "height": 640}
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    page.set_default_timeout(8000)
    if script:
        await page.add_init_script(script)
    await page.goto("/masuk")
    await page.fill("[name=pengguna]", username)
    await page.fill("[name=sandi]", PASSWORD)
    await page.click("button.utama")
    await page.wait_for_selector("#daftar")
    return page


async def says(page: Page, selector: str, words: str) -> None:
    await page.locator(selector, has_text=words).wait_for(state="attached")


async def until(page: Page, condition: str) -> None:
    """Wait for a condition; playwright's own way needs the eval that our pages forbid."""
    async with asyncio.timeout(8):
        while not await page.evaluate(condition):
            await asyncio.sleep(0.1)


async def test_typed_words_survive_a_reload_and_leaving_asks_nothing(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    ticket, page = await town.complain(), await sit(chromium, server)
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))  # noqa: PLW0108 - playwright marks its handlers
    await page.goto(f"/aduan/{ticket.number}")
    await page.fill("#balas-isi", "Besok pagi")
    await says(page, "#draf", "Draf tersimpan")
    await page.reload()
    assert await page.input_value("#balas-isi") == "Besok pagi"
    await page.fill("#catatan-isi", "Belum sedetik")
    await page.evaluate("dispatchEvent(new Event('pagehide'))")
    await page.goto("/", wait_until="commit")
    await page.goto(f"/aduan/{ticket.number}")
    assert await page.input_value("#catatan-isi") == "Belum sedetik"
    await page.press("#balas-isi", "Control+Enter")
    await page.wait_for_selector("#cakap .petugas")
    assert await page.input_value("#balas-isi") == ""
    assert await page.input_value("#catatan-isi") == "Belum sedetik"
    assert [d.type for d in dialogs if d.type != "beforeunload"] == []


async def test_two_officers_see_each_other_and_the_second_answer_is_held_up(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    ticket = await town.complain()
    joko, budi = await sit(chromium, server), await sit(chromium, server, "budi")
    for page in (joko, budi):
        await page.goto(f"/aduan/{ticket.number}")
    await says(joko, "#hadir", "Budi Petugas sedang membuka")
    await says(budi, "#hadir", "Joko Petugas sedang membuka")
    await joko.fill("#balas-isi", "Dari Joko")
    await says(budi, "#hadir", "Joko Petugas sedang membalas")
    await budi.fill("#balas-isi", "Dari Budi")
    await joko.press("#balas-isi", "Control+Enter")
    await joko.wait_for_selector("#cakap .petugas")
    await budi.press("#balas-isi", "Control+Enter")
    await says(budi, "#galat-balas", "Kirim juga?")
    assert await budi.input_value("#balas-isi") == "Dari Budi"
    await budi.click("text=Kirim juga >> nth=-1")
    await budi.wait_for_selector("#cakap .petugas >> nth=1")
    assert len(await town.said(ticket)) == 2
    await joko.goto("/")
    await until(budi, "document.querySelector('#hadir').textContent.trim() === ''")


async def test_what_stands_beside_a_case_fits_and_can_be_copied(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    ticket = await town.complain(point=INSIDE)
    await town.complain(point=Point(INSIDE.latitude, INSIDE.longitude + 0.001))
    page = await sit(chromium, server)
    await page.goto(f"/aduan/{ticket.number}")
    await page.bring_to_front()
    await page.click("#salin")
    await says(page, "#salin", "Tersalin")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{INSIDE.latitude:.6f},{INSIDE.longitude:.6f}"
    await page.click("#sekitar summary")
    for path in (f"/aduan/{ticket.number}", "/saya"):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    box = await page.locator("#pilihan-tanda").bounding_box()
    assert box


async def test_an_open_help_stays_open_while_the_page_refreshes(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    ticket, page = await town.complain(citizen="satu"), await sit(chromium, server)
    await page.goto(f"/aduan/{ticket.number}")
    await page.click("#sekitar summary")
    message, _, _ = await town.write("satu", "Tambahan")
    await town.link(ticket, message)
    await page.wait_for_selector(f"#m{message}")
    assert await page.evaluate("document.querySelector('#sekitar details').open")


async def test_a_colleague_is_put_into_the_note_from_the_list(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    ticket, page = await town.complain(), await sit(chromium, server)
    await page.goto(f"/aduan/{ticket.number}")
    await page.fill("#catatan-isi", "Mohon dicek")
    await page.fill("#sebut", "@budi")
    assert await page.input_value("#catatan-isi") == "Mohon dicek @budi "
    await page.click("text=Simpan catatan")
    await says(page, "#daftar-catatan", "Mohon dicek @budi")


async def test_the_title_counts_and_what_was_chosen_is_notified_without_any_words_of_citizens(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    page = await sit(chromium, server, script=AWAY)
    await page.goto("/saya")
    for box in await page.query_selector_all("[data-tanda]"):
        await box.check()
    await page.goto("/")
    first = await town.complain("Kata-kata rahasia warga")
    await until(page, "document.title.startsWith('(1)')")
    emergency = await town.complain("Kebakaran", urgency=TicketUrgency.EMERGENCY)
    await until(page, "document.title.includes('DARURAT')")
    shown = await page.evaluate("shown")
    assert f"DARURAT: aduan baru {emergency.number}." in shown
    assert "Ada aduan baru di antrean." in shown
    assert "rahasia" not in str(shown)
    await page.goto(f"/aduan/{first.number}")
    await mention_joko(town, first)
    await until(page, "shown.some((words) => words.includes('menyebut Anda'))")


async def test_without_a_choice_nothing_is_notified(
    town: Town, server: TestServer, chromium: Browser
) -> None:
    page = await sit(chromium, server, script=AWAY)
    await town.complain(urgency=TicketUrgency.EMERGENCY)
    await until(page, "document.title.includes('DARURAT')")
    assert await page.evaluate("shown") == []


async def mention_joko(town: Town, ticket: Ticket) -> None:
    async with town.database.write() as unit:
        joko, budi = [await unit.staff.by_username(name) for name in ("joko", "budi")]
        assert joko
        assert budi
        await unit.notes.add(ticket.id, "catatan", budi[0].id, "Tolong @joko", town.now(), [joko[0].id])
        unit.ring_topic(f"officer:{joko[0].id}")
        await unit.commit()


async def test_a_page_whose_server_was_away_misses_nothing(town: Town, chromium: Browser) -> None:
    first = TestServer(town.app())
    await first.start_server()
    port = first.port
    assert port
    page = await sit(chromium, first)
    ticket = await town.complain(citizen="satu")
    await page.goto(f"/aduan/{ticket.number}")
    await page.fill("#balas-isi", "Sedang saya tulis")
    await says(page, "#draf", "Draf tersimpan")
    await first.close()
    message, _, _ = await town.write("satu", "Ditulis saat server mati")
    await town.link(ticket, message)
    async with TestServer(town.app(), port=port):
        await page.wait_for_selector(f"#m{message}", timeout=20_000)
        assert await page.input_value("#balas-isi") == "Sedang saya tulis"
        async with town.database.write() as unit:
            service = await town.desk.service(unit)
            budi = await unit.staff.by_username("tari")
            assert budi
            actor = Actor(ActorKind.OFFICER, budi[0].id)
            await service.reply(ticket, "Dari Tari", actor, TurnKeys("officer:tari"))
            await unit.commit()
        await says(page, "#cakap", "Dari Tari")
