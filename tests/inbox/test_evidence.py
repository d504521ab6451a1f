"""Officers send photos; triage and heads look again at those that raise a doubt."""

import re
from datetime import timedelta

import pytest
from aiohttp import ClientResponse, FormData

from messages import Point
from storage.evidence_rows import Evidence, Verdict
from storage.staff import Role
from tests.inbox.browser import Browser, key_on
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import FROM_OUR_PAGE, Town
from tests.phone_photo import SECRET, phone_photo, tells_nothing
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio
NOT_A_WORD_OF_BLAME = re.compile("palsu|bohong|curang|menipu|manipulasi", re.IGNORECASE)


async def post(browser: Browser, path: str, *photos: bytes, **fields: str | list[str]) -> ClientResponse:
    """Post a form with photos as a browser does, an empty file field included."""
    form = FormData(default_to_multipart=True)
    for name, values in ({"kunci": "0" * 32} | fields).items():
        for value in [values] if isinstance(values, str) else values:
            form.add_field(name, value)
    for photo in photos or (b"",):
        form.add_field("foto", photo, filename="IMG_2041.jpg" if photo else "", content_type="image/jpeg")
    return await browser.client.post(path, data=form, headers=FROM_OUR_PAGE, allow_redirects=False)


def reply_of(ticket: Ticket) -> str:
    return f"/aduan/{ticket.number}/balas"


