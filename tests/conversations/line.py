"""The whole line in one process: gateway to tickets on SQLite, with a clock to move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from actions.registry import ACTIONS
from actions.wiring import install, wire
from app.texts import HouseTexts
from bot.dialogue.action_client import InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import Rule, load_rules
from bot.gateway import Gateway
from bot.media import MediaFetcher
from bot.recogniser import Recogniser
from bot.spoken import Spoken
from bot.transcriber import Transcriber
from bot.turn import Speaker
from bot.worker import Worker
from messages import Attachment
from nlu.interpreter import Interpreter
from settings import Settings
from storage import Cipher, Database
from storage.agencies_file import read_agencies
from storage.database import open_database
from storage.desk import Desk
from storage.house import house_rules
from storage.topics_file import read_topics
from tests.conftest import KEY, ROOT
from tests.fakes import Clock, PaperChannel

DATA = ROOT / "data"


class VoiceChannel(PaperChannel):
    """Its voice messages hold their words as plain text, for a recogniser like `cat`."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        del attachment, limit
        return self._words.encode()


@dataclass(frozen=True, slots=True)
class Line:
    """What a conversation needs of the open house."""

    database: Database
    desk: Desk
    gateway: Gateway
    worker: Worker
    clock: Clock
    media_dir: Path
    recogniser: str

    async def hear(self, words: str) -> None:
        """Fetch the voice messages, in which these words are said, and let the recogniser hear them, if any."""
        if not self.recogniser:
            return
        channels = {"paper": VoiceChannel(words)}
        fetcher = MediaFetcher(self.database, channels, self.media_dir, 10_000, self.clock)
        transcriber = Transcriber(self.database, Recogniser(self.recogniser, 10), self.media_dir, self.clock)
        while await fetcher.step() or await transcriber.step():
            pass


@asynccontextmanager
async def open_line(
    folder: Path, interpreter: Interpreter, clock: Clock, settings: dict[str, Any]
) -> AsyncIterator[Line]:
    """Open the line over `folder` as app/house.py does, with the real data and the example region.

    `settings` are put in place of the defaults.
    """
    chosen = Settings(**_settings(folder) | settings)
    domain, rules = dialogue()
    texts = HouseTexts(Texts(domain), chosen)
    desk = Desk(house_rules(chosen), clock)
    async with open_database(chosen.database, Cipher(KEY), texts=texts) as database:
        await _import_agencies(database, clock)
        install(wire(chosen, database, desk))
        try:
            speaker = Speaker(interpreter, Agent(domain, rules, InProcessActions(ACTIONS)), desk)
            spoken = Spoken(database, speaker)
            worker = Worker(database, speaker, clock, max_attempts=1, timeout=30, spoken=spoken)
            gateway = Gateway(database, clock, timedelta(seconds=1))
            yield Line(database, desk, gateway, worker, clock, chosen.media_dir, chosen.voice_recogniser)
        finally:
            install(None)


@cache
def dialogue() -> tuple[Domain, tuple[Rule, ...]]:
    """Return the product's own domain and rules."""
    domain = load_domain(DATA / "domain.yml")
    return domain, load_rules(DATA / "rules.yml", domain)


def _settings(folder: Path) -> dict[str, Any]:
    # Neither a developer's .env nor the machine's var/ may have a say in a test.
    own = {"_env_file": None, "data_dir": DATA, "var_dir": folder}
    return own | {"region_dir": DATA / "region_contoh", "region_name": "Kabupaten Sukamaju Raya"}


async def _import_agencies(database: Database, clock: Clock) -> None:
    routing = read_agencies(DATA / "agencies.yml", read_topics(DATA / "topics.yml"))
    async with database.write() as unit:
        await unit.routing.add_version(routing, "test", clock())
        await unit.commit()
