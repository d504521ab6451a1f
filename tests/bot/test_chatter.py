"""Programs are not talked with for ever; people are heard, however much they write."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chatter import LAST_WORD, Chatter, Verdict
from bot.sieve import read_sieve
from messages import MessageKind
from storage import Cipher
from storage.database import open_database
from tests.bot.test_worker import Office
from tests.conftest import KEY, ROOT
from tests.fakes import PlainTexts


class Desk(Office):
    """An office that asks the judge instead of answering."""

    chatter = Chatter(3, read_sieve(ROOT / "data"))
    written = 0

    async def write(self, text: str, **more: Any) -> None:
        self.written += 1
        await self.receive(text, self.written, provider_time=self.clock(), **more)

    async def judged(self, last: str | None = None) -> Verdict:
        """Return the verdict on what was written last; `last` is the response said before it."""
        said = {"response": last, "age_seconds": 5.0} if last else None
        async with self.database.read() as unit:
            newest = await unit.journal.get(self.written)
            return await self.chatter.judge(unit.journal.glimpse, [newest], said)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_database(
        f"sqlite:///{tmp_path / 'tanggap.db'}", Cipher(KEY), texts=PlainTexts()
    ) as database:
        yield Desk(database)


async def test_more_typed_turns_a_minute_than_the_setting_are_a_programs(desk: Desk) -> None:
    verdicts = []
    for n in range(5):
        await desk.write(f"menu {n}")
        verdicts.append(await desk.judged())
        desk.clock.forward(seconds=5)
    assert verdicts == [Verdict.ANSWER] * 3 + [Verdict.LAST_WORD] * 2


async def test_a_person_who_writes_every_half_minute_is_answered(desk: Desk) -> None:
    for n in range(50):
        await desk.write(f"kalimat {n}")
        desk.clock.forward(seconds=75)
    assert await desk.judged() is Verdict.ANSWER


async def test_a_slow_program_is_known_within_the_hour(desk: Desk) -> None:
    for n in range(61):
        await desk.write(f"kalimat {n}")
        desk.clock.forward(seconds=25)
    assert await desk.judged() is Verdict.LAST_WORD


async def test_the_bubbles_of_a_burst_count_once(desk: Desk) -> None:
    for n in range(6):
        await desk.write(f"kata {n}", group_id="burst:1")
    await desk.write("selesai")
    assert await desk.judged() is Verdict.ANSWER


async def test_buttons_and_photos_are_a_persons(desk: Desk) -> None:
    for _ in range(9):
        await desk.write("Sudah", kind=MessageKind.BUTTON, payload="/sudah_beres")
    assert await desk.judged() is Verdict.ANSWER


async def test_the_same_words_five_times_running_are_a_programs(desk: Desk) -> None:
    for _ in range(5):
        await desk.write("Promo hari ini!")
        desk.clock.forward(seconds=100)
    assert await desk.judged() is Verdict.LAST_WORD


async def test_other_words_in_between_are_a_persons(desk: Desk) -> None:
    for text in ("halo", "halo", "halo", "jalan rusak", "halo", "halo"):
        await desk.write(text)
        desk.clock.forward(seconds=100)
    assert await desk.judged() is Verdict.ANSWER


async def test_after_the_last_word_there_is_silence_until_it_was_quiet(desk: Desk) -> None:
    await desk.write("promo")
    desk.clock.forward(minutes=9)
    await desk.write("promo lagi")
    assert await desk.judged(LAST_WORD) is Verdict.SILENCE
    desk.clock.forward(minutes=11)
    await desk.write("lampu jalan mati")
    assert await desk.judged(LAST_WORD) is Verdict.ANSWER


async def test_a_cry_for_help_is_heard_once_in_the_silence(desk: Desk) -> None:
    await desk.write("promo")
    await desk.write("tolong kebakaran di pasar")
    assert await desk.judged(LAST_WORD) is Verdict.ANSWER
    await desk.write("tolong kebakaran di pasar")
    assert await desk.judged(LAST_WORD) is Verdict.SILENCE


async def test_an_automatic_answer_is_one_only_after_we_spoke(desk: Desk) -> None:
    await desk.write("Terima kasih telah menghubungi Toko Maju Jaya.")
    assert await desk.judged() is Verdict.ANSWER
    assert await desk.judged("utter_sapa") is Verdict.SILENCE


async def test_a_replay_of_hours_within_a_second_is_no_program(desk: Desk) -> None:
    for n in range(20):
        at = desk.clock() - timedelta(hours=3) + timedelta(minutes=n)
        desk.written += 1
        await desk.receive(f"pesan {n}", desk.written, provider_time=at)
    assert await desk.judged() is Verdict.ANSWER
