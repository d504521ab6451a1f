"""What one process opens: the ground under every role at once, each role's own things when it asks for them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path

from actions.wiring import Wiring, wire
from app.engines import Dialogue, Mind, open_mind
from app.lines import Lines, open_lines
from app.monitoring import Monitoring, build_monitoring
from app.scheduler import Chore, Scheduler
from app.texts import HouseTexts, page_words, read_dialogue_texts
from app.watch import Watch
from bot.background import Background
from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.whatsapp import WhatsApp
from bot.chatter import Chatter
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import load_rules
from bot.gateway import Gateway
from bot.media import MediaFetcher
from bot.officer_chat import OfficerChat
from bot.reader import Reader
from bot.recogniser import Recogniser
from bot.sender import Sender
from bot.settle import Settling
from bot.sieve import Sieve, read_sieve
from bot.spoken import Spoken
from bot.stale import LateTurns
from bot.transcriber import Transcriber
from bot.turn import Speaker
from bot.worker import Limits, Worker
from nlu.interpreter import Interpreter
from nlu.lexicon import Lexicon
from nlu.live import LiveInterpreter
from settings import Settings, check_contact_key
from storage import Cipher, Database
from storage.calls import deliver
from storage.chat_photos import ChatPhotos
from storage.database import open_database
from storage.desk import Desk
from storage.digests import send_digests
from storage.erased_log import log_erased
from storage.erasing import erase_due
from storage.house import house_rules, utc_now
from storage.report import freeze_reports
from storage.retention import forget_fading, forget_raw
from storage.schema import SchemaReady, migrate_when_there
from storage.sweep import sweep
from storage.wakeups import open_wakeups


@dataclass(frozen=True)
class House:
    """The ground is open; a part is built when it is first asked for, and closed with the house."""

    settings: Settings
    now: Callable[[], datetime]
    dialogue: Dialogue
    database: Database
    desk: Desk
    lines: Lines
    stack: AsyncExitStack

    @property
    def web(self) -> WebChannel:
        """The web chat."""
        return self.lines.web

    @property
    def telegram(self) -> Telegram | None:
        """Telegram, where it is on."""
        return self.lines.telegram

    @property
    def whatsapp(self) -> WhatsApp | None:
        """WhatsApp, where it is on."""
        return self.lines.whatsapp

    @property
    def messenger(self) -> Messenger | None:
        """Messenger, where it is on."""
        return self.lines.messenger

    @property
    def page_words(self) -> Mapping[str, str]:
        """The web chat's own words."""
        return page_words(self.dialogue.texts, self.dialogue.domain.language)

    @cached_property
    def gateway(self) -> Gateway:
        """What takes messages in."""
        return Gateway(self.database, self.now, settling(self.settings, self.dialogue.sieve))

    @cached_property
    def reader(self) -> Reader:
        """What reads the webhooks' bodies that gateways kept."""
        return Reader(
            self.database,
            self.gateway,
            self.lines.posting,
            settling(self.settings, self.dialogue.sieve),
            Background(),
        )

    @cached_property
    def wiring(self) -> Wiring:
        """What actions need."""
        return wire(self.settings, self.database, self.desk)

    @cached_property
    def interpreter(self) -> LiveInterpreter:
        """The language model, which follows the disk."""
        return self.stack.enter_context(_interpreter(self.settings))

    @cached_property
    def monitoring(self) -> Monitoring:
        """What watches over this process; it never loads a model that no role asked for."""
        return build_monitoring(
            self.settings, self.database, self.lines, self.now, lambda: vars(self).get("interpreter")
        )

    @cached_property
    def mind(self) -> Mind:
        """The engine that answers."""
        return open_mind(self.stack, self.settings, self.wiring, self.dialogue, self.interpreter)

    @cached_property
    def worker(self) -> Worker:
        """What works messages off."""
        settings, dialogue = self.settings, self.dialogue
        speaker = Speaker(self.interpreter, self.mind.engine, self.desk, dialogue.sieve, dialogue.ear)
        return Worker(
            self.database,
            speaker,
            self.now,
            Limits(settings.max_attempts, settings.turn_timeout_seconds, settings.worker_count),
            officers=OfficerChat(
                self.database, self.desk, ChatPhotos(settings.media_dir, self.desk.rules.timezone)
            ),
            spoken=Spoken(self.database, speaker),
            chatter=Chatter(settings.turns_per_minute, dialogue.sieve),
            late=LateTurns(
                timedelta(minutes=settings.stale_minutes), dialogue.texts, dialogue.domain.language
            ),
        )

    @cached_property
    def transcriber(self) -> Transcriber | None:
        """What hears voice messages, where there is a recogniser."""
        settings = self.settings
        if not settings.voice_recogniser:
            return None
        recogniser = Recogniser(settings.voice_recogniser, settings.voice_recogniser_seconds)
        return Transcriber(self.database, recogniser, settings.media_dir, self.now)

    @cached_property
    def sender(self) -> Sender:
        """What carries the outbox to the channels."""
        return Sender(self.database, self.lines.by_name, self.now, self.settings.media_dir)

    @cached_property
    def media(self) -> MediaFetcher:
        """What fetches attachments."""
        return MediaFetcher(
            self.database,
            self.lines.by_name,
            self.settings.media_dir,
            self.settings.max_attachment_bytes,
            self.now,
            self.desk.rules.timezone,
        )

    @cached_property
    def watch(self) -> Watch:
        """What keeps live pages alive without Redis."""
        return Watch(self.database)

    @cached_property
    def scheduler(self) -> Scheduler:
        """What does what falls due."""
        return Scheduler(self.database, self.desk, _chores(self.settings, self.database, self.desk))


