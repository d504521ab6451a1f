"""What one dialogue came to on one engine, turn by turn."""

import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from app.rehearsal_citizen import DeedError
from bot.dialogue.conversation import Turn as Answer
from bot.dialogue.engine import Engine
from bot.dialogue.tracker import Tracker
from nlu.interpreter import Interpreter
from tests.conversations.line import open_line
from tests.conversations.play import Stage
from tests.conversations.records import Heard
from tests.conversations.script import Script, Turn
from tests.fakes import Clock

#: Ids drawn at random, which differ from run to run.
RANDOM_ID = re.compile(r"[0-9a-f]{32}")
#: A button that was never shown, a ticket that was never opened: the rest cannot be played.
ENDS = (DeedError, pytest.fail.Exception)


@dataclass
class Record:
    """One turn of a script: what was said, the file's own complaints, and what the engine did.

    `read` are the texts that came, each with the intent we gave it.
    """

    bot: list[tuple[str | None, str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    actions: list[list[str]] = field(default_factory=list)
    slots: list[dict[str, Any]] = field(default_factory=list)
    loops: list[str | None] = field(default_factory=list)
    read: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Listening:
    """An engine that is listened to; executed actions are read where the engine keeps them."""

    engine: Engine
    record: Record = field(default_factory=Record)
    rasa: tuple[str, str] | None = None

    @property
    def remote(self) -> bool:
        return self.engine.remote

    async def handle(self, tracker: Tracker, parsed: dict[str, Any], metadata: dict[str, Any]) -> Answer:
        self.record.read.append((parsed["text"], parsed["intent"]["name"]))
        answer = await self.engine.handle(tracker, parsed, metadata)
        events = list(answer.events) if self.rasa is None else await _events(*self.rasa, tracker.sender_id)
        heard = max(i for i, event in enumerate(events) if event["event"] == "user")
        done = [event["name"] for event in events[heard:] if event["event"] == "action"]
        self.record.actions.append(done)
        self.record.slots.append(json.loads(RANDOM_ID.sub("<id>", json.dumps(tracker.slots))))
        self.record.loops.append(tracker.loop)
        return answer


async def _events(url: str, token: str, sender: str) -> list[dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(
            f"{url}/conversations/{sender}/tracker", params={"token": token, "include_events": "ALL"}
        ) as response,
    ):
        return list((await response.json())["events"])


@dataclass
class RecordingStage(Stage):
    """A stage that writes down instead of judging."""

    listening: list[Listening] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    async def _turn(self, n: int, turn: Turn) -> None:
        self.records.append(Record())
        for each in self.listening:
            each.record = self.records[-1]
        await super()._turn(n, turn)

    async def _faults(self, turn: Turn, said: list[Heard]) -> list[str]:
        record = self.records[-1]
        record.bot = [(each.response, each.text, _without_ids(each.buttons)) for each in said]
        record.faults = await super()._faults(turn, said)
        return []


def _without_ids(buttons: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((title, RANDOM_ID.sub("<id>", payload)) for title, payload in buttons)


async def record(
    script: Script,
    interpreter: Interpreter,
    folder: Path,
    rasa: dict[str, Any] | None,
    ends: tuple[type[BaseException], ...] = ENDS,
) -> list[Record]:
    """Play a script on our runtime, or with `rasa` (its settings) on Rasa; the clock and every draw are the same.

    What `ends` a dialogue before its last turn is a fault of that turn.
    """
    clock = Clock(script.clock.replace(tzinfo=ZoneInfo("Asia/Jakarta")))
    folder.mkdir(parents=True)
    settings = script.settings if script.region else {"region_dir": folder / "tanpa-peta"} | script.settings
    listening: list[Listening] = []

    def listen(engine: Engine) -> Engine:
        at = (rasa["rasa_url"], rasa["rasa_token"]) if rasa else None
        listening.append(Listening(engine, rasa=at))
        return listening[-1]

    with patch("tickets.number.secrets", random.Random(script.path.name)):
        async with open_line(folder, interpreter, clock, settings | (rasa or {}), listen) as line:
            stage = RecordingStage(line, script, listening=listening)
            try:
                await stage.play()
            except ends as error:
                stage.records[-1].faults.append(str(error))
    return stage.records
