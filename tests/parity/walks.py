"""Random conversations over tests/parity/features, on both engines: what the product's own files never ask for."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from app.servers import listening
from bot.dialogue.action_client import InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.engine import Engine
from bot.dialogue.rasa_engine import RasaEngine
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import load_rules
from bot.dialogue.tracker import Tracker
from bot.dialogue.under_way import TurnsUnderWay
from bot.rasa_side import RasaSide
from tests.parity.features import ACTIONS
from tests.parity.recording import Listening, Record

FEATURES = Path(__file__).parent / "features"
SOURCES = ("tests/parity/features/domain.yml", "tests/parity/features/rules.yml")
TURNS = 14
#: How often each entity stands in a message, and what it may say.
ENTITIES = {
    "kota": ["Klaten", "Solo", "Boyolali"],
    "jumlah": [1, 3, 9],
    "barang": ["pipa"],
    "hati": ["senang", "sedih"],
}

Message = tuple[dict[str, Any], dict[str, Any]]


def walk(seed: int, domain: Domain) -> list[Message]:
    """Draw the parsed messages of one conversation, with their metadata."""
    draw = random.Random(seed)
    intents = sorted(domain.intents - {"nlu_fallback"})
    forms = ["pesan_darat", "pesan_laut", "catat", "sebut", "sebut", "ya"]
    drawn = [draw.choice([*intents, *forms, *forms]) for _ in range(TURNS)]
    if "kosongkan" in drawn:
        # Rasa's new session brings back slots that AllSlotsReset had emptied; docs/rasa.md tells.
        drawn = ["sapa" if intent == "session_start" else intent for intent in drawn]
    return [_message(draw, n, intent) for n, intent in enumerate(drawn)]


def _message(draw: random.Random, n: int, intent: str) -> Message:
    found = [
        {"entity": kind, "value": draw.choice(values), "start": 0, "end": 0}
        for kind, values in ENTITIES.items()
        for _ in range(draw.choice([0, 0, 1]))
    ]
    top = {"name": intent, "confidence": draw.choice([0.9, 0.9, 0.9, 0.9, 0.2])}
    parsed = {"text": f"{intent} {n}", "intent": top, "intent_ranking": [top], "entities": found}
    return parsed, {"turn": f"in:{n}", "channel": "web"}


async def play(
    engine: Engine, messages: list[Message], sender: str, rasa: tuple[str, str] | None
) -> list[Record]:
    """Play one conversation and write down each turn."""
    listener, tracker, records = Listening(engine, rasa=rasa), Tracker(sender), []
    for parsed, metadata in messages:
        listener.record = Record()
        answer = await listener.handle(tracker, parsed, metadata)
        tracker = Tracker.from_json(tracker.to_json())  # as between two turns of the product
        for say in answer.said:
            buttons = tuple((button.title, button.payload) for button in say.buttons)
            listener.record.bot.append((say.response, f"{say.text} {sorted(say.params.items())}", buttons))
        records.append(listener.record)
    return records


async def load(settings: dict[str, Any], model: Path) -> None:
    """Let the running Rasa server take another model."""
    async with (
        aiohttp.ClientSession() as session,
        session.put(
            f"{settings['rasa_url']}/model",
            params={"token": settings["rasa_token"]},
            json={"model_file": str(model)},
        ) as response,
    ):
        response.raise_for_status()


@asynccontextmanager
async def engines(settings: dict[str, Any]) -> AsyncIterator[tuple[Domain, Engine, Engine]]:
    """Open both engines over the features; the Rasa server must have the features' model."""
    domain = load_domain(FEATURES / "domain.yml")
    actions, turns = InProcessActions(ACTIONS), TurnsUnderWay()
    url, token = settings["rasa_url"], settings["rasa_token"]

    async def nothing(text: str) -> dict[str, Any]:
        raise AssertionError(text)

    async with AsyncExitStack() as stack:
        side = RasaSide(nothing, domain, Texts(domain), actions, turns).app(token)
        await stack.enter_async_context(listening([(side, settings["rasa_port"])], "127.0.0.1"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        ours = Agent(domain, load_rules(FEATURES / "rules.yml", domain), actions)
        yield domain, ours, RasaEngine(url, token, session, 30, domain, turns)
