"""A message of several matters as the officers of one of them see it."""

import pytest

from storage.alike import alike, report_of
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

WHOLE = "Jalan berlubang di depan pasar, terus anak tetangga dipukuli"
OWN = "Jalan berlubang di depan pasar"


@pytest.fixture
def inbox_url(database_url: str) -> str:
    """On both databases: each has its own index of words."""
    return database_url


async def complain(town: Town, *, only: bool) -> Ticket:
    ticket = await town.complain(WHOLE)
    async with town.database.write() as unit:
        ids = await unit.tickets.message_ids(ticket.id)
        await unit.parts.keep(ticket.id, ids, 1, OWN, only=only)
        await unit.commit()
    return ticket


async def test_the_own_part_stands_before_the_whole_message(town: Town, new_browser: NewBrowser) -> None:
    ticket = await complain(town, only=False)
    page = await (await new_browser("joko")).read(f"/aduan/{ticket.number}")
    assert page.index(f"aduan ini nomor 1: “{OWN}”") < page.index(WHOLE)


async def test_what_is_another_keepers_secret_is_on_no_page(town: Town, new_browser: NewBrowser) -> None:
    ticket = await complain(town, only=True)
    browser = await new_browser("joko")
    case, queue = await browser.read(f"/aduan/{ticket.number}"), await browser.read("/")
    assert OWN in case
    assert OWN in queue
    assert "dipukuli" not in case + queue
    assert "Pesan ini memuat" not in case


async def test_what_is_shown_on_another_ticket_later_stays_veiled(
    town: Town, new_browser: NewBrowser
) -> None:
    ticket, other = await complain(town, only=True), await town.complain("Trotoar rusak")
    await town.link(other, ticket.source_message_id)
    page = await (await new_browser("joko")).read(f"/aduan/{other.number}")
    assert OWN in page
    assert "dipukuli" not in page


async def test_reports_are_compared_by_their_own_part(town: Town) -> None:
    ticket = await complain(town, only=False)
    other = await town.complain(OWN)
    async with town.database.read() as unit:
        assert (await report_of(unit, ticket)).text == OWN
        compared, others = await alike(unit, other)
        assert (compared.number, [report.text for report in others]) == (other.number, [OWN])
