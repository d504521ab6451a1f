"""An office on a running product: officers of every role, and screens on which they see it."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, StorageState, ViewportSize, expect

from settings import check_contact_key, read_settings
from storage import Cipher, Database
from storage.desk import Desk
from storage.house import house_rules
from storage.staff import Role
from tests.fakes import PlainTexts
from tests.inbox.town import PASSWORD, Town
from tests.product import Product

PHONE = ViewportSize(width=360, height=640)
DESKTOP = ViewportSize(width=1280, height=800)
PATIENCE = 30_000  #: ms; two cores may be shared with others
#: Whom the demo does not employ.
STAFF = {
    "bu.rina": (Role.OFFICER, "DPUPR", "Rina Wulandari"),
    "pak.joko": (Role.OFFICER, "DPUPR", "Joko Santoso"),
    "kepala.pu": (Role.HEAD, "DPUPR", "Bambang Hartono"),
    "bu.siti": (Role.SUPERVISOR, None, "Siti Rahmawati"),
    "bu.dewi": (Role.TRAINER, None, "Dewi Anggraini"),
}


@dataclass
class Office:
    """Who works here is signed in once; every screen is a browser of its own."""

    product: Product
    browser: Browser
    town: Town
    _signed_in: dict[str, StorageState] = field(default_factory=dict)
    _screens: list[BrowserContext] = field(default_factory=list)

    async def employ(self) -> None:
        """Give everyone of STAFF an account."""
        for username, (role, agency, name) in STAFF.items():
            await self.town.officer(username, role, agency, name)

    async def screen(
        self, who: str | None = None, size: ViewportSize = PHONE, path: str = "/", **options: Any
    ) -> Page:
        """Open the inbox as this officer, or as a stranger."""
        if who and who not in self._signed_in:
            await self._sign_in(who)
        page = await self._page(size, storage_state=self._signed_in.get(who or ""), **options)
        await page.goto(self.product.inbox_address + path)
        return page

    async def chat(self, size: ViewportSize = PHONE) -> Page:
        """Open the citizens' web chat as someone new."""
        page = await self._page(size)
        await page.goto(self.product.address)
        return page

    async def complain(self, text: str) -> tuple[Page, str]:
        """Let someone new write in the web chat; returns the chat and the ticket's number."""
        citizen = await self.chat()
        await write(citizen, text)
        receipt = citizen.locator(".theirs", has_text="Nomor tiket:")
        await expect(receipt).to_be_visible(timeout=PATIENCE)
        number = re.search(r"SMR-\w{6}-\w", await receipt.inner_text())
        assert number is not None
        return citizen, number[0]

    async def close_screens(self) -> None:
        """Close all that was opened."""
        while self._screens:
            await self._screens.pop().close()

    async def _page(self, size: ViewportSize, **options: Any) -> Page:
        context = await self.browser.new_context(viewport=size, locale="id-ID", **options)
        self._screens.append(context)
        context.set_default_timeout(PATIENCE)
        return await context.new_page()

    async def _sign_in(self, who: str) -> None:
        page = await self._page(PHONE)
        await page.goto(self.product.inbox_address + "/masuk")
        await page.get_by_label("Nama pengguna").fill(who)
        await page.get_by_label("Kata sandi").fill(self.password(who))
        await page.get_by_role("button", name="Masuk").click()
        await expect(page.locator("form[action='/keluar']")).to_be_attached()
        self._signed_in[who] = await page.context.storage_state()

    def password(self, who: str) -> str:
        """Return our people's password, or the one the demo printed for its own."""
        if who in STAFF:
            return PASSWORD
        printed = re.search(r"akun demo: (\S+)", (self.product.folder / "log").read_text())
        assert printed is not None
        return printed[1]


async def write(citizen: Page, text: str) -> None:
    """Send one message in the web chat."""
    await citizen.get_by_label("Pesan Anda").fill(text)
    await citizen.get_by_role("button", name="Kirim", exact=True).click()


def town_of(product: Product) -> Town:
    """Return the means to put cases straight into a demo's database, beside the running product."""
    folder = product.folder / "demo"
    key = (folder / "contact.key").read_text(encoding="utf-8")
    settings = read_settings(var_dir=folder, contact_key=key, database_url="", ticket_prefix="SMR")
    database = Database(settings.database, Cipher(check_contact_key(settings)), texts=PlainTexts())
    town = Town(database, settings.media_dir)
    town.desk = Desk(house_rules(settings), town.now)
    return town
