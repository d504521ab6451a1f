"""The report's pages: whose figures, frozen beside today's, its file, and the tickets behind a figure."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from storage.report_tables import report_snapshots
from storage.staff import Role
from storage.tables import tickets
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import RULES, Town
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind

pytestmark = pytest.mark.asyncio
OFFICER = Actor(ActorKind.OFFICER, "o")


async def staffed(town: Town) -> None:
    await town.officer("kepala", Role.HEAD, "DPUPR")
    await town.officer("awas", Role.SUPERVISOR)


def this_month(town: Town) -> str:
    return f"{town.now().astimezone(RULES.timezone):%Y-%m}"


async def rows_of(browser: Browser, month: str) -> dict[str, dict[str, str]]:
    response = await browser.open(f"/rapor.csv?masa={month}")
    assert response.headers["Content-Disposition"] == f'attachment; filename="rapor-{month}.csv"'
    text = (await response.read()).decode("utf-8-sig")
    return {row["Kode OPD"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


async def test_a_head_sees_the_own_agency_and_triage_and_supervisor_all(
    town: Town, new_browser: NewBrowser
) -> None:
    await staffed(town)
    await town.complain()
    await town.complain("Sampah", "sampah")
    month = this_month(town)
    assert set(await rows_of(await new_browser("kepala"), month)) == {"DPUPR"}
    for who in ("tari", "awas"):
        rows = await rows_of(await new_browser(who), month)
        assert set(rows) == {"DISKOMINFO", "DPUPR", "DLH", "DP3A"}
        assert rows["DPUPR"]["Masuk"] == rows["DLH"]["Masuk"] == "1"
        assert rows["DPUPR"]["Median jam kerja"] == ""
    assert (await (await new_browser("joko")).open("/rapor")).status == 403
    assert (await (await new_browser("kepala")).open(f"/rapor/DLH/received?masa={month}")).status == 404


async def test_a_figure_leads_to_its_tickets_and_never_to_a_secret_one(
    town: Town, new_browser: NewBrowser
) -> None:
    await staffed(town)
    plain, secret = await town.complain(), await town.complain("Pungli", "jalan")
    async with town.database.write() as unit:
        hide = update(tickets).where(tickets.c.id == secret.id).values(visibility="secret")
        await unit.connection.execute(hide)
        await unit.commit()
    browser = await new_browser("kepala")
    html = await browser.read(f"/rapor?masa={this_month(town)}")
    link = re.search(r'href="(/rapor/DPUPR/received\?masa=[0-9-]+)">2<', html)
    assert link, "both are counted"
    behind = await browser.read(link[1])
    assert plain.number in behind
    assert secret.number not in behind
    assert "1 aduan lain ikut dihitung" in behind


async def test_what_is_over_is_frozen_and_what_is_counted_today_stands_beside(
    town: Town, new_browser: NewBrowser
) -> None:
    await staffed(town)
    town.ahead = datetime(2026, 3, 10, 3, tzinfo=UTC) - datetime.now(UTC)
    await town.complain()
    town.ahead += timedelta(days=30)
    browser = await new_browser("kepala")
    html = await browser.read("/rapor")
    assert "Maret 2026" in html, "the last that is over"
    assert "dibekukan" in html
    assert "(sekarang" not in html
    async with town.database.write() as unit:
        body = {"counts": {"received": 7}, "median_hours": 3.25, "mean_stars": None}
        change = update(report_snapshots).where(report_snapshots.c.agency == "DPUPR").values(body=body)
        await unit.connection.execute(change)
        await unit.commit()
    html = await browser.read("/rapor?masa=2026-03")
    assert re.search(r">7<.*?\(sekarang 1\)", html, re.DOTALL)
    assert (await rows_of(browser, "2026-03"))["DPUPR"]["Masuk"] == "7"
    assert (await rows_of(browser, "2026-03"))["DPUPR"]["Median jam kerja"] == "3,2"


@pytest.mark.parametrize("month", ["2026-13", "kemarin", "2031-01", "2020-01", ""])
async def test_a_period_there_is_nothing_of_is_not_found(
    town: Town, new_browser: NewBrowser, month: str
) -> None:
    await staffed(town)
    await town.complain()
    assert (await (await new_browser("awas")).open(f"/rapor?masa={month}")).status == 404
    assert (await (await new_browser("awas")).open("/rapor/DPUPR/siluman")).status == 404


async def test_an_empty_house_has_a_report_too(town: Town, new_browser: NewBrowser) -> None:
    await staffed(town)
    html = await (await new_browser("awas")).read("/rapor")
    assert "Masa ini belum berakhir" in html
    assert "Arti angka" in html


async def test_the_hard_counter_reaches_nought(town: Town, new_browser: NewBrowser) -> None:
    await staffed(town)
    town.ahead = timedelta(days=-3)
    old = await town.complain()
    town.ahead = timedelta()
    await town.complain("Sampah", "sampah")
    awas, kepala = await new_browser("awas"), await new_browser("kepala")
    html = await awas.read("/angka")
    assert re.search(r'Belum dijawab manusia: <strong class="telat">2</strong>', html)
    assert old.number in html
    assert "3 hari lalu" in html
    assert '<strong class="telat">1</strong>' in await kepala.read("/angka")
    async with town.database.write() as unit:
        service = await town.desk.service(unit)
        await service.reply(await unit.tickets.get(old.id), "Besok ditambal", OFFICER, TurnKeys("balas"))
        await unit.commit()
    html = await kepala.read("/angka")
    assert "Belum dijawab manusia: <strong>0</strong>" in html
    assert "Semua aduan terbuka sudah dijawab petugas" in html
