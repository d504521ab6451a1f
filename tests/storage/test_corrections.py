"""The ledger of corrections: lessons without personal data, none of secret matters, each taken once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.start import new_key
from app.tools import export_corrections
from nlu.corrected import training_file
from nlu.training_data import read_training_data
from settings import Settings
from storage import Database
from storage.corrections import Correction, What
from tests.inbox.town import ROUTING, Town
from tickets.ticket import Ticket, Visibility


@pytest.fixture
async def town(database: Database, tmp_path: Path) -> Town:
    async with database.write() as unit:
        await unit.routing.add_version(ROUTING, "uji", datetime.now(UTC))
        await unit.commit()
    return Town(database, tmp_path)


async def correct(town: Town, ticket: Ticket, after: str = "sampah", what: What = What.TOPIC) -> bool:
    async with town.database.write() as unit:
        noted = await unit.corrections.note(ticket, what, ticket.topic, after, "petugas", town.now())
        await unit.commit()
        return noted


async def pending(town: Town) -> list[Correction]:
    async with town.database.read() as unit:
        return await unit.corrections.pending()


async def test_a_corrected_topic_is_a_lesson_without_personal_data(town: Town) -> None:
    ticket = await town.complain("bu sekar lapor sampah bau, hp 081234567890", name="Bu Sekar")
    assert await correct(town, ticket)
    (lesson,) = await pending(town)
    assert lesson.text == "bu [nama] lapor sampah bau, hp [telepon]"
    assert (lesson.what, lesson.before, lesson.after) == (What.TOPIC, "jalan", "sampah")
    assert lesson.intent == "lapor/sampah"


async def test_a_corrected_agency_leaves_the_label_to_the_trainer(town: Town) -> None:
    assert await correct(town, await town.complain(), "DLH", What.AGENCY)
    assert [lesson.intent for lesson in await pending(town)] == [""]


async def test_what_did_not_change_or_has_no_words_is_no_lesson(town: Town) -> None:
    assert not await correct(town, await town.complain(), "jalan")
    assert not await correct(town, await town.complain("", mime="image/png"))
    assert await pending(town) == []


async def test_a_secret_ticket_never_enters_the_ledger(town: Town) -> None:
    assert not await correct(town, await town.complain("Anak dipukul", "anak", sensitivity=("kekerasan",)))
    assert await pending(town) == []


async def test_a_ticket_that_becomes_secret_takes_its_lesson_back(town: Town) -> None:
    ticket = await town.complain()
    assert await correct(town, ticket)
    async with town.database.write() as unit:
        stored = await unit.tickets.get(ticket.id)
        object.__setattr__(stored, "visibility", Visibility.SECRET)
        await unit.tickets.save(stored)
        await unit.commit()
    assert await pending(town) == []
    assert not await correct(town, ticket), "even when the caller holds an older state"


async def test_a_lesson_is_taken_once_and_keeps_its_first_label(town: Town) -> None:
    await correct(town, await town.complain())
    (lesson,) = await pending(town)
    async with town.database.write() as unit:
        await unit.corrections.mark_exported({lesson.id: "lapor/sampah"}, town.now())
        await unit.corrections.mark_exported({lesson.id: "lapor/jalan"}, town.now())
        await unit.commit()
        (taken,) = await unit.corrections.some([lesson.id])
    assert taken.intent == "lapor/sampah"
    assert taken.exported_at is not None
    assert await pending(town) == []


async def test_the_command_writes_a_file_that_training_reads(town: Town, tmp_path: Path) -> None:
    await correct(town, await town.complain("sampah: bau # sekali [x](y) 'a' | {b}\nbaris dua"))
    await correct(town, await town.complain(), "DLH", What.AGENCY)
    url = town.database.url.render_as_string(hide_password=False)
    url = url.replace("+aiosqlite", "").replace("+psycopg", "")
    settings, out = (
        Settings(database_url=SecretStr(url), contact_key=SecretStr(new_key())),
        tmp_path / "nlu" / "k.yml",
    )
    assert await export_corrections(settings, out) == (1, 1)
    examples = read_training_data(out.parent).examples
    assert [(each.label, each.text) for each in examples] == [
        ("lapor/sampah", "sampah: bau # sekali x (y) 'a' b baris dua")
    ]
    assert await export_corrections(settings, out) == (0, 1), "what is taken is taken"
    assert len(read_training_data(out.parent).examples) == 1, "and an empty round leaves the file alone"


def test_of_one_text_with_two_labels_the_later_stays(tmp_path: Path) -> None:
    (tmp_path / "k.yml").write_text(
        training_file([("lapor/jalan", "Sampah bau"), ("lapor/sampah", "sampah  bau"), ("lapor/jalan", " ")]),
        encoding="utf-8",
    )
    assert [each.label for each in read_training_data(tmp_path).examples] == ["lapor/sampah"]


def test_an_empty_file_is_still_one_that_training_reads() -> None:
    assert training_file([]).endswith("nlu: []\n")
