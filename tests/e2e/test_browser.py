"""In a real browser: a citizen writes in the web chat, an officer answers in the inbox, the citizen sees it."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.product import Product

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: Without these Chromium talks to its maker and trips over a closed network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]
COMPLAINT = "jalan di depan pasar kaliwening berlubang dalam, kemarin ada motor jatuh"
SMALL_PHONE = {"width": 360, "height": 640}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture
async def product(tmp_path: Path, models: Path) -> AsyncIterator[Product]:
    (tmp_path / "var" / "demo").mkdir(parents=True)
    (tmp_path / "var" / "demo" / "models").symlink_to(models)
    product = Product(tmp_path / "var", models, module=("-m", "tests.run_tanggap", "run", "--demo"))
    await product.start()
    yield product
    product.kill()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


async def test_the_officers_answer_reaches_the_citizen_without_a_reload(
    product: Product, browser: Browser
) -> None:
    citizen = await open_chat(browser, product)
    await write(citizen, COMPLAINT)
    receipt = citizen.locator(".theirs", has_text="Nomor tiket:")
    await expect(receipt).to_contain_text("DPUPR")
    number = re.search(r"SMR-\w{6}-\w", await receipt.inner_text())
    assert number is not None

    officer = await log_in(browser, product, "dpupr")
    await officer.get_by_role("link", name=number[0]).click()
    await expect(officer.get_by_text(COMPLAINT)).to_be_visible()
    await officer.get_by_label("Balas pelapor").fill("Lubang ditambal hari Kamis oleh regu Bina Marga.")
    await officer.get_by_role("button", name="Kirim balasan").click()

    answer = citizen.locator(".officer", has_text="Lubang ditambal hari Kamis")
    await expect(answer).to_contain_text(number[0])
    await citizen.reload()
    await expect(answer).to_be_visible()
    await expect(citizen.locator(".mine", has_text=COMPLAINT)).to_be_visible()


async def test_a_new_case_appears_in_the_queue_without_a_reload(product: Product, browser: Browser) -> None:
    officer = await log_in(browser, product, "bpbd")
    citizen = await open_chat(browser, product)
    await write(citizen, "tolong kebakaran di gudang belakang pasar randusari ada orang di dalam")
    await expect(citizen.locator(".theirs", has_text="TELEPON SEKARANG")).to_be_visible()
    await expect(officer.get_by_text("gudang belakang pasar randusari").first).to_be_visible(timeout=20_000)
    await expect(officer.get_by_text("DARURAT").first).to_be_visible()


async def test_the_chat_fits_a_small_phone_and_breaks_no_rule_of_its_own(
    product: Product, browser: Browser
) -> None:
    citizen = await open_chat(browser, product)
    complaints: list[str] = []
    citizen.on("console", lambda message: complaints.append(message.text))
    await write(citizen, "<img src=x onerror=alert(1)> lampu jalan mati sudah seminggu, gelap sekali")
    await expect(citizen.locator(".theirs", has_text="di mana letaknya")).to_be_visible()
    width = await citizen.evaluate("document.documentElement.scrollWidth")
    assert width <= SMALL_PHONE["width"]
    assert complaints == []


async def open_chat(browser: Browser, product: Product) -> Page:
    context = await browser.new_context(viewport=SMALL_PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(product.address)
    return page


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Pesan Anda").fill(text)
    await page.get_by_role("button", name="Kirim", exact=True).click()


async def log_in(browser: Browser, product: Product, username: str) -> Page:
    password = re.search(r"akun demo: (\S+)", (product.folder / "log").read_text())
    assert password is not None
    context = await browser.new_context(viewport=SMALL_PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(product.inbox_address)
    await page.locator("input[name=pengguna]").fill(username)
    await page.locator("input[name=sandi]").fill(password[1])
    await page.get_by_role("button", name="Masuk").click()
    return page
