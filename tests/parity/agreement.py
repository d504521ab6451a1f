"""How often Rasa with an understanding of its own answers as we do: its light pipeline, learnt from our sentences."""

import asyncio
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
from ruamel.yaml import YAML

from bot.dialogue.under_way import TurnsUnderWay, TurnUnderWay
from nlu.interpreter import Interpreter
from nlu.pipeline import load_interpreter
from nlu.training import train as train_language
from tests.conftest import ROOT
from tests.conversations.line import DATA
from tests.conversations.script import Script
from tests.parity.rasa_process import ENDPOINTS, LIGHT, SENTENCES, serve, train
from tests.parity.recording import ENDS, Record, record
from tests.servers import free_port

Played = tuple[Script, list[Record]]


class NeverAsked(TurnsUnderWay):
    """Rasa does not ask us what a text means, and need not."""

    @contextmanager
    def begin(self, sender: str, parsed: dict[str, Any]) -> Iterator[TurnUnderWay]:
        with super().begin(sender, parsed) as turn:
            turn.asked = True
            yield turn


@cache
def interpreter() -> Interpreter:
    """Return our understanding, which still tells topics, places and urgency: Rasa's pipeline knows intents only."""
    return load_interpreter(train_language(DATA, ROOT / "var" / "test-models", lambda _: None), "KLT")


def agree(python: Path, folder: Path, played: list[Played]) -> str:
    """Play the same files on Rasa by itself; return lines that say how often both were alike.

    Raises RasaProblem.
    """
    model = train(python, folder, SENTENCES, LIGHT)
    token, port, side = secrets.token_urlsafe(16), free_port(), free_port()
    with (
        tempfile.TemporaryDirectory() as here,
        patch("app.engines.TurnsUnderWay", NeverAsked),
        serve(
            python,
            model,
            port=port,
            side=f"http://127.0.0.1:{side}",
            token=token,
            endpoints=_endpoints(Path(here)),
        ) as url,
    ):
        settings = {"engine": "rasa", "rasa_url": url, "rasa_token": token, "rasa_port": side}
        return asyncio.run(_report(played, settings, Path(here)))


async def _report(played: list[Played], settings: dict[str, Any], folder: Path) -> str:
    turns = alike = whole = 0
    for script, ours in played:
        here = folder / script.path.stem
        theirs = await record(script, interpreter(), here, settings, ends=(Exception, *ENDS))
        heard = [(one.bot, other.bot) for one, other in zip_longest(ours, theirs, fillvalue=Record())]
        same = [one == other for one, other in heard if one or other]
        turns, alike, whole = turns + len(same), alike + sum(same), whole + all(same)
    texts = {text: intent for _, ours in played for one in ours for text, intent in one.read}
    typed = [(text, intent) for text, intent in texts.items() if not text.startswith("/")]
    read = await _read(typed, settings)
    return "\n".join(
        [
            "agreement with Rasa's own light pipeline, where one turn read otherwise changes all after it:",
            f"  {read} of {len(typed)} typed texts have the same intent ({read / len(typed):.0%})",
            f"  {alike} of {turns} answered turns are the same ({alike / turns:.0%})",
            f"  {whole} of {len(played)} dialogues are the same to the end",
        ]
    )


async def _read(typed: list[tuple[str, str]], settings: dict[str, Any]) -> int:
    """Count the texts that Rasa, asked for each by itself, gives the intent that we gave it in its dialogue."""
    url, params = f"{settings['rasa_url']}/model/parse", {"token": settings["rasa_token"]}
    same = 0
    async with aiohttp.ClientSession() as session:
        for text, intent in typed:
            async with session.post(url, params=params, json={"text": text}) as response:
                same += (await response.json())["intent"]["name"] == intent
    return same


def _endpoints(folder: Path) -> Path:
    """Write the product's endpoints without `nlu`."""
    yaml = YAML()
    told = yaml.load(ROOT / ENDPOINTS)
    del told["nlu"]
    yaml.dump(told, written := folder / "endpoints.yml")
    return written
