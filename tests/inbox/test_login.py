"""Signing in, being slowed down, and invitations."""

import re
from datetime import timedelta

import pytest
from aiohttp import FormData

from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import FROM_OUR_PAGE, PASSWORD, Town

pytestmark = pytest.mark.asyncio


async def test_an_officer_signs_in_and_out(new_browser: NewBrowser) -> None:
    browser = await new_browser("joko")
    assert "Joko Petugas" in await browser.read("/")
    assert (await browser.post("/keluar")).headers["Location"] == "/masuk?kabar=keluar"
    assert (await browser.open("/")).headers["Location"] == "/masuk"


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(new_browser: NewBrowser) -> None:
    response = await (await new_browser()).sign_in("joko")
    session, browser = response.headers.getall("Set-Cookie")
    assert session.startswith("tanggap_petugas=")
    assert browser.startswith("tanggap_perangkat=")
    for cookie in (session, browser):
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


async def test_over_https_the_cookie_is_bound_to_the_host(new_browser: NewBrowser) -> None:
    response = await (await new_browser(secure_cookies=True)).sign_in("joko")
    session, browser = response.headers.getall("Set-Cookie")
    assert session.startswith("__Host-tanggap=")
    assert browser.startswith("__Host-tanggap-perangkat=")
    assert all("Secure" in cookie.split("; ") for cookie in (session, browser))
    assert "max-age" in response.headers["Strict-Transport-Security"]


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    unknown = await browser.sign_in("bukan-siapa", "salah salah salah")
    wrong = await browser.sign_in("joko", "salah salah salah")
    assert unknown.status == wrong.status == 401
    assert (await unknown.text()).replace("bukan-siapa", "joko") == await wrong.text()


async def fail(browser: Browser, times: int, username: str = "joko") -> None:
    for _ in range(times):
        assert (await browser.sign_in(username, "tebakan keliru")).status == 401


async def test_after_five_failures_even_the_right_password_waits(town: Town, new_browser: NewBrowser) -> None:
    browser = await new_browser()
    await fail(browser, 5)
    stopped = await browser.sign_in("joko")
    assert stopped.status == 429
    assert "Tunggu 1 menit" in await stopped.text()
    assert 0 < int(stopped.headers["Retry-After"]) <= 60
    assert (await browser.sign_in("wati")).status == 303
    town.ahead = timedelta(seconds=61)
    assert (await browser.sign_in("joko")).status == 303


async def test_the_wait_grows_and_asking_meanwhile_does_not_lengthen_it(
    town: Town, new_browser: NewBrowser
) -> None:
    browser = await new_browser()
    await fail(browser, 5)
    town.ahead = timedelta(seconds=61)
    await fail(browser, 1)
    for _ in range(3):
        assert "Tunggu 2 menit" in await (await browser.sign_in("joko")).text()
    town.ahead += timedelta(minutes=2)
    assert (await browser.sign_in("joko")).status == 303


async def test_an_unknown_name_is_made_to_wait_like_a_known_one(new_browser: NewBrowser) -> None:
    browser, answers = await new_browser(), []
    for username in ("joko", "bukan-siapa"):
        await fail(browser, 5, username)
        answers.append(await (await browser.sign_in(username)).text())
    assert answers[0] == answers[1].replace("bukan-siapa", "joko")


async def test_an_attacker_elsewhere_cannot_lock_the_owner_out_of_a_known_browser(
    new_browser: NewBrowser,
) -> None:
    owner, attacker = await new_browser("joko"), await new_browser()
    await owner.post("/keluar")
    await fail(attacker, 5)
    assert (await attacker.sign_in("joko")).status == 429
    assert (await owner.sign_in("joko")).status == 303
    assert (await attacker.sign_in("joko")).status == 429, "the owner's success is not the attacker's"


async def test_a_known_browser_is_known_for_its_own_account_and_cannot_be_made_up(
    new_browser: NewBrowser,
) -> None:
    attacker = await new_browser("wati")
    await attacker.post("/keluar")
    await fail(attacker, 5)
    assert (await attacker.sign_in("joko")).status == 429
    attacker.client.session.cookie_jar.update_cookies({"tanggap_perangkat": f"{'0' * 32}.{'0' * 64}"})
    assert (await attacker.sign_in("joko")).status == 429


async def test_a_known_browser_is_slowed_down_too(new_browser: NewBrowser) -> None:
    owner = await new_browser("joko")
    await fail(owner, 5)
    assert (await owner.sign_in("joko")).status == 429


