"""The rules' editors: a form that is the document, a history, and nothing typed is lost."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from inbox.sheet_form import LARGEST_SHEET
from inbox.views.rules import PAGE
from storage.audit import AuditAction, AuditFilter
from storage.desk import Desk
from storage.preset_file import find_preset
from storage.topics_file import read_topics
from tests.conftest import ROOT
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import FROM_OUR_PAGE, RULES, Town
from tickets.document import DocumentKind
from tickets.sheets import BY_SLUG

pytestmark = pytest.mark.asyncio

Fields = list[tuple[str, str]]


class Form(HTMLParser):
    """What a browser would post from the rules' form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: Fields = []
        self.labels: set[str] = set()
        self.ids: list[str] = []
        self._inside = False
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        self.ids += [had["id"]] if "id" in had else []
        if tag == "form":
            self._inside = had.get("action", "").startswith("/aturan/")
        if not self._inside:
            return
        if tag == "label" and "for" in had:
            self.labels.add(had["for"])
        if tag == "select":
            self._select = had["name"]
        if tag == "option" and "selected" in had:
            self.fields.append((self._select, had["value"]))
        if tag == "input" and (had.get("type") != "checkbox" or "checked" in had):
            self.fields.append((had["name"], had["value"]))

    def filled(self, **more: str | None) -> Fields:
        """Return the fields with some typed over (`__` for a point), None for cleared."""
        typed = {name.replace("__", "."): value or "" for name, value in more.items()}
        return [(n, v) for n, v in self.fields if n not in typed] + list(typed.items())


async def form(browser: Browser, slug: str, query: str = "") -> Form:
    return Form(await browser.read(f"/aturan/{slug}{query}"))


async def send(browser: Browser, slug: str, fields: Fields) -> tuple[int, str]:
    path = f"/aturan/{slug}"
    response = await browser.client.post(path, data=fields, headers=FROM_OUR_PAGE, allow_redirects=False)
    return response.status, await response.text()


RUNG = {
    "rungs__0__agency": "*",
    "rungs__0__level": "3",
    "rungs__0__title": "Sekda",
    "rungs__0__officer": "tari",
    "rungs__0__channel": "inbox",
}


@pytest.fixture
def inbox_url(sqlite_url: str) -> str:
    return sqlite_url


