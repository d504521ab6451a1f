"""Fast bubbles are one turn, one answer; what cannot wait does not."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.gateway import Gateway
from bot.settle import Settling
from bot.sieve import read_sieve
from messages import Attachment, MessageKind, Point
from storage import Cipher, Database
from storage.database import open_database
from tests.bot.test_worker import Office
from tests.conftest import KEY, ROOT
from tests.fakes import PlainTexts, letter

WORDS = timedelta(seconds=3)
PHOTO = {"kind": MessageKind.PHOTO, "attachments": (Attachment(MessageKind.PHOTO, "foto"),)}


class Desk(Office):
    """An office whose gateway waits for more."""

    def __init__(self, database: Database, words: timedelta = WORDS) -> None:
        super().__init__(database)
        sieve = read_sieve(ROOT / "data")
        settling = Settling(timedelta(seconds=1.5), words, timedelta(seconds=10), sieve)
        self.gateway = Gateway(database, self.clock, settling)

    async def write(self, text: str, n: int, **more: object) -> None:
        """Write now, by the citizen's clock as by ours."""
        await self.receive(text, n, provider_time=self.clock(), **more)

    async def heard(self, **passed: float) -> list[str]:
        """Let time pass and the worker work; return everything heard so far."""
        self.clock.forward(**passed)
        await self.work()
        return self.speaker.heard


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
async def quick_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """On SQLite alone: what is asked here hangs on no database."""
    url = f"sqlite:///{tmp_path / 'tanggap.db'}"
    async with open_database(url, Cipher(KEY), texts=PlainTexts()) as database:
        yield Desk(database)


async def test_four_fast_bubbles_are_one_turn(desk: Desk) -> None:
    await desk.write("pak", 1)
    assert await desk.heard(seconds=2) == []
    await desk.write("jalan depan pasar", 2)
    assert await desk.heard(seconds=2) == []
    await desk.write("bolong", 3)
    assert await desk.heard(seconds=2) == []
    await desk.write("", 4, **PHOTO)
    assert await desk.heard(seconds=2) == []
    assert await desk.heard(seconds=1) == ["pak+jalan depan pasar+bolong+"]


async def test_a_burst_ends_ten_seconds_after_its_first_bubble(desk: Desk) -> None:
    for n in range(5):
        await desk.write(f"kata {'abcde'[n]}", n)
        desk.clock.forward(seconds=2)
    assert await desk.heard() == ["kata a+kata b+kata c+kata d+kata e"]


async def test_a_whole_sentence_is_answered_at_once(quick_desk: Desk) -> None:
    await quick_desk.write("lampu jalan di depan balai desa mati", 1)
    assert await quick_desk.heard() == ["lampu jalan di depan balai desa mati"]


@pytest.mark.parametrize(
    "text",
    ["ya", "Belum.", "5", "/start", "KLT-3W7QHD-5", "lampu mati!", "kebakaran pak", "ada yg tenggelam"],
)
async def test_what_is_complete_or_in_danger_does_not_wait(quick_desk: Desk, text: str) -> None:
    await quick_desk.write(text, 1)
    assert await quick_desk.heard() == [text]


async def test_a_cry_for_help_ends_the_waiting(quick_desk: Desk) -> None:
    await quick_desk.write("pak", 1)
    await quick_desk.write("tolong ada kebakaran di bengkel samping pasar", 2)
    assert await quick_desk.heard() == ["pak+tolong ada kebakaran di bengkel samping pasar"]


async def test_a_button_ends_the_waiting_and_is_a_turn_of_its_own(quick_desk: Desk) -> None:
    await quick_desk.write("pak", 1)
    await quick_desk.write("Sudah benar", 2, kind=MessageKind.BUTTON, payload="/setuju")
    assert await quick_desk.heard() == ["pak", "Sudah benar"]


async def test_a_pin_alone_does_not_wait(quick_desk: Desk) -> None:
    await quick_desk.write("", 1, kind=MessageKind.LOCATION, point=Point(-7.7, 110.6))
    assert await quick_desk.heard() == [""]


async def test_a_photo_without_words_waits_for_them(quick_desk: Desk) -> None:
    await quick_desk.write("", 1, **PHOTO)
    assert await quick_desk.heard(seconds=2) == []
    await quick_desk.write("pohon tumbang menutup jalan desa ngemplak", 2)
    assert await quick_desk.heard(seconds=3) == ["+pohon tumbang menutup jalan desa ngemplak"]


async def test_photos_that_no_channel_bound_together_are_one_turn(quick_desk: Desk) -> None:
    await quick_desk.write("sampah menumpuk di tps gading sudah lima hari", 1, **PHOTO)
    await quick_desk.write("", 2, **PHOTO)
    await quick_desk.write("", 3, **PHOTO)
    assert await quick_desk.heard(seconds=3) == ["sampah menumpuk di tps gading sudah lima hari++"]


async def test_the_pieces_of_a_long_letter_are_one_turn(quick_desk: Desk) -> None:
    pieces = ["jalan rusak " * 340, "jalan rusak " * 340, "demikian terima kasih"]
    for n, piece in enumerate(pieces):
        await quick_desk.write(piece, n)
    assert await quick_desk.heard(seconds=3) == ["+".join(pieces)]


async def test_two_citizens_never_share_a_turn(quick_desk: Desk) -> None:
    await quick_desk.write("pak", 1)
    await quick_desk.write("bu", 2, citizen="siti")
    assert sorted(await quick_desk.heard(seconds=3)) == ["bu", "pak"]


async def test_hours_of_messages_that_arrive_at_once_are_no_burst(quick_desk: Desk) -> None:
    for n in range(3):
        written = quick_desk.clock() - timedelta(hours=3 - n)
        await quick_desk.receive("pak", n, provider_time=written)
    assert await quick_desk.heard(seconds=3) == ["pak", "pak", "pak"]


async def test_what_comes_after_a_failed_try_is_a_turn_of_its_own(desk: Desk) -> None:
    desk.speaker.failures["pak+jalan rusak"] = ValueError("once")
    await desk.write("pak", 1)
    await desk.write("jalan rusak", 2)
    assert await desk.heard(seconds=3) == []
    desk.speaker.failures.clear()
    await desk.write("depan pasar", 3)
    assert await desk.heard(minutes=1) == ["pak+jalan rusak", "depan pasar"]


async def test_a_killed_process_leaves_the_burst_as_it_was(desk: Desk) -> None:
    await desk.write("pak", 1)
    await desk.write("jalan rusak", 2)
    desk.clock.forward(seconds=3)
    assert await desk.worker._claim(1)  # the process dies here
    await desk.write("depan pasar", 3)
    assert await desk.heard(minutes=2) == ["pak+jalan rusak", "depan pasar"]


async def test_nothing_waits_where_waiting_is_switched_off(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tanggap.db'}"
    async with open_database(url, Cipher(KEY), texts=PlainTexts()) as database:
        desk = Desk(database, words=timedelta())
        await desk.write("pak", 1)
        assert await desk.heard() == ["pak"]
        await desk.write("", 2, group_id="album", **PHOTO)
        await desk.write("jalan rusak", 3)
        assert await desk.heard(seconds=2) == ["pak", "", "jalan rusak"]


async def test_a_groups_chatter_joins_no_burst(quick_desk: Desk) -> None:
    await quick_desk.write("pak", 1)
    await quick_desk.gateway.accept(
        [(letter("rame ya", external_id="message:2", direct=False, provider_time=quick_desk.clock()), b"")]
    )
    assert await quick_desk.heard(seconds=3) == ["pak"]
