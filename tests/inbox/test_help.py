"""Help of other agencies: whoever supports sees the case, whoever is only asked sees the question."""

from datetime import timedelta

import pytest

from storage.staff import Role
from tests.inbox.browser import Browser, key_on
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.help import HelpRequest
from tickets.status import EventKind
from tickets.ticket import Ticket

pytestmark = pytest.mark.asyncio


async def ask(town: Town, joko: Browser, ticket: Ticket, **fields: str) -> HelpRequest:
    form = {"jenis": "question", "opd": "DLH", "isi": "Apakah TPS itu milik DLH?", "hari": "3"} | fields
    response = await joko.post(f"/aduan/{ticket.number}/minta", **form)
    assert response.headers["Location"].endswith("kabar=diminta"), await response.text()
    async with town.database.read() as unit:
        return (await unit.tickets.help_of(ticket.id))[-1]


async def test_a_questioned_agency_sees_the_question_and_never_the_case(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket = await town.complain("Isi yang bukan untuk DLH", name="Bu Sekar", place="Pasar Kota")
    joko, wati = await new_browser("joko"), await new_browser("wati")
    request = await ask(town, joko, ticket)
    for page in ("/permintaan", f"/permintaan/{request.id}"):
        html = await wati.read(page)
        for words in (ticket.number, "Jalan rusak", "Pasar Kota", "Apakah TPS itu milik DLH?"):
            assert words in html
        assert "Isi yang bukan untuk DLH" not in html
        assert "Sekar" not in html
        assert f"/aduan/{ticket.number}" not in html
    assert (await wati.open(f"/aduan/{ticket.number}")).status == 404
    assert ticket.number not in await wati.read("/")
    assert (await wati.post(f"/aduan/{ticket.number}/balas", isi="x")).status == 404


async def test_an_answer_reaches_who_asked_once_and_not_the_reporter(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    request = await ask(town, joko, ticket)
    assert "ditunggu paling lambat" in await joko.read(f"/aduan/{ticket.number}")
    path = f"/permintaan/{request.id}"
    assert (await wati.post(f"{path}/jawab", isi=" ")).status == 422
    form = {"isi": "Ya, milik kami", "kunci": key_on(await wati.read(path))}
    for _ in range(2):
        response = await wati.post(f"{path}/jawab", **form)
        assert response.headers["Location"] == f"{path}?kabar=dijawab"
    response = await wati.post(f"{path}/jawab", isi="Ternyata bukan")
    html = await response.text()
    assert response.status == 409
    assert "sudah dijawab" in html
    assert "Ternyata bukan" in html
    html = await joko.read(f"/aduan/{ticket.number}")
    assert "Ya, milik kami" in html
    assert "Jawaban DLH" in html
    assert await town.said(ticket) == []
    async with town.database.read() as unit:
        kinds = [event.kind for event in await unit.tickets.events(ticket.id)]
    assert kinds.count(EventKind.HELP_GIVEN) == 1
    assert "Tidak ada permintaan yang menunggu" in await wati.read("/permintaan")


async def test_a_supporting_agency_sees_the_case_and_answers_its_part(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    request = await ask(town, joko, ticket, jenis="part", isi="Angkut ranting")
    html = await wati.read(f"/aduan/{ticket.number}")
    assert f'href="/permintaan/{request.id}"' in html
    assert f'href="/aduan/{ticket.number}"' in await wati.read(f"/permintaan/{request.id}")
    await wati.post(f"/permintaan/{request.id}/jawab", isi="Sudah diangkut")
    assert "Sudah diangkut" in await joko.read(f"/aduan/{ticket.number}")


async def test_a_request_is_unknown_to_all_but_the_agency_that_was_asked(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, rini = await town.complain(), await new_browser("joko"), await new_browser("rini")
    request = await ask(town, joko, ticket)
    for browser in (joko, rini):
        assert (await browser.open(f"/permintaan/{request.id}")).status == 404
        assert (await browser.post(f"/permintaan/{request.id}/jawab", isi="x")).status == 404
        assert ticket.number not in await browser.read("/permintaan")


async def test_what_became_secret_is_no_longer_shown_to_who_was_asked(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, joko, wati = await town.complain(), await new_browser("joko"), await new_browser("wati")
    request = await ask(town, joko, ticket)
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        object.__setattr__(stored, "visibility", "secret")
        await unit.tickets.save(stored)
        await unit.commit()
    assert (await wati.open(f"/permintaan/{request.id}")).status == 404
    assert ticket.number not in await wati.read("/permintaan")


async def test_a_late_answer_is_called_late_in_words(town: Town, new_browser: NewBrowser) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    await ask(town, joko, ticket, hari="1")
    town.ahead = timedelta(days=20)
    await joko.sign_in("joko")
    assert "Terlambat" in (await joko.read(f"/aduan/{ticket.number}")).split('id="bantuan"', 1)[1]
    await town.officer("kepala", Role.HEAD, "DLH")
    assert "Terlambat" in await (await new_browser("kepala")).read("/permintaan")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"jenis": "apa"}, "minta dukungan atau bertanya"),
        ({"opd": "PLN"}, "Pilih OPD yang diminta"),
        ({"opd": "DPUPR"}, "Pilih OPD yang diminta"),
        ({"hari": "0"}, "Isi angka 1 sampai 30"),
        ({"hari": "tiga"}, "Isi angka 1 sampai 30"),
        ({"isi": ""}, "kosong"),
    ],
)
async def test_an_unfit_request_is_refused_with_its_words(
    town: Town, new_browser: NewBrowser, fields: dict[str, str], why: str
) -> None:
    ticket, joko = await town.complain(), await new_browser("joko")
    form = {"jenis": "part", "opd": "DLH", "isi": "Angkut ranting", "hari": "3"} | fields
    response = await joko.post(f"/aduan/{ticket.number}/minta", **form)
    html = await response.text()
    assert response.status == 422
    assert why in html
    assert form["isi"] in html
    assert await town.ticket(ticket) == ticket


async def test_a_secret_case_is_shared_with_nobody(town: Town, new_browser: NewBrowser) -> None:
    ticket, rini = (
        await town.complain("Pungli", "anak", sensitivity=("kekerasan",)),
        await new_browser("rini"),
    )
    assert f"/aduan/{ticket.number}/minta" not in await rini.read(f"/aduan/{ticket.number}")
    form = {"jenis": "question", "opd": "DLH", "isi": "Siapa itu?", "hari": "3"}
    response = await rini.post(f"/aduan/{ticket.number}/minta", **form)
    assert response.status == 409
    assert "Siapa itu?" in await response.text()
