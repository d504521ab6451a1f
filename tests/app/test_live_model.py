"""A running house takes new words and another model without a restart."""

import asyncio
import shutil
from pathlib import Path

from app.house import open_house
from app.start import new_key
from bot.turn import Speaker
from nlu.model_choice import use
from nlu.model_folder import MANIFEST, current_model, name_current, read_json, seal
from settings import read_settings
from tests.conftest import ROOT

SOON = 20.0  #: seconds; some two, where the machine is not busy with other tests
TEXT = "wongwang di pasar"


async def test_a_running_house_takes_new_words_and_another_model(tmp_path: Path, models: Path) -> None:
    data = shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("nlu", "exam"))
    for name in ("lama", "baru"):
        shutil.copytree(current_model(models), tmp_path / "models" / name)
    _make_unsure(tmp_path / "models" / "baru")
    name_current(tmp_path / "models", "lama")
    settings = read_settings(var_dir=tmp_path, data_dir=data, contact_key=new_key())
    async with open_house(settings) as house:
        speaker = house.worker._speaker
        with (data / "lexicon" / "slang.yml").open("a") as slang:
            slang.write("\nwongwang: lampu jalan mati\n")
        await _parsed_soon(speaker, "listrik_pju", sure=True)
        use(tmp_path / "models" / "baru")
        await _parsed_soon(speaker, "listrik_pju", sure=False)


def _make_unsure(folder: Path) -> None:
    manifest = read_json(folder / MANIFEST)
    (folder / MANIFEST).unlink()
    never = {name: 2.0 for name in manifest["thresholds"] if name.startswith("topic_is_sure")}
    kept = {name: each for name, each in manifest.items() if name not in {"seal", "files"}}
    seal(folder, kept | {"thresholds": manifest["thresholds"] | never})


async def _parsed_soon(speaker: Speaker, topic: str, *, sure: bool) -> None:
    async with asyncio.timeout(SOON):
        while True:
            parsed = await speaker.parse(TEXT)
            if (parsed["topic"]["name"], parsed["topic_is_sure"]) == (topic, sure):
                return
            await asyncio.sleep(0.05)