@asynccontextmanager
async def open_house(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    schema_ready: SchemaReady = migrate_when_there,
) -> AsyncIterator[House]:
    """Open the ground; a rehearsal has a clock of its own, a single role leaves the schema to `tanggap migrate`.

    Waits for a database that is away. Raises DatabaseProblem where it cannot be used at all.
    """
    async with AsyncExitStack() as stack:
        dialogue = _dialogue(settings)
        wakeups = await stack.enter_async_context(open_wakeups(settings.redis_url.get_secret_value()))
        cipher = Cipher(check_contact_key(settings))
        database = await stack.enter_async_context(
            open_database(
                settings.database,
                cipher,
                texts=dialogue.texts,
                wakeups=wakeups,
                schema_ready=schema_ready,
            )
        )
        lines = await stack.enter_async_context(open_lines(settings, dialogue.texts))
        desk = Desk(house_rules(settings), now)
        parts = await stack.enter_async_context(AsyncExitStack())
        yield House(settings, now, dialogue, database, desk, lines, parts)


def _dialogue(settings: Settings) -> Dialogue:
    domain, ear = read_dialogue_texts(settings)
    rules = load_rules(settings.data_dir / "rules.yml", domain)
    return Dialogue(domain, rules, HouseTexts(Texts(domain), settings), ear, read_sieve(settings.data_dir))


def _chores(settings: Settings, database: Database, desk: Desk) -> list[Chore]:
    async def call(now: datetime) -> None:
        async with database.write() as unit:
            await deliver(unit, desk, now)
            await unit.commit()

    async def adopt(now: datetime) -> None:
        async with database.write() as unit:
            await unit.sending.adopt(now)
            await unit.commit()

    return [
        Chore("calls", call),
        Chore("digests", partial(send_digests, database, desk), timedelta(minutes=5)),
        Chore("reports", partial(freeze_reports, database, desk), timedelta(hours=1)),
        Chore("erasures", partial(erase_due, database, desk, settings.media_dir), timedelta(minutes=5)),
        Chore("erased_log", partial(log_erased, database, settings.erased_log), timedelta(minutes=5)),
        Chore("astray", adopt),
        Chore("raw", partial(forget_raw, database, settings.raw_kept_days), timedelta(hours=1)),
        Chore("fading", partial(forget_fading, database), timedelta(hours=1)),
        Chore("sweep", partial(sweep, database, settings.media_dir), timedelta(hours=1)),
    ]


def _interpreter(settings: Settings) -> LiveInterpreter:
    # Late: it brings scikit-learn, and only a worker needs it.
    from nlu.pipeline import load_interpreter

    def load(folder: Path, lexicon: Lexicon | None) -> Interpreter:
        return load_interpreter(
            folder,
            settings.ticket_prefix,
            areas=settings.area_codes,
            region_dir=settings.region_dir,
            lexicon=lexicon,
        )

    return LiveInterpreter(settings.model_dir, settings.data_dir / "lexicon", load)


def settling(settings: Settings, sieve: Sieve) -> Settling:
    """Return how long messages wait for more by the settings."""
    return Settling(
        timedelta(seconds=settings.album_settle_seconds),
        timedelta(seconds=settings.settle_seconds),
        timedelta(seconds=settings.settle_longest_seconds),
        sieve,
    )
