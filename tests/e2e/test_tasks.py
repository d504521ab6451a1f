"""The ten things officers do most, in a real browser on a desk and on a small phone; and two at one case."""

import pytest
from playwright.async_api import FilePayload, Page, ViewportSize, expect

from tests.e2e.office import DESKTOP, PHONE, Office
from tests.phone_photo import phone_photo
from tickets.ticket import Ticket

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
ANSWER = "Lubang di Jl. Merdeka ditambal hari Kamis, 26 November, oleh regu Bina Marga DPUPR."
FITS = "document.documentElement.scrollWidth <= innerWidth"


async def open_case(
    office: Office, size: ViewportSize, ticket: Ticket | None = None, who: str = "bu.rina"
) -> Page:
    """Open a case as an officer, a new one unless one is given."""
    ticket = ticket or await office.town.complain("Jalan berlubang dalam", place="Jl. Merdeka")
    return await office.screen(who, size, f"/aduan/{ticket.number}")


async def choose(page: Page, part: str) -> None:
    """Unfold one of a case's forms."""
    await page.locator(f"#{part} > summary").click()


@SIZES
async def test_an_officer_signs_in_and_finds_her_cases(office: Office, size: ViewportSize) -> None:
    ticket = await office.town.complain("Drainase tersumbat", "banjir_drainase")
    page = await open_case(office, size, ticket)
    await page.get_by_role("button", name="Tangani").click()
    await expect(page.locator("#pemegang")).to_contain_text("Anda")
    stranger = await office.screen(None, size)
    await stranger.get_by_label("Nama pengguna").fill("bu.rina")
    await stranger.get_by_label("Kata sandi").fill(office.password("bu.rina"))
    await stranger.get_by_role("button", name="Masuk").click()
    await stranger.get_by_role("link", name="Aduan saya").click()
    await expect(stranger.get_by_role("link", name=ticket.number)).to_be_visible()
    assert await stranger.evaluate(FITS)


