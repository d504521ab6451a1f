"""Photos that are weighed: what is kept of them, what is found again, and who may say so."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.media import MediaFetcher
from messages import Attachment, Point
from storage import Database, UnitOfWork
from storage.evidence_rows import Evidence, Verdict, doubt_json, doubt_of
from storage.officer_photos import KeptPhoto, OfficerPhotos
from storage.scope import in_scope
from storage.staff import Officer, Role
from tests.fakes import PaperChannel
from tests.inbox.town import ROUTING, Town
from tests.phone_photo import phone_photo, with_exif
from tests.storage.scenes import scene
from tickets.errors import TicketNotFound
from tickets.evidence import Known, PhotoFacts, SameAsComplaint, SameAsEarlier, TakenBefore, TakenElsewhere
from tickets.ticket import Ticket

PIN = Point(-7.7, 110.6)
JAKARTA = ZoneInfo("Asia/Jakarta")


class PhotoChannel(PaperChannel):
    """Has one photo of a citizen's."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        del attachment, limit
        return self.content


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> Town:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()
    return Town(database, tmp_path / "media")


@pytest.fixture
async def joko(town: Town) -> Officer:
    return await town.officer("joko", Role.OFFICER, "DPUPR")


async def complained(town: Town, photo: bytes, *, topic: str = "jalan") -> Ticket:
    """Let a citizen complain with a photo, which the fetcher takes before or after the ticket is there."""
    ticket = await town.complain(topic=topic, mime="image/jpeg", point=PIN)
    fetcher = MediaFetcher(
        town.database, {"telegram": PhotoChannel(photo)}, town.media_dir, 10**7, town.now, JAKARTA
    )
    assert await fetcher.step()
    return ticket


async def shown(town: Town, ticket: Ticket, photo: bytes, officer: Officer) -> list[object]:
    """Let an officer show a photo; returns the doubts."""
    kept = await OfficerPhotos(town.media_dir, JAKARTA).keep(photo)
    async with town.database.write() as unit:
        doubts = await unit.evidence.add_evidence(ticket, kept, officer.id, town.now())
        await unit.commit()
    return list(doubts)


async def evidence(town: Town, ticket: Ticket) -> list[Evidence]:
    async with town.database.read() as unit:
        return await unit.evidence.of_ticket(ticket.id)


async def waiting(unit: UnitOfWork, officer: Officer) -> list[str]:
    return [each.number for each in await unit.evidence.waiting_review(in_scope(officer))]


def recompressed(seed: int) -> bytes:
    return with_exif(scene(seed).resize((800, 600)))


async def test_an_honest_photo_raises_no_doubt(town: Town, joko: Officer) -> None:
    ticket = await complained(town, phone_photo(1))
    photo = phone_photo(2, taken=town.now(), point=Point(-7.7001, 110.6001))
    assert await shown(town, ticket, photo, joko) == []
    [kept] = await evidence(town, ticket)
    assert (kept.verdict, kept.doubts, kept.officer_id) == (Verdict.CLEAR, (), joko.id)


async def test_the_complaints_own_photo_is_found_even_recompressed(town: Town, joko: Officer) -> None:
    ticket = await complained(town, phone_photo(1))
    [doubt] = await shown(town, ticket, recompressed(1), joko)
    assert isinstance(doubt, SameAsComplaint)
    [kept] = await evidence(town, ticket)
    assert (kept.verdict, list(kept.doubts)) == (Verdict.WAITING, [doubt])


async def test_a_photo_taken_before_and_elsewhere_is_doubted_for_both(town: Town, joko: Officer) -> None:
    ticket = await complained(town, phone_photo(1))
    taken = (town.now() - timedelta(days=9)).replace(microsecond=0)
    doubts = await shown(town, ticket, phone_photo(2, taken=taken, point=Point(-7.8, 110.6)), joko)
    assert doubts == [TakenBefore(taken), TakenElsewhere(11120)]
    assert list((await evidence(town, ticket))[0].doubts) == doubts


async def test_evidence_of_another_case_is_found_and_a_complaint_of_another_is_none(
    town: Town, joko: Officer
) -> None:
    await complained(town, phone_photo(3))
    first, second = await complained(town, phone_photo(1)), await complained(town, phone_photo(2))
    assert await shown(town, first, phone_photo(3), joko) == []
    [doubt] = await shown(town, second, recompressed(3), joko)
    assert isinstance(doubt, SameAsEarlier)
    assert doubt.known.ticket_id == first.id


async def test_the_very_same_dark_photo_is_found_though_it_has_no_hash(town: Town, joko: Officer) -> None:
    night = with_exif(Image.new("RGB", (640, 480), "black"))
    first, second = await complained(town, night), await complained(town, phone_photo(2))
    assert await shown(town, first, night, joko) == [SameAsComplaint(0)]
    [doubt] = await shown(town, second, night, joko)
    assert isinstance(doubt, SameAsEarlier)


