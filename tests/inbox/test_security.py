"""Headers everywhere, no requests from other sites, no internals in errors, and files that cannot bite."""

import uuid

import pytest
from aiohttp import FormData

from inbox import views
from inbox.static_files import static_url
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import FROM_OUR_PAGE, Town

pytestmark = pytest.mark.asyncio


async def test_every_response_carries_the_policy(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(mime="image/png"), await new_browser("joko")
    file = await town.store_file(ticket, "image/png", b"\x89PNG")
    paths = [
        "/",
        "/masuk",
        f"/aduan/{ticket.number}",
        f"/lampiran/{file}",
        "/kejadian",
        "/tidak-ada",
        "/akun",
    ]
    for path in [*paths, static_url("inbox.css"), f"/undangan/{'x' * 43}"]:
        response = await joko.open(path)
        response.close()
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert response.headers["X-Content-Type-Options"] == "nosniff", path
        assert "unsafe" not in response.headers["Content-Security-Policy"], path


async def test_pages_are_not_kept_and_static_files_for_ever(new_browser: NewBrowser) -> None:
    browser = await new_browser("joko")
    assert (await browser.open("/")).headers["Cache-Control"] == "no-store"
    assert "immutable" in (await browser.open(static_url("inbox.js"))).headers["Cache-Control"]
    assert (await browser.open("/statis/0123456789abcdef/inbox.js")).status == 404


async def test_pages_use_no_inline_script_or_style(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    for path in ("/", f"/aduan/{ticket.number}"):
        html = await joko.read(path)
        assert " style=" not in html
        assert " onclick=" not in html
        assert html.count("<script") == html.count('<script type="module" src="/statis/')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://inbox.example"}, 403),
        ({"Origin": "https://inbox.example"}, 303),
        ({"Origin": "https://jahat.example"}, 403),
        ({"Origin": "http://inbox.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_only_our_own_pages_may_post(
    town: Town, new_browser: NewBrowser, headers: dict[str, str], status: int
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko", origin="https://inbox.example")
    data = {"isi": "Balasan", "kunci": uuid.uuid4().hex}
    path = f"/aduan/{ticket.number}/balas"
    response = await joko.client.post(path, data=data, headers=headers, allow_redirects=False)
    assert response.status == status
    assert len(await town.said(ticket)) == (status == 303)


async def test_without_a_known_origin_the_host_must_agree(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    own = str(browser.client.make_url("/")).rstrip("/")
    for origin, status in ((own, 303), ("http://jahat.example", 403)):
        response = await browser.client.post("/keluar", headers={"Origin": origin}, allow_redirects=False)
        assert response.status == status


async def test_a_fault_shows_a_page_without_internals(
    town: Town, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")

    def broken(*_: object) -> None:
        raise RuntimeError("rahasia dapur")

    monkeypatch.setattr(views.case, "timeline", broken)
    response = await joko.open(f"/aduan/{ticket.number}")
    html = await response.text()
    assert response.status == 500
    assert "Ini kesalahan kami" in html
    assert "dapur" not in html
    assert "Traceback" not in html


async def test_a_huge_form_is_refused_with_a_page(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    response = await joko.post(f"/aduan/{ticket.number}/balas", isi="x" * 200_000)
    assert response.status == 413
    assert "Terlalu besar" in await response.text()


async def test_the_longest_allowed_answer_fits_into_a_form(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    assert (await joko.post(f"/aduan/{ticket.number}/balas", isi="😀" * 3000)).status == 303


@pytest.mark.parametrize("body", [b"isi=%FF%FE", b"isi=a%00b", b"\xff\xfe", b"kunci=bukan-uuid&isi=a"])
async def test_odd_forms_never_break_the_page(town: Town, new_browser: NewBrowser, body: bytes) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    headers = FROM_OUR_PAGE | {"Content-Type": "application/x-www-form-urlencoded"}
    response = await joko.client.post(f"/aduan/{ticket.number}/balas", data=body, headers=headers)
    assert response.status < 500


async def test_a_file_posted_as_words_is_no_words(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    form = FormData()
    form.add_field("isi", b"isi berkas", filename="a.txt")
    response = await joko.client.post(f"/aduan/{ticket.number}/balas", data=form, headers=FROM_OUR_PAGE)
    assert response.status == 422


@pytest.mark.parametrize(
    ("stored", "sent", "inline"),
    [
        ("image/jpeg", "image/jpeg", True),
        ("application/ogg", "audio/ogg", True),
        ("video/mp4", "video/mp4", True),
        ("image/svg+xml", "application/octet-stream", False),
        ("text/html", "application/octet-stream", False),
        ("application/pdf", "application/octet-stream", False),
    ],
)
async def test_only_harmless_files_are_shown_in_the_browser(
    town: Town, new_browser: NewBrowser, stored: str, sent: str, inline: object
) -> None:
    ticket, joko = await town.complain(mime="image/png"), await new_browser("joko")
    file = await town.store_file(ticket, stored, b"<script>alert(1)</script>")
    response = await joko.open(f"/lampiran/{file}")
    assert await response.read() == b"<script>alert(1)</script>"
    assert response.content_type == sent
    assert ("Content-Disposition" not in response.headers) is inline
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_file_not_fetched_yet_is_not_there(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(mime="image/png"), await new_browser("joko")
    assert "sedang diambil dari kanal" in await joko.read(f"/aduan/{ticket.number}")
    async with town.database.read() as unit:
        (file,) = await unit.media.of_messages([ticket.source_message_id])
    assert (await joko.open(f"/lampiran/{file.id}")).status == 404
