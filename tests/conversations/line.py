"""The whole line in one process: gateway to tickets on SQLite, with a clock to move."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from actions.wiring import wire
from app.engines import Dialogue, open_mind
from app.house import settling
from app.servers import listening
from app.texts import HouseTexts
from bot.chatter import Chatter
from bot.dialogue.domain import Domain
from bot.dialogue.engine import Engine
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import Rule
from bot.gateway import Gateway
from bot.media import MediaFetcher
from bot.recogniser import Recogniser
from bot.sieve import read_sieve
from bot.spoken import Spoken
from bot.stale import LateTurns
from bot.transcriber import Transcriber
from bot.turn import Speaker
from bot.worker import Limits, Worker
from messages import Attachment
from nlu.interpreter import Interpreter
from settings import Settings
from storage import Cipher, Database
from storage.agencies_file import read_agencies
from storage.database import open_database
from storage.desk import Desk
from storage.house import house_rules
from storage.topics_file import read_topics
from tests.conftest import KEY
from tests.conversations.speech import DATA, own_settings, speech
from tests.fakes import Clock, PaperChannel


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
    texts: HouseTexts
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
    folder: Path,
    interpreter: Interpreter,
    clock: Clock,
    settings: dict[str, Any],
    through: Callable[[Engine], Engine] = lambda engine: engine,
) -> AsyncIterator[Line]:
    """Open the line over `folder` as app/house.py does, with the real data and the example region.

    `settings` are put in place of the defaults; turns go `through` something that may listen.
    """
    chosen = Settings(**own_settings(folder) | settings)
    domain, rules, ear = speech(chosen.texts, chosen.texts_follow)
    texts = HouseTexts(Texts(domain), chosen)
    desk = Desk(house_rules(chosen), clock)
    async with open_database(chosen.database, Cipher(KEY), texts=texts) as database:
        await _import_agencies(database, clock)
        async with AsyncExitStack() as stack:
            sieve = read_sieve(DATA)
            dialogue_files = Dialogue(domain, rules, texts, ear, sieve)
            wiring = wire(chosen, database, desk)
            mind = open_mind(stack, chosen, wiring, dialogue_files, interpreter)
            if mind.rasa_side is not None:
                await stack.enter_async_context(listening([(mind.rasa_side, chosen.rasa_port)], chosen.host))
            speaker = Speaker(interpreter, through(mind.engine), desk, sieve, ear)
            worker = Worker(
                database,
                speaker,
                clock,
                Limits(max_attempts=1, timeout=30),
                spoken=Spoken(database, speaker),
                chatter=Chatter(chosen.turns_per_minute, sieve),
                late=LateTurns(timedelta(minutes=chosen.stale_minutes), texts, domain.language),
            )
            gateway = Gateway(database, clock, settling(chosen, sieve))
            yield Line(
                database, desk, gateway, worker, clock, texts, chosen.media_dir, chosen.voice_recogniser
            )


def dialogue() -> tuple[Domain, tuple[Rule, ...]]:
    """Return the product's own domain and rules."""
    return speech()[:2]


async def _import_agencies(database: Database, clock: Clock) -> None:
    routing = read_agencies(DATA / "agencies.yml", read_topics(DATA / "topics.yml"))
    async with database.write() as unit:
        await unit.routing.add_version(routing, "test", clock())
        await unit.commit()