@SIZES
async def test_an_officer_takes_a_case_on(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    await page.get_by_role("button", name="Tangani").click()
    await expect(page.locator("#pemegang strong")).to_have_text("Anda")


@SIZES
async def test_an_officer_replies_takes_it_back_and_replies_again(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    await page.get_by_label("Balas pelapor").fill(ANSWER)
    await page.get_by_role("button", name="Kirim balasan").click()
    await page.get_by_role("button", name="Batalkan").click()
    await expect(page.get_by_label("Balas pelapor")).to_have_value(ANSWER)
    await page.get_by_role("button", name="Kirim balasan").click()
    await expect(page.locator("#cakap .petugas", has_text=ANSWER)).to_be_visible()
    await expect(page.locator("#judul .status")).to_have_text("Dijawab")


@SIZES
async def test_an_officer_asks_the_citizen(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    await choose(page, "tanya")
    await page.locator("#tanya").get_by_label("Pertanyaan").fill("Di depan rumah nomor berapa?")
    await page.get_by_role("button", name="Kirim pertanyaan").click()
    await expect(page.locator("#judul .status")).to_have_text("Butuh data")


@SIZES
async def test_an_officer_passes_a_case_on_with_a_reason(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    await choose(page, "alihkan")
    await page.get_by_label("OPD penerima").select_option("DLH")
    await page.get_by_label("Alasan (ikut dibaca pelapor)").fill("Yang rusak taman kota, bukan jalannya.")
    await page.get_by_role("button", name="Alihkan ke OPD lain").click()
    await expect(page.get_by_text("Aduan sudah dialihkan")).to_be_visible()


@SIZES
async def test_an_officer_closes_with_a_photo(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    photo: FilePayload = {
        "name": "IMG.jpg",
        "mimeType": "image/jpeg",
        "buffer": phone_photo(21 + size["width"]),
    }
    await choose(page, "tutup")
    await page.get_by_label("Sudah dikerjakan").check()
    await page.get_by_label("Penjelasan untuk pelapor").fill(ANSWER)
    await page.set_input_files("#tutup-foto", photo)
    await page.get_by_role("button", name="Tutup aduan").click()
    await expect(page.locator("#judul .status")).to_have_text("Menunggu warga")
    await expect(page.locator("#bukti img")).to_have_count(1)


@SIZES
async def test_an_officer_joins_a_second_report_to_the_first(office: Office, size: ViewportSize) -> None:
    first = await office.town.complain("Pipa bocor di trotoar", place="Jl. Diponegoro")
    page = await open_case(office, size)
    await choose(page, "lainnya")
    await choose(page, "gabung")
    await page.get_by_label("Nomor aduan tujuan").fill(first.number)
    await page.locator("#gabung").get_by_role("button", name="Gabungkan").click()
    await expect(page.locator("#judul")).to_contain_text(f"digabung ke {first.number}")


@SIZES
async def test_an_officer_calls_a_colleague_in_a_note(office: Office, size: ViewportSize) -> None:
    page = await open_case(office, size)
    words = f"@pak.joko tolong cek material di gudang, {size['width']}"
    await page.get_by_label("Tambah catatan").fill(words)
    await page.get_by_role("button", name="Simpan catatan").click()
    await expect(page.locator("#daftar-catatan")).to_contain_text(words)
    colleague = await office.screen("pak.joko", size, "/saya")
    await expect(colleague.locator("#sebutan-saya")).to_contain_text(words)


@SIZES
async def test_an_officer_searches_and_filters(office: Office, size: ViewportSize) -> None:
    ticket = await office.town.complain("Gorong-gorong ambles", "banjir_drainase", place="Dusun Watulawang")
    page = await office.screen("bu.rina", size)
    await page.get_by_label("Cari nomor, tempat, atau kata").fill("watulawang")
    await page.get_by_role("button", name="Cari", exact=True).click()
    await expect(page.get_by_role("link", name=ticket.number)).to_be_visible()
    await page.goto(office.product.inbox_address)
    await choose(page, "saringan")
    await page.get_by_label("Topik").select_option("banjir_drainase")
    await page.get_by_role("button", name="Tampilkan").click()
    await expect(page.get_by_role("link", name=ticket.number)).to_be_visible()
    await expect(page.locator("#daftar .topik", has_text="Jalan dan jembatan")).to_have_count(0)
    assert await page.evaluate(FITS)


@SIZES
async def test_an_officer_prints_the_field_list(office: Office, size: ViewportSize) -> None:
    ticket = await office.town.complain("Aspal mengelupas")
    page = await office.screen("bu.rina", size)
    await page.get_by_role("link", name="Daftar lapangan untuk dicetak").click()
    await expect(page.get_by_role("row", name=ticket.number)).to_be_visible()
    assert len(await page.pdf(format="A4")) > 1000


async def test_several_cases_are_taken_on_at_once(office: Office) -> None:
    tickets = [await office.town.complain(f"Rambu {n} hilang") for n in range(2)]
    page = await office.screen("bu.rina")
    await expect(page.get_by_role("button", name="Kerjakan")).to_be_hidden()
    for ticket in tickets:
        await page.get_by_label(f"Tandai {ticket.number}").check()
    await page.get_by_label("Pada yang ditandai").select_option("ambil")
    await page.get_by_role("button", name="Kerjakan").click()
    for ticket in tickets:
        await expect(page.locator(f"#b-{ticket.number}")).to_contain_text("dipegang Anda")


async def test_two_officers_at_one_case_see_each_other_and_do_not_answer_twice(office: Office) -> None:
    ticket = await office.town.complain("Trotoar ambles")
    rina = await open_case(office, DESKTOP, ticket)
    await rina.get_by_label("Balas pelapor").fill(ANSWER)
    joko = await open_case(office, PHONE, ticket, "pak.joko")
    await expect(joko.locator("#hadir")).to_contain_text("Rina Wulandari sedang membalas")
    await joko.get_by_label("Balas pelapor").fill(
        "Kami cek lokasi besok pagi, Jumat 27 November, regu DPUPR."
    )
    await rina.context.set_offline(True)
    await joko.get_by_role("button", name="Kirim balasan").click()
    await expect(joko.locator("#cakap .petugas")).to_have_count(1)
    await rina.context.set_offline(False)
    await expect(rina.locator("#cakap .petugas", has_text="Kami cek lokasi")).to_be_visible()
    await rina.get_by_role("button", name="Kirim balasan").click()
    await expect(rina.get_by_text("Joko Santoso baru saja membalas")).to_be_visible()
    await expect(rina.get_by_label("Balas pelapor")).to_have_value(ANSWER)


async def test_news_reaches_an_open_page_without_a_reload(office: Office) -> None:
    ticket = await office.town.complain("Marka jalan hilang")
    rina = await open_case(office, DESKTOP, ticket)
    joko = await open_case(office, PHONE, ticket, "pak.joko")
    await joko.get_by_role("button", name="Tangani").click()
    await expect(joko.locator("#pemegang strong")).to_have_text("Anda")
    await expect(rina.locator("#pemegang strong")).to_have_text("Joko Santoso")