async def test_a_photo_seen_before_is_found_among_hundreds_with_a_near_band(
    town: Town, joko: Officer
) -> None:
    first, second, dice = await town.complain(), await town.complain(), random.Random(1)
    wanted = dice.getrandbits(64)
    others = [wanted & 0xFFFF | dice.getrandbits(48) << 16 for _ in range(300)]
    async with town.database.write() as unit:
        for n, one in enumerate([*others, wanted ^ 0b111]):
            photo = KeptPhoto(f"{n:064x}", PhotoFacts(one))
            await unit.evidence.add_evidence(first, photo, joko.id, town.now())
        photo = KeptPhoto("f" * 64, PhotoFacts(wanted))
        [doubt] = await unit.evidence.add_evidence(second, photo, joko.id, town.now())
    assert isinstance(doubt, SameAsEarlier)
    assert doubt == SameAsEarlier(3, Known(doubt.known.attachment_id, first.id, wanted ^ 0b111))


async def test_photos_of_one_deed_are_not_held_against_each_other(town: Town, joko: Officer) -> None:
    ticket, now = await complained(town, phone_photo(1)), town.now()
    shelf = OfficerPhotos(town.media_dir, JAKARTA)
    photos = [await shelf.keep(content) for content in (phone_photo(2), recompressed(2))]
    async with town.database.write() as unit:
        doubts = [await unit.evidence.add_evidence(ticket, photo, joko.id, now) for photo in photos * 2]
        await unit.commit()
    assert doubts == [[], [], [], []]
    assert len(await evidence(town, ticket)) == 2


async def test_a_photo_shown_again_after_a_reopening_is_doubted(town: Town, joko: Officer) -> None:
    ticket = await complained(town, phone_photo(1))
    await shown(town, ticket, phone_photo(2), joko)
    town.ahead += timedelta(days=2)
    [doubt] = await shown(town, ticket, phone_photo(2), joko)
    assert isinstance(doubt, SameAsEarlier)
    assert doubt.known.ticket_id == ticket.id


async def test_a_citizens_photo_counts_though_its_ticket_came_later(town: Town, joko: Officer) -> None:
    ticket = await town.complain()
    message_id, _, _ = await town.write("warga-1", "", mime="image/jpeg")
    fetcher = MediaFetcher(
        town.database, {"telegram": PhotoChannel(phone_photo(5))}, town.media_dir, 10**7, town.now
    )
    assert await fetcher.step()
    await town.link(ticket, message_id)
    assert [type(doubt) for doubt in await shown(town, ticket, phone_photo(5), joko)] == [SameAsComplaint]


async def test_a_file_that_is_no_photo_is_stored_without_a_row(town: Town) -> None:
    ticket = await complained(town, b"%PDF-1.4 bukan foto")
    async with town.database.read() as unit:
        [stored] = await unit.media.of_messages(await unit.tickets.message_ids(ticket.id))
        assert stored.state == "stored"
        assert await unit.evidence.complaint_photos(ticket.id) == []


async def test_only_those_in_scope_see_what_waits_and_settle_it_once(town: Town, joko: Officer) -> None:
    head = await town.officer("kepala", Role.HEAD, "DPUPR")
    other = await town.officer("wati", Role.HEAD, "DLH")
    ticket = await complained(town, phone_photo(1))
    await shown(town, ticket, phone_photo(1), joko)
    [kept] = await evidence(town, ticket)
    async with town.database.write() as unit:
        assert await waiting(unit, other) == []
        with pytest.raises(TicketNotFound):
            await unit.evidence.settle(kept.id, other, Verdict.FITS, town.now())
        assert await waiting(unit, head) == [ticket.number]
        assert await unit.evidence.settle(kept.id, head, Verdict.ANOTHER, town.now())
        assert not await unit.evidence.settle(kept.id, head, Verdict.FITS, town.now())
        assert await waiting(unit, head) == []
        await unit.commit()
    [kept] = await evidence(town, ticket)
    assert (kept.verdict, kept.reviewed_by) == (Verdict.ANOTHER, head.id)


async def test_the_number_of_a_case_out_of_scope_is_not_told(town: Town, joko: Officer) -> None:
    ours, theirs = await town.complain(), await town.complain("Sampah", "sampah")
    async with town.database.read() as unit:
        assert await unit.evidence.numbers({ours.id, theirs.id}, in_scope(joko)) == {ours.id: ours.number}


@pytest.mark.parametrize(
    "doubt",
    [
        SameAsComplaint(3),
        SameAsEarlier(0, Known("e" * 32, "t" * 32, 2**64 - 1)),
        TakenBefore(datetime(2026, 11, 3, 2, tzinfo=UTC)),
        TakenElsewhere(1200),
    ],
    ids=lambda doubt: type(doubt).__name__,
)
def test_a_doubt_comes_back_as_it_was_kept(doubt: SameAsComplaint) -> None:
    assert doubt_of(doubt_json(doubt)) == doubt