async def test_signing_in_often_is_no_failure(new_browser: NewBrowser) -> None:
    browser = await new_browser()
    for _ in range(7):
        assert (await browser.sign_in("joko")).status == 303


async def test_a_session_ends_after_twelve_hours(town: Town, new_browser: NewBrowser) -> None:
    browser = await new_browser("joko")
    town.ahead = timedelta(hours=12, minutes=1)
    assert (await browser.open("/")).status == 303


async def test_signing_in_again_ends_the_former_session(new_browser: NewBrowser) -> None:
    browser = await new_browser("joko")
    former = browser.client.session.cookie_jar.filter_cookies(browser.client.make_url("/"))[
        "tanggap_petugas"
    ].value
    await browser.sign_in("joko")
    browser.client.session.cookie_jar.clear()
    browser.client.session.cookie_jar.update_cookies({"tanggap_petugas": former})
    assert (await browser.open("/")).status == 303


@pytest.mark.parametrize(
    "elsewhere", ["//jahat.example", "https://jahat.example", "/\\jahat.example", "javascript:1"]
)
async def test_signing_in_never_leads_to_another_site(new_browser: NewBrowser, elsewhere: str) -> None:
    browser = await new_browser()
    response = await browser.post("/masuk", pengguna="joko", sandi=PASSWORD, lanjut=elsewhere)
    assert response.headers["Location"] == "/"


async def test_signing_in_leads_back_to_the_case(town: Town, new_browser: NewBrowser) -> None:
    ticket = await town.complain()
    browser = await new_browser()
    location = (await browser.open(f"/aduan/{ticket.number}")).headers["Location"]
    assert f'value="/aduan/{ticket.number}"' in await browser.read(location)


@pytest.mark.parametrize("photo", [b"", b"x" * 300_000], ids=["no photo", "a photo"])
async def test_words_posted_after_the_session_ended_are_shown_again(
    town: Town, new_browser: NewBrowser, photo: bytes
) -> None:
    ticket = await town.complain()
    browser = await new_browser("joko")
    town.ahead = timedelta(hours=13)
    form = FormData({"isi": "Tulisan yang panjang <b>"}, default_to_multipart=True)
    form.add_field("foto", photo, filename="IMG.jpg" if photo else "", content_type="image/jpeg")
    response = await browser.client.post(f"/aduan/{ticket.number}/balas", data=form, headers=FROM_OUR_PAGE)
    assert response.status == 401
    html = await response.text()
    assert "Tulisan yang panjang &lt;b&gt;" in html
    assert f'value="/aduan/{ticket.number}"' in html
    assert await town.said(ticket) == []


async def invite(new_browser: NewBrowser) -> str:
    response = await (await new_browser("admin")).post("/akun", peran="officer", opd="DLH")
    found = re.search(r"http://[^/]+(/undangan/[^\"]+)", await response.text())
    assert found
    return found[1]


async def accept(browser: Browser, path: str, **fields: str) -> int:
    chosen = {"pengguna": "baru.sekali", "nama": "Baru Sekali", "sandi": PASSWORD}
    return (await browser.post(path, **chosen | fields)).status


async def test_an_invitation_makes_one_account_and_no_second(new_browser: NewBrowser) -> None:
    path, browser = await invite(new_browser), await new_browser()
    assert "DLH" in await browser.read(path)
    assert await accept(browser, path) == 303
    assert await accept(browser, path, pengguna="lagi") == 404
    assert (await browser.sign_in("baru.sekali")).status == 303
    assert "Baru Sekali · DLH" in await browser.read("/")


@pytest.mark.parametrize(
    "chosen", [{"sandi": "pendek"}, {"pengguna": "joko"}, {"pengguna": "dua kata"}, {"nama": ""}]
)
async def test_an_unfit_account_leaves_the_invitation_usable(
    new_browser: NewBrowser, chosen: dict[str, str]
) -> None:
    path, browser = await invite(new_browser), await new_browser()
    assert await accept(browser, path, **chosen) == 422
    assert await accept(browser, path) == 303


async def test_an_invitation_is_over_after_three_days(town: Town, new_browser: NewBrowser) -> None:
    path, browser = await invite(new_browser), await new_browser()
    town.ahead = timedelta(days=3, minutes=1)
    assert (await browser.open(path)).status == 404