async def test_the_index_tells_who_changed_what_and_when(town: Town, new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    html = await admin.read("/aturan")
    assert all(f'href="/aturan/{slug}"' in html for slug in BY_SLUG)
    assert "belum diubah" in html
    assert (await send(admin, "jenjang", (await form(admin, "jenjang")).filled(**RUNG)))[0] == 303
    assert "versi 1 · Admin" in await admin.read("/aturan")
    async with town.database.read() as unit:
        officer = await unit.staff.by_username("admin")
        assert officer
        rows = await unit.audit.page(officer[0], AuditFilter(action=AuditAction.SETTING_CHANGED))
        assert (rows[0].subject, rows[0].detail) == ("aturan jenjang", "versi 1: 1 baris berubah")
        ladder = (await town.desk.documents(unit)).ladder
    assert [(rung.title, rung.officer) for rung in ladder.rungs] == [("Sekda", "tari")]


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
async def test_every_field_has_its_label_and_no_id_stands_twice(new_browser: NewBrowser, slug: str) -> None:
    html = await (await new_browser("admin")).read(f"/aturan/{slug}")
    found = Form(html)
    wanted = set(re.findall(r'<(?:input|select) id="([^"]+)"', html))
    assert wanted <= found.labels
    assert len(found.ids) == len(set(found.ids))
    assert "style=" not in html
    assert "onclick" not in html


async def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(
    town: Town, new_browser: NewBrowser
) -> None:
    admin = await new_browser("admin")
    typed = RUNG | {
        "rungs__0__quiet_from": "21:00",
        "rungs__0__name": '<b>Bu "Rina"</b>',
        "rungs__0__level": "2",
    }
    status, html = await send(admin, "jenjang", (await form(admin, "jenjang")).filled(**typed))
    assert status == 422
    assert "Isi kedua jam tenang" in html
    assert 'aria-describedby="s-rungs.0.quiet_to"' in html
    assert 'id="s-rungs.0.quiet_to"' in html
    assert "<b>Bu" not in html
    again = Form(html).filled(rungs__0__quiet_to="05:00", rungs__0__level="3")
    assert (await send(admin, "jenjang", again))[0] == 303
    async with town.database.read() as unit:
        (rung,) = (await town.desk.documents(unit)).ladder.rungs
    assert (rung.name, rung.title, rung.level) == ('<b>Bu "Rina"</b>', "Sekda", 3)


async def test_clearing_the_key_removes_a_row_but_a_new_row_without_it_is_asked_for(
    town: Town, new_browser: NewBrowser
) -> None:
    admin = await new_browser("admin")
    second = {name.replace("__0__", "__1__"): value for name, value in RUNG.items()} | {
        "rungs__1__level": "1"
    }
    await send(admin, "jenjang", (await form(admin, "jenjang")).filled(**RUNG, **second))
    status, html = await send(admin, "jenjang", (await form(admin, "jenjang")).filled(rungs__2__name="Siapa"))
    assert status == 422
    assert "Jabatan belum diisi" in html
    assert 'value="Siapa"' in html
    assert (await send(admin, "jenjang", (await form(admin, "jenjang")).filled(rungs__1__title=None)))[
        0
    ] == 303
    async with town.database.read() as unit:
        assert [rung.level for rung in (await town.desk.documents(unit)).ladder.rungs] == [3]


async def test_more_empty_rows_come_without_saving(town: Town, new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    fields = (await form(admin, "jenjang")).filled(**RUNG, aksi="tambah")
    status, html = await send(admin, "jenjang", fields)
    assert status == 200
    assert 'value="Sekda"' in html
    assert html.count("Baris baru") == 5
    async with town.database.read() as unit:
        assert await unit.editions.current(DocumentKind.LADDER) is None


async def test_posting_twice_saves_once(town: Town, new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    fields = (await form(admin, "jenjang")).filled(**RUNG)
    assert [(await send(admin, "jenjang", fields))[0] for _ in range(2)] == [303, 303]
    async with town.database.read() as unit:
        assert len(await unit.editions.history(DocumentKind.LADDER)) == 1


async def test_what_somebody_saved_meanwhile_is_shown_and_not_overwritten_unseen(
    town: Town, new_browser: NewBrowser
) -> None:
    admin = await new_browser("admin")
    opened = await form(admin, "batas")
    other = opened.filled(others__0__value="12")
    assert (await send(admin, "batas", other))[0] == 303
    status, html = await send(admin, "batas", opened.filled(pickup__2__hours="72"))
    assert status == 409
    assert "menyimpan versi 1" in html
    assert "<del>30</del> menjadi <ins>12</ins>" in html
    assert 'value="72"' in html
    assert (await send(admin, "batas", Form(html).filled(others__0__value="12")))[0] == 303
    async with town.database.read() as unit:
        limits = (await town.desk.documents(unit)).limits
    assert (limits.load, limits.pickup["ordinary"].hours) == (12, 72)  # type: ignore[index]


async def test_history_tells_each_change_and_an_old_version_can_be_used_again(
    town: Town, new_browser: NewBrowser
) -> None:
    admin = await new_browser("admin")
    for load in ("12", "15"):
        await send(admin, "batas", (await form(admin, "batas")).filled(others__0__value=load))
    html = await admin.read("/aturan/batas/riwayat")
    assert html.index("<del>12</del> menjadi <ins>15</ins>") < html.index(
        "<del>30</del> menjadi <ins>12</ins>"
    )
    assert "Admin, " in html
    assert 'href="/aturan/batas?versi=1"' in html
    assert 'href="/aturan/batas?versi=2"' not in html
    older = await form(admin, "batas", "?versi=1")
    assert (await send(admin, "batas", older.fields))[0] == 303
    assert (await send(admin, "batas", (await form(admin, "batas", "?versi=0")).fields))[0] == 303
    async with town.database.read() as unit:
        editions = await unit.editions.history(DocumentKind.LIMITS)
    assert [edition.body["others"][0]["value"] for edition in editions] == ["30", "12", "15", "12"]


async def test_a_long_history_is_turned_page_by_page(new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    for load in range(1, PAGE + 3):
        await send(admin, "batas", (await form(admin, "batas")).filled(others__0__value=str(load)))
    html = await admin.read("/aturan/batas/riwayat")
    older = re.search(r'href="(/aturan/batas/riwayat\?sebelum=\d+)"', html)
    assert older
    versions = re.findall(r"<h2>Versi (\d+)</h2>", html + await admin.read(older[1]))
    assert versions == [str(n) for n in range(PAGE + 2, 0, -1)]


async def test_names_that_do_not_exist_are_refused(new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    second = {name.replace("__0__", "__1__"): value for name, value in RUNG.items()} | {
        "rungs__1__level": "1"
    }
    for field in ("rungs__1__officer", "rungs__1__agency"):
        typed = RUNG | second | {field: "HANTU"}
        status, html = await send(admin, "jenjang", (await form(admin, "jenjang")).filled(**typed))
        assert status == 422
        assert "“HANTU” tidak ada" in html
        assert '<option value="HANTU" selected>' in html


async def test_the_rota_shows_the_hours_nobody_covers(new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    assert "Semua OPD: " in await admin.read("/aturan/piket")
    duty = {"start": "2020-01-01T00:00", "end": "2020-01-02T00:00", "officer": "joko", "agency": "DPUPR"}
    rows = {f"duties__0__{name}": value for name, value in duty.items()}
    assert (await send(admin, "piket", (await form(admin, "piket")).filled(**rows)))[0] == 303
    assert "DPUPR: " in await admin.read("/aturan/piket")


async def test_agencies_keep_every_topic_owned_and_every_open_case(
    town: Town, new_browser: NewBrowser
) -> None:
    admin = await new_browser("admin")
    await town.complain("Sampah", "sampah")
    opened = await form(admin, "opd")
    opened.fields = [field for field in opened.fields if field != ("agencies.4.topics", "listrik")]
    status, html = await send(admin, "opd", [f for f in opened.fields if f != ("agencies.1.topics", "jalan")])
    assert status == 422
    assert "Belum ada OPD seluruh wilayah untuk topik: Jalan rusak" in html
    moved = [
        *opened.filled(agencies__2__name=None, agencies__1__topics="sampah"),
        ("agencies.1.topics", "jalan"),
    ]
    status, html = await send(admin, "opd", moved)
    assert status == 422
    assert "DLH masih memegang aduan terbuka" in html
    assert (await send(admin, "opd", opened.filled(agencies__2__areas="33.10, 33.11.02.2003")))[0] == 422
    renamed = opened.filled(
        agencies__1__short="PU",
        agencies__5__name="BPN",
        agencies__5__code="BPN",
        agencies__5__short="BPN",
        agencies__5__outside="ya",
        agencies__5__contact="Loket BPN",
    )
    assert (await send(admin, "opd", renamed))[0] == 303
    async with town.database.read() as unit:
        routing = await town.desk.routing(unit)
    assert (routing.version, routing.agencies["DPUPR"].short) == (2, "PU")
    assert routing.agencies["BPN"].outside
    assert "<del>Dinas PU</del>" in await admin.read("/aturan/opd/riwayat")
    body = {"bodies__0__agency": "BPN", "bodies__0__contact": "Pak Adi", "bodies__0__follow_up_days": "7"}
    assert (await send(admin, "lembaga", (await form(admin, "lembaga")).filled(**body)))[0] == 303


async def test_a_thousand_roads_fit_and_nonsense_does_no_harm(new_browser: NewBrowser) -> None:
    admin = await new_browser("admin")
    fields = [("versi", "0"), ("n.roads", "0")]
    for i in range(1000):
        row = {
            "name": f"Jalan Contoh Nomor {'x' * 40}{i}a",
            "owner": "regency",
            "answers": "DPUPR",
            "note": "y" * 60,
        }
        fields += [(f"roads.{i}.{name}", value) for name, value in row.items()]
    assert (await send(admin, "jalan", fields))[0] == 303
    html = await admin.read("/aturan/jalan")
    assert '<datalist id="d-roads-answers">' in html
    assert len(html) < LARGEST_SHEET
    assert (
        await send(admin, "jalan", [("versi", "x"), ("n.roads", "-1"), ("roads.x.name", "a"), ("roads", "")])
    )[0] == 409
    assert (await admin.open("/aturan/entah")).status == 404
    assert (await admin.open("/aturan/jalan?versi=99")).status == 404


async def test_the_sop_follows_the_rules_in_force(town: Town, new_browser: NewBrowser) -> None:
    preset, topics = (
        find_preset(ROOT / "data/presets", "lampung"),
        read_topics(Path(ROOT / "data/topics.yml")),
    )
    town.desk = Desk(replace(RULES, preset=preset, topics=topics), town.now)
    admin = await new_browser("admin")
    html = await admin.read("/sop")
    assert "30 (menengah)" in html
    assert "Kepala OPD," in html
    assert "jam kerja bawaan" in html
    edited = (await form(admin, "batas")).filled(
        completion__1__days="21", topics__0__topic="jalan", topics__0__class="long"
    )
    assert (await send(admin, "batas", edited))[0] == 303
    html = await (await new_browser("joko")).read("/sop")
    assert "21 (menengah)" in html
    assert "batas lain versi 1" in html
    assert re.search(r"Panjang</th><td>60</td><td>Jalan dan jembatan", html)


async def test_a_presets_names_of_statuses_are_on_the_screen(town: Town, new_browser: NewBrowser) -> None:
    town.desk = Desk(replace(RULES, preset=find_preset(ROOT / "data/presets", "ntb_care")), town.now)
    ticket, joko = await town.complain(), await new_browser("joko")
    for path in ("/", f"/aduan/{ticket.number}"):
        assert 's-assigned">Diterima<' in await joko.read(path)
