"""Page "Koreksi": the trainer reads lessons, ticks them, and takes a training file along."""

import re
from pathlib import Path

import pytest

from nlu.training_data import read_training_data
from storage.corrections import What
from storage.staff import Role
from tests.inbox.browser import Browser
from tests.inbox.conftest import NewBrowser
from tests.inbox.town import Town

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def trainer(town: Town, new_browser: NewBrowser) -> Browser:
    await town.officer("pelatih", Role.TRAINER)
    for text, what, after in (
        ("bu sekar lapor sampah bau", What.TOPIC, "sampah"),
        ("air meluap ke jalan", What.AGENCY, "DLH"),
    ):
        ticket = await town.complain(text)
        async with town.database.write() as unit:
            await unit.corrections.note(ticket, what, "jalan", after, "petugas", town.now())
            await unit.commit()
    return await new_browser("pelatih")


async def test_lessons_are_listed_without_names_and_downloaded_as_training_lines(
    trainer: Browser, tmp_path: Path
) -> None:
    html = await trainer.read("/koreksi")
    assert "bu [nama] lapor sampah bau" in html
    assert "Jalan rusak → Sampah" in html
    first, second = re.findall(r'name="pilih" value="(\d+)"', html)
    for _ in range(2):  # the same form twice gives the same file
        response = await trainer.post("/koreksi", pilih=first, **{f"topik-{first}": "sampah"}, aksi="unduh")
        assert response.status == 200
        assert "attachment" in response.headers["Content-Disposition"]
        (tmp_path / "k.yml").write_bytes(await response.read())
        examples = read_training_data(tmp_path).examples
        assert [(each.label, each.text) for each in examples] == [
            ("lapor/sampah", "bu nama lapor sampah bau")
        ]
    html = await trainer.read("/koreksi")
    assert re.findall(r'name="pilih" value="(\d+)"', html) == [second]


async def test_a_lesson_without_a_topic_is_refused_and_the_tick_kept(trainer: Browser) -> None:
    ids = re.findall(r'name="pilih" value="(\d+)"', await trainer.read("/koreksi"))
    response = await trainer.post("/koreksi", pilih=ids[1], **{f"topik-{ids[1]}": "tidak_ada"}, aksi="unduh")
    html = await response.text()
    assert response.status == 422
    assert "Pilih topiknya" in html
    assert f'value="{ids[1]}" checked' in html
    assert (await trainer.post("/koreksi", aksi="unduh")).status == 422
    assert (await trainer.post("/koreksi", pilih="9" * 30, aksi="unduh")).status == 422


async def test_what_is_set_aside_leaves_the_list_and_is_never_taught(trainer: Browser, town: Town) -> None:
    ids = re.findall(r'name="pilih" value="(\d+)"', await trainer.read("/koreksi"))
    assert (await trainer.post("/koreksi", pilih=ids[0], aksi="sisihkan")).status == 303
    assert f'value="{ids[0]}"' not in await trainer.read("/koreksi")
    async with town.database.read() as unit:
        assert [each.intent for each in await unit.corrections.some([int(ids[0])])] == [""]
