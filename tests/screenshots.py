"""Makes the pictures of docs/petunjuk-petugas.md out of the running product: `make screenshots`.

One picture for each task, most of them on a small phone: that is where officers read them. What is seen is invented.
"""

import asyncio
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from nlu.training import train
from tests.conftest import ROOT
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.e2e.office import DESKTOP, PHONE, Office, town_of, write
from tests.product import Product

FOLDER = ROOT / "docs" / "images"
LARGEST = 120_000  #: bytes of a picture
COLOURS = 96  #: enough for text on plain ground
SETTLED = 1000  #: ms in which a page that was just opened asks once for what is new
UNDO = 11_000  #: ms, after which a reply can no longer be taken back
SHARP = 2  #: pixels of a picture for one of the screen's
HOLE = "jalan berlubang dalam di depan pasar kaliwening, kemarin ada motor jatuh"
SAME = "lubang besar di jalan depan pasar kaliwening makin lebar, tolong ditambal"
SECRET = "saya dimintai uang pungli 500 ribu di kantor kecamatan giritengah, tolong rahasiakan nama saya"
DANGER = "tolong ada kebakaran di bengkel samping pasar randusari, masih ada orang terjebak"
LAMP = "lampu jalan di dusun watulawang mati sudah seminggu, gelap sekali"
ANSWER = (
    "Lubang di depan Pasar Kaliwening ditambal hari Kamis, 26 November, oleh regu Bina Marga DPUPR. "
    "Sampai hari itu kami pasang rambu dan lampu tanda."
)


class Album:
    """Takes the pictures, and says which is too large."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def page(self, who: str | None, path: str = "/", *, desk: bool = False) -> Page:
        """Open a screen as sharp as a phone's."""
        size = DESKTOP if desk else PHONE
        scale = {"device_scale_factor": 1 if desk else SHARP, "has_touch": not desk, "is_mobile": not desk}
        page = await self._office.screen(who, size, path, **scale)
        if await (done := page.get_by_role("button", name="Mengerti, sembunyikan panduan")).count():
            await done.click()
        await page.wait_for_timeout(SETTLED)
        return page

    async def take(self, name: str, seen: Page | Locator) -> None:
        """Keep one picture, with as few colours as it needs."""
        with Image.open(BytesIO(await seen.screenshot(animations="disabled"))) as picture:
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        path = FOLDER / f"petugas-{name}.png"
        few.save(path, optimize=True)
        size = path.stat().st_size
        print(f"{path.name:<32} {few.width} x {few.height}  {size / 1000:.0f} kB")
        if size > LARGEST:
            sys.exit(f"{path.name} is larger than {LARGEST / 1000:.0f} kB")


async def unfold(page: Page, *parts: str) -> Locator:
    """Open a case's forms, one within the other; returns the last."""
    for part in parts:
        await page.locator(f"#{part} > summary").click()
    return page.locator(f"#{parts[-1]}")


async def pictures(office: Office) -> None:
    """Play a day at the office, and take its pictures."""
    album = Album(office)
    _, hole = await office.complain(HOLE)
    citizen, same = await office.complain(SAME)
    await office.complain(LAMP)
    _, secret = await office.complain(SECRET)
    await write(await office.chat(), DANGER)
    await write(citizen, "patokannya persis di depan toko Sumber Rejeki")
    await entrance(album)
    await answering(album, hole)
    await passing_on(album, hole)
    await together(album, hole, same)
    await closing(album, hole)
    await keeping(album, secret)


async def entrance(album: Album) -> None:
    """Sign in, look at the queue, look for a case, print."""
    await album.take("masuk", await album.page(None, "/masuk"))
    queue = await album.page("bu.rina")
    await album.take("antrean", queue)
    await album.take("antrean-meja", await album.page("bu.rina", desk=True))
    await queue.get_by_label("Cari nomor, tempat, atau kata").fill("kaliwening")
    await queue.get_by_role("button", name="Cari", exact=True).click()
    await expect(queue.locator("#daftar li").first).to_be_visible()
    await album.take("cari", queue)
    await album.take("cetak", await album.page("bu.rina", "/cetak", desk=True))


async def answering(album: Album, number: str) -> None:
    """Take a case on, answer, take it back, ask."""
    page = await album.page("bu.rina", f"/aduan/{number}")
    await album.take("aduan", page)
    await album.take("ambil", page.locator("#pemegang"))
    await page.get_by_role("button", name="Tangani").click()
    await page.get_by_label("Balas pelapor").fill(ANSWER)
    await album.take("balas", page.locator("form.balas"))
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.get_by_role("button", name="Batalkan")).to_be_visible()
    await album.take("batalkan", page)
    await page.wait_for_timeout(UNDO)
    ask = await unfold(page, "tanya")
    await ask.get_by_label("Pertanyaan").fill("Lubangnya di lajur kiri atau kanan, dari arah mana?")
    await album.take("tanya", ask)


async def passing_on(album: Album, number: str) -> None:
    """Pass a case on, and ask another agency."""
    page = await album.page("bu.rina", f"/aduan/{number}")
    away = await unfold(page, "alihkan")
    await away.get_by_label("OPD penerima").select_option("DISHUB")
    await away.get_by_label("Alasan").fill("Yang rusak lampu lalu lintasnya, bukan jalannya.")
    await album.take("alihkan", away)
    await page.reload()
    helping = await unfold(page, "lainnya", "minta")
    await helping.get_by_label("Dukungan").check()
    await helping.locator("select").select_option("DISHUB")
    await helping.get_by_label("Permintaan atau").fill("Mohon pasang rambu pengalihan hari Kamis pagi.")
    await album.take("minta", page.locator("#lainnya"))


async def together(album: Album, number: str, same: str) -> None:
    """Join a second report, and call a colleague."""
    page = await album.page("bu.rina", f"/aduan/{same}", desk=True)
    await album.take("aduan-meja", page)
    await album.take("gabung", page.locator("#sekitar"))
    page = await album.page("bu.rina", f"/aduan/{number}")
    note = page.locator("#catatan")
    await note.get_by_label("Tambah catatan").fill("@pak.joko aspal dingin tinggal 4 sak, tolong pesan lagi.")
    await note.get_by_role("button", name="Simpan catatan").click()
    await album.take("catatan", page.locator("#catatan"))


async def closing(album: Album, number: str) -> None:
    """Close with words and a photo."""
    page = await album.page("bu.rina", f"/aduan/{number}")
    end = await unfold(page, "tutup")
    await end.get_by_label("Sudah dikerjakan").check()
    await end.get_by_label("Penjelasan").fill(
        "Lubang sudah ditambal Kamis, 26 November, oleh regu Bina Marga."
    )
    await album.take("tutup", end)


async def keeping(album: Album, secret: str) -> None:
    """A secret case, the officer's chat, and the account."""
    await album.take("rahasia", await album.page("inspektorat", f"/aduan/{secret}"))
    await album.take("telegram", await album.page("bu.rina", "/saya/telegram"))
    await album.take("keamanan", await album.page("bu.rina", "/keamanan"))


async def main() -> None:
    """Start the product in demo mode, play, and stop it."""
    models = ROOT / "var" / "test-models"
    train(ROOT / "data", models, print)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "demo").mkdir()
        (Path(folder) / "demo" / "models").symlink_to(models)
        product = Product(Path(folder), models, module=("-m", "chaos.process", "run", "--demo"))
        try:
            await product.start()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                office = Office(product, browser, town_of(product))
                await office.employ()
                await pictures(office)
                await office.town.database.close()
                await browser.close()
        finally:
            product.kill()


if __name__ == "__main__":
    asyncio.run(main())
