"""The pages in a real browser: fresh without a reload, usable on a small screen, deaf to markup."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Dialog, FilePayload, Page, async_playwright

from storage.photos import PREVIEW
from tests.inbox.test_pages import HOSTILE
from tests.inbox.town import PASSWORD, Town
from tests.phone_photo import phone_photo
from tickets.ticket import TicketUrgency

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@pytest_asyncio.fixture
async def page(town: Town) -> AsyncIterator[Page]:
    """Sign Joko in on a cheap phone."""
    async with TestServer(town.app()) as server, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(
            base_url=str(server.make_url("/")), viewport={"width": 360, "height": 640}
        )
        await page.goto("/masuk")
        await page.fill("[name=pengguna]", "joko")
        await page.fill("[name=sandi]", PASSWORD)
        await page.click("button.utama")
        await page.wait_for_selector("#daftar")
        yield page
        await browser.close()


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def test_a_new_emergency_appears_by_itself_and_leaves_the_focus_alone(town: Town, page: Page) -> None:
    first = await town.complain()
    await page.focus(f"#a-{first.number}", timeout=5000)
    emergency = await town.complain("Kebakaran", urgency=TicketUrgency.EMERGENCY)
    await page.wait_for_selector(f"#daftar li:first-child#b-{emergency.number}.gawat", timeout=5000)
    assert await page.evaluate("document.activeElement.id") == f"a-{first.number}"
    await page.wait_for_timeout(1200)
    assert "DARURAT" in await page.title()


async def test_words_being_typed_survive_a_message_that_comes_in(town: Town, page: Page) -> None:
    ticket = await town.complain(citizen="satu")
    await page.goto(f"/aduan/{ticket.number}")
    await page.fill("#balas-isi", "Sedang saya tulis")
    message, _, _ = await town.write("satu", "Tambahan dari pelapor")
    await town.link(ticket, message)
    await page.wait_for_selector(f"#m{message}", timeout=5000)
    assert await page.input_value("#balas-isi") == "Sedang saya tulis"
    await page.press("#balas-isi", "Control+Enter")
    await page.wait_for_selector("#cakap .petugas", timeout=5000)
    assert len(await town.said(ticket)) == 1


async def test_the_bar_of_a_sent_reply_counts_down_and_takes_it_back(town: Town, page: Page) -> None:
    ticket = await town.complain()
    await page.goto(f"/aduan/{ticket.number}")
    await page.fill("#balas-isi", "Terlalu cepat")
    await page.press("#balas-isi", "Control+Enter")
    await page.wait_for_selector("#batal form", timeout=5000)
    first = int(await page.inner_text("[data-hitung]"))
    await page.wait_for_timeout(2200)
    assert 0 < int(await page.inner_text("[data-hitung]")) < first <= 10
    assert await fits(page)
    await page.click("#batalkan")
    await page.wait_for_selector(".pita.kabar", timeout=5000)
    assert await page.input_value("#balas-isi") == "Terlalu cepat"
    assert await town.said(ticket) == []
    await page.press("#balas-isi", "Control+Enter")
    await page.wait_for_selector("#batal form", timeout=5000)
    await page.wait_for_selector("#batal form", state="hidden", timeout=13_000)
    assert len(await town.said(ticket)) == 1


async def test_a_form_in_use_is_not_taken_away_by_news(town: Town, page: Page) -> None:
    ticket = await town.complain(citizen="satu")
    await page.goto(f"/aduan/{ticket.number}")
    await page.click("#tugaskan summary")
    await page.focus("#tugaskan-petugas")
    await page.evaluate("window.sama = document.getElementById('tugaskan-petugas')")
    message, _, _ = await town.write("satu", "Tambahan dari pelapor")
    await town.link(ticket, message)
    await page.wait_for_selector(f"#m{message}", timeout=5000)
    assert await page.evaluate("window.sama === document.activeElement && window.sama.isConnected")


async def test_the_rare_deeds_fit_a_small_screen_and_work_by_keyboard(town: Town, page: Page) -> None:
    ticket = await town.complain()
    await page.goto(f"/aduan/{ticket.number}")
    await page.focus("#lainnya > summary")
    await page.keyboard.press("Enter")
    assert await page.is_visible("#naikkan > summary")
    for details in ("minta", "luar", "naikkan", "topik", "urgensi", "gabung", "pecah", "bukan"):
        await page.click(f"#{details} > summary")
    assert await fits(page)
    await page.fill("#naikkan textarea", "Perlu keputusan")
    await page.focus("#naikkan button")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".pita.kabar", timeout=5000)
    assert (await town.ticket(ticket)).level == 1


async def test_photos_are_chosen_sent_and_seen_on_a_small_screen(town: Town, page: Page) -> None:
    ticket = await town.complain()
    await page.goto(f"/aduan/{ticket.number}")
    files: list[FilePayload] = [
        {"name": f"IMG_{seed}.jpg", "mimeType": "image/jpeg", "buffer": phone_photo(seed)} for seed in (1, 2)
    ]
    await page.fill("#balas-isi", "Sudah ditambal")
    await page.set_input_files("#balas-foto", files)
    await page.click("#balas button.utama")
    await page.wait_for_selector("#cakap .petugas img", timeout=5000)
    loaded = "img => img.decode().then(() => img.naturalWidth)"
    assert await page.locator("#cakap .petugas img").count() == 2
    assert await page.locator("#cakap .petugas img").first.evaluate(loaded) == PREVIEW
    assert await page.locator("#bukti img").count() == 2
    assert await fits(page)


async def test_nothing_a_citizen_writes_runs_or_breaks_a_small_screen(town: Town, page: Page) -> None:
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))  # noqa: PLW0108 - playwright marks its handlers
    ticket = await town.complain(HOSTILE + "x" * 400, place=HOSTILE + "y" * 200, name=HOSTILE)
    for path in ("/", f"/aduan/{ticket.number}"):
        await page.goto(path)
        await page.wait_for_timeout(300)
        assert await fits(page)
    assert dialogs == []