async def test_a_reply_takes_photos_along_and_shows_them(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    response = await post(browser, reply_of(ticket), phone_photo(1), phone_photo(2), isi="Sudah ditambal")
    assert response.status == 303
    (row,) = await town.said(ticket)
    assert [file.name for file in row.files] == ["foto-1.jpg", "foto-2.jpg"]
    assert all(tells_nothing((town.media_dir / file.path).read_bytes()) for file in row.files)
    html = await browser.read(f"/aduan/{ticket.number}")
    [first, *_] = re.findall(r'href="(/bukti/[0-9a-f]{32}/foto)"', html)
    shown = await browser.open(first)
    assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert tells_nothing(await shown.read())


async def test_a_form_with_an_empty_photo_field_is_an_ordinary_reply(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    assert (await post(browser, reply_of(ticket), isi="Besok kami tambal")).status == 303
    (row,) = await town.said(ticket)
    assert row.files == ()


async def test_a_reply_taken_back_takes_its_photo_along_and_it_may_come_again(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    await post(browser, reply_of(ticket), phone_photo(1), isi="Salah ketik")
    html = await browser.read(f"/aduan/{ticket.number}")
    turn = html.split('name="giliran" value="', 1)[1].split('"', 1)[0]
    await browser.post(f"/aduan/{ticket.number}/batalkan", giliran=turn, kunci="1" * 32)
    assert await kept(town, ticket) == []
    await post(browser, reply_of(ticket), phone_photo(1), isi="Sudah benar", kunci="2" * 32)
    assert [each.verdict for each in await kept(town, ticket)] == [Verdict.CLEAR]


async def kept(town: Town, ticket: Ticket) -> list[Evidence]:
    async with town.database.read() as unit:
        return await unit.evidence.of_ticket(ticket.id)


async def test_a_closing_takes_photos_along(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    path = f"/aduan/{ticket.number}/tutup"
    assert (await post(browser, path, phone_photo(1), isi="Selesai", hasil="done")).status == 303
    assert [len(row.files) for row in await town.said(ticket)] == [1]


async def test_posting_twice_sends_and_keeps_once_and_another_photo_is_another_deed(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    key = key_on(await browser.read(f"/aduan/{ticket.number}"))
    for seed in (1, 1, 2):
        response = await post(browser, reply_of(ticket), phone_photo(seed), isi="Sudah", kunci=key)
        assert response.status == 303
    assert len(await town.said(ticket)) == 2
    async with town.database.read() as unit:
        assert len(await unit.evidence.of_ticket(ticket.id)) == 2


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        ([b"%PDF-1.4 surat"], "Foto 1 tidak terbaca"),
        ([phone_photo(1), b"x" * 10_000_001], "Foto 2 terlalu besar"),
        ([phone_photo(seed) for seed in range(5)], "Paling banyak 4 foto"),
    ],
    ids=["no photo", "too large", "too many"],
)
async def test_unfit_photos_change_nothing_and_keep_words_and_fit_photos(
    town: Town, new_browser: NewBrowser, photos: list[bytes], said: str
) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    response = await post(browser, reply_of(ticket), *photos, isi="Kata-kata petugas")
    html = await response.text()
    assert response.status == 422
    assert said in html
    assert "Kata-kata petugas" in html
    assert await town.said(ticket) == []
    assert len(re.findall(r'name="foto_tersimpan" value="[0-9a-f]{64}" checked', html)) == min(
        len(photos) - 1, 4
    )


async def test_photos_that_were_fit_need_not_be_chosen_again(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    refused = await post(browser, reply_of(ticket), phone_photo(1), phone_photo(2), isi=" ")
    assert refused.status == 422
    kept = re.findall(r'name="foto_tersimpan" value="([0-9a-f]{64})"', await refused.text())
    assert len(kept) == 2
    assert (await post(browser, reply_of(ticket), isi="Sudah", foto_tersimpan=kept)).status == 303
    (row,) = await town.said(ticket)
    assert [file.path.stem for file in row.files] == kept


async def test_a_photo_nobody_kept_is_asked_for_again(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await town.complain(), await new_browser("joko")
    response = await post(browser, reply_of(ticket), isi="Sudah", foto_tersimpan="0" * 64)
    assert response.status == 422
    assert "Pilih lagi" in await response.text()


async def test_a_flood_of_bytes_is_cut(
    town: Town, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.photo_forms.LARGEST_UPLOAD", 1_000_000)
    ticket, browser = await town.complain(), await new_browser("joko")
    assert (await post(browser, reply_of(ticket), b"x" * 2_000_000, isi="Sudah")).status == 413
    assert (await post(browser, reply_of(ticket), isi="x" * 200_000)).status == 413
    assert await town.said(ticket) == []


async def doubtful(town: Town, topic: str = "jalan") -> Ticket:
    """Return a case whose evidence was taken before it came in, and far from its pin."""
    ticket = await town.complain(topic=topic, point=Point(-7.7, 110.6))
    taken = town.now() - timedelta(days=3)
    await town.show_evidence(ticket, phone_photo(7, taken=taken, point=Point(-7.71, 110.6)))
    return ticket


async def test_a_doubt_is_said_without_blame_and_settled_by_a_head(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await doubtful(town)
    await town.officer("kepala", Role.HEAD, "DPUPR", "Bu Kepala")
    browser = await new_browser("kepala")
    html = await browser.read("/bukti")
    assert ticket.number in html
    assert html.count("Perlu dilihat lagi: ") == 2
    assert "sekitar 1,1 km dari titik aduan" in html
    assert not NOT_A_WORD_OF_BLAME.search(html)
    [path] = re.findall(r'action="(/bukti/[0-9a-f]{32}/periksa)"', html)
    response = await browser.post(path, hasil="fits")
    assert response.headers["Location"] == f"/aduan/{ticket.number}?kabar=bukti_diperiksa"
    assert ticket.number not in await browser.read("/bukti")
    html = await browser.read(f"/aduan/{ticket.number}")
    assert "Sudah diperiksa: sesuai oleh Bu Kepala" in html
    assert (await browser.post(path, hasil="another")).status == 303
    async with town.database.read() as unit:
        [kept] = await unit.evidence.of_ticket(ticket.id)
    assert kept.verdict is Verdict.FITS


async def test_an_officer_sees_the_doubt_and_no_form(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await doubtful(town), await new_browser("joko")
    html = await browser.read(f"/aduan/{ticket.number}")
    assert "Perlu dilihat lagi: " in html
    assert "/periksa" not in html
    assert "/asli" not in html


async def test_an_answer_that_is_no_choice_is_refused(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await doubtful(town), await new_browser("tari")
    [path] = re.findall(r'action="(/bukti/[0-9a-f]{32}/periksa)"', await browser.read("/bukti"))
    for choice in ("", "clear", "waiting", "apa saja"):
        assert (await browser.post(path, hasil=choice)).status == 400
    assert ticket.number in await browser.read("/bukti")


async def test_another_case_is_named_only_to_whom_it_is_visible(town: Town, new_browser: NewBrowser) -> None:
    theirs, ours = await town.complain("Sampah", "sampah"), await town.complain()
    for ticket in (theirs, ours):
        await town.show_evidence(ticket, phone_photo(7))
    html = await (await new_browser("joko")).read(f"/aduan/{ours.number}")
    assert "sama dengan foto bukti pada aduan lain." in html
    assert theirs.number not in html
    html = await (await new_browser("tari")).read(f"/aduan/{ours.number}")
    assert f"sama dengan foto bukti pada aduan {theirs.number}." in html


async def test_a_page_shows_photos_small_and_leads_to_the_whole(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain(mime="image/jpeg")
    await town.store_file(ticket, "image/jpeg", phone_photo(8))
    await town.show_evidence(ticket)
    joko = await new_browser("joko")
    shown = re.findall(r'src="(/(?:bukti|lampiran)/[^"]+)"', await joko.read(f"/aduan/{ticket.number}"))
    assert len(shown) == 2
    for address in shown:
        small, whole = await joko.open(address), await joko.open(address.partition("?")[0])
        assert small.content_type == whole.content_type == "image/jpeg"
        assert len(await small.read()) < len(await whole.read()) / 2


async def test_the_original_goes_to_reviewers_as_a_download(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await doubtful(town), await new_browser("tari")
    [path] = re.findall(r'href="(/bukti/[0-9a-f]{32}/asli)"', await browser.read(f"/aduan/{ticket.number}"))
    response = await browser.open(path)
    assert "attachment" in response.headers["Content-Disposition"]
    assert ".jpg" in response.headers["Content-Disposition"]
    assert SECRET in await response.read()


async def test_a_photo_that_is_gone_from_the_disk_is_not_found(town: Town, new_browser: NewBrowser) -> None:
    ticket, browser = await doubtful(town), await new_browser("tari")
    html = await browser.read(f"/aduan/{ticket.number}")
    for path in town.media_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    for address in set(re.findall(r"/bukti/[0-9a-f]{32}/(?:foto|asli)", html)):
        assert (await browser.open(address)).status == 404
