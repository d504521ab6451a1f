"""Codes of an app: set up, asked for, used once, lost, required, and reset."""

import html as markup
import re
from datetime import timedelta
from pathlib import Path

import pytest

from inbox.totp import STEP, hotp, step_at
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import PASSWORD, Town

pytestmark = pytest.mark.asyncio


async def code(town: Town, username: str = "joko") -> str:
    async with town.database.read() as unit:
        found = await unit.staff.by_username(username)
        factor = await unit.second_factors.get(found[0].id) if found else None
    assert factor
    return hotp(factor.secret, step_at(town.now()))


async def set_up(town: Town, browser: Browser, username: str = "joko") -> list[str]:
    """Put a code on the account as its owner does; returns the recovery codes."""
    assert (await browser.post("/keamanan/mulai", sandi=PASSWORD)).status == 303
    response = await browser.post("/keamanan/pasang", kode=await code(town, username))
    assert response.status == 200
    return re.findall(r"<code>([a-z0-9-]{14})</code>", await response.text())


async def test_without_a_code_the_password_opens_nothing(town: Town, new_browser: NewBrowser) -> None:
    await set_up(town, await new_browser("joko"))
    town.ahead += timedelta(seconds=STEP)
    browser = await new_browser()
    assert (await browser.sign_in("joko")).headers["Location"].startswith("/masuk/kode")
    assert (await browser.open("/")).headers["Location"] == "/masuk"
    assert (await browser.post("/masuk/kode", kode="000000")).status == 401
    assert (await browser.open("/")).headers["Location"] == "/masuk"
    assert (await browser.post("/masuk/kode", kode=await code(town))).headers["Location"] == "/"
    assert "Joko Petugas" in await browser.read("/")


async def test_a_code_is_taken_once(town: Town, new_browser: NewBrowser) -> None:
    await set_up(town, await new_browser("joko"))
    first, second = await new_browser(), await new_browser()
    await first.sign_in("joko")
    assert (await first.post("/masuk/kode", kode=await code(town))).status == 401, "used when setting up"
    town.ahead += timedelta(seconds=STEP)
    shown = await code(town)
    assert (await first.post("/masuk/kode", kode=shown)).status == 303
    await second.sign_in("joko")
    assert (await second.post("/masuk/kode", kode=shown)).status == 401


async def test_a_recovery_code_is_taken_once_and_kept_as_a_hash(town: Town, new_browser: NewBrowser) -> None:
    codes, browser = await set_up(town, await new_browser("joko")), await new_browser()
    assert len(codes) == 10
    await browser.sign_in("joko")
    assert (await browser.post("/masuk/kode", kode=codes[3].upper().replace("-", " "))).status == 303
    assert "tersisa: 9" in await browser.read("/keamanan")
    await browser.sign_in("joko")
    assert (await browser.post("/masuk/kode", kode=codes[3])).status == 401
    path = Path(town.database.url.database or "")
    kept = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    assert b"joko" in kept
    assert not any(code.encode() in kept for code in codes)


async def test_guessing_codes_waits_but_not_in_a_known_browser(town: Town, new_browser: NewBrowser) -> None:
    owner, attacker = await new_browser("joko"), await new_browser()
    codes = await set_up(town, owner)
    await attacker.sign_in("joko")
    for _ in range(5):
        assert (await attacker.post("/masuk/kode", kode="12345")).status == 401
    assert (await attacker.post("/masuk/kode", kode=codes[0])).status == 429
    await owner.sign_in("joko")
    assert (await owner.post("/masuk/kode", kode=codes[0])).status == 303


async def test_setting_up_needs_the_password_and_a_right_code_and_ends_other_sessions(
    town: Town, new_browser: NewBrowser
) -> None:
    browser, elsewhere = await new_browser("joko"), await new_browser("joko")
    assert (await browser.post("/keamanan/mulai", sandi="bukan ini")).status == 422
    assert "otpauth://" not in await browser.read("/keamanan")
    await browser.post("/keamanan/mulai", sandi=PASSWORD)
    page = markup.unescape(await browser.read("/keamanan"))
    assert "otpauth://totp/Tanggap:joko?secret=" in page
    assert (await browser.post("/keamanan/pasang", kode="1")).status == 422
    assert (await elsewhere.open("/")).status == 200
    assert (await browser.post("/keamanan/pasang", kode=await code(town))).status == 200
    assert (await elsewhere.open("/")).status == 303
    assert (await browser.open("/")).status == 200
    assert "otpauth" not in await browser.read("/keamanan"), "the secret is shown no more"


async def test_taking_it_off_needs_the_password(town: Town, new_browser: NewBrowser) -> None:
    browser = await new_browser("joko")
    await set_up(town, browser)
    assert (await browser.post("/keamanan/lepas", sandi="bukan ini")).status == 422
    assert (await browser.post("/keamanan/lepas", sandi=PASSWORD)).status == 303
    assert (await (await new_browser()).sign_in("joko")).headers["Location"] == "/"


async def test_a_role_that_must_have_a_code_sets_it_up_first(town: Town, new_browser: NewBrowser) -> None:
    joko, tari = await new_browser("joko"), await new_browser("tari")
    await (await new_browser("admin")).post("/akun/wajib-kode", peran=Role.OFFICER)
    for path in ("/", "/kejadian"):
        assert (await joko.open(path)).headers["Location"] == "/keamanan"
    assert (await tari.open("/")).status == 200
    assert "wajib memakai kode masuk" in await joko.read("/keamanan")
    await set_up(town, joko)
    assert (await joko.open("/")).status == 200


async def test_an_administrator_resets_a_lost_code_and_it_is_noted(
    town: Town, new_browser: NewBrowser
) -> None:
    joko, admin = await new_browser("joko"), await new_browser("admin")
    await set_up(town, joko)
    async with town.database.read() as unit:
        found = await unit.staff.by_username("joko")
    assert found
    assert (await admin.post(f"/akun/{found[0].id}/reset-kode")).status == 303
    assert (await joko.open("/")).status == 303
    assert (await joko.sign_in("joko")).headers["Location"] == "/"
    assert "kode masuk direset" in await admin.read("/jejak")
