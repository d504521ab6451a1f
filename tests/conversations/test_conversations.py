"""Every file of this folder is one conversation; README.md explains how to write one."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nlu.interpreter import Interpreter
from nlu.pipeline import load_interpreter
from nlu.training import train
from tests.conftest import ROOT
from tests.conversations.line import DATA, open_line
from tests.conversations.play import Stage
from tests.conversations.script import Script, read_script
from tests.fakes import Clock

SCRIPTS = [read_script(path) for path in sorted(Path(__file__).parent.glob("*.yml"))]
#: Kept between runs: training takes half a minute, and is skipped while the data stay the same.
MODELS = ROOT / "var" / "test-models"


def case(script: Script) -> Any:
    """One that waits for something must fail until it comes, and then says so."""
    waits = [pytest.mark.xfail(strict=True, reason=script.waits)] if script.waits else []
    return pytest.param(script, id=script.path.stem, marks=waits)


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return load_interpreter(train(DATA, MODELS, lambda _: None), "KLT")


@pytest.mark.timeout(300)  # the first one may have to wait for the training
@pytest.mark.parametrize("script", [case(script) for script in SCRIPTS])
async def test_the_conversation_goes_as_written(
    script: Script, tmp_path: Path, interpreter: Interpreter
) -> None:
    clock = Clock(script.clock.replace(tzinfo=ZoneInfo("Asia/Jakarta")))
    settings = script.settings if script.region else {"region_dir": tmp_path / "tanpa-peta"} | script.settings
    async with open_line(tmp_path, interpreter, clock, settings) as line:
        await Stage(line, script).play()
