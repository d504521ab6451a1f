"""A message of several matters as the officers of one of them see it."""

from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town
from tickets.ticket import Ticket

WHOLE = "Jalan berlubang di depan pasar, terus anak tetangga dipukuli"
OWN = "Jalan berlubang di depan pasar"


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
