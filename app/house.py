"""Everything one process opens, in the order it is opened, and closed in the reverse."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web as http

from actions.wiring import wire
from app.engines import Dialogue, open_engine
from app.monitoring import Monitoring, build_monitoring
from app.scheduler import Chore, Scheduler
from app.texts import HouseTexts, list_words, page_words, read_dialogue_texts
from bot.channels.base import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.whatsapp import WhatsApp
from bot.chatter import Chatter
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import load_rules
from bot.gateway import Gateway
from bot.media import MediaFetcher
from bot.officer_chat import OfficerChat
from bot.recogniser import Recogniser
from bot.sender import Sender
from bot.settle import Settling
from bot.sieve import Sieve, read_sieve
from bot.spoken import Spoken
from bot.stale import LateTurns
from bot.transcriber import Transcriber
from bot.turn import Speaker
from bot.worker import Worker
from nlu.interpreter import Interpreter
from nlu.lexicon import Lexicon
from nlu.live import LiveInterpreter
from nlu.pipeline import load_interpreter
from settings import Settings, check_contact_key
from storage import Cipher, Database
from storage.calls import deliver
from storage.chat_photos import ChatPhotos
from storage.database import open_database
from storage.desk import Desk
from storage.digests import send_digests
from storage.erasing import erase_due
from storage.house import house_rules, utc_now
from storage.report import freeze_reports
from storage.sweep import sweep
from storage.wakeups import open_wakeups


@dataclass(frozen=True, slots=True)
class House:
    """What is open."""

    settings: Settings
    database: Database
    desk: Desk
    gateway: Gateway
    worker: Worker
    sender: Sender
    media: MediaFetcher
    transcriber: Transcriber | None
    scheduler: Scheduler
    web: WebChannel
    telegram: Telegram | None
    whatsapp: WhatsApp | None
    page_words: Mapping[str, str]
    monitoring: Monitoring
    rasa_side: http.Application | None = None


@asynccontextmanager
async def open_house(settings: Settings, now: Callable[[], datetime] = utc_now) -> AsyncIterator[House]:
    """Open everything the settings ask for; a rehearsal has a clock of its own."""
    async with AsyncExitStack() as stack:
        domain, ear = read_dialogue_texts(settings)
        rules = load_rules(settings.data_dir / "rules.yml", domain)
        texts = HouseTexts(Texts(domain), settings)
        wakeups = await stack.enter_async_context(open_wakeups(settings.redis_url.get_secret_value()))
        cipher = Cipher(check_contact_key(settings))
        database = await stack.enter_async_context(
            open_database(settings.database, cipher, texts=texts, wakeups=wakeups)
        )
        desk = Desk(house_rules(settings), now)
        interpreter = stack.enter_context(_interpreter(settings))
        sieve = read_sieve(settings.data_dir)
        engine, rasa_side = await open_engine(
            stack,
            settings,
            wire(settings, database, desk),
            Dialogue(domain, rules, texts, ear, sieve),
            interpreter,
        )
        web, telegram, whatsapp = await _channels(stack, settings, texts)
        channels: dict[str, Channel] = {c.name: c for c in (web, telegram, whatsapp) if c is not None}
        monitoring = build_monitoring(settings, database, telegram, whatsapp, now, lambda: interpreter)
        house = House(
            settings=settings,
            database=database,
            desk=desk,
            gateway=Gateway(database, now, settling(settings, sieve)),
            worker=_worker(
                settings,
                database,
                Speaker(interpreter, engine, desk, sieve, ear),
                OfficerChat(database, desk, ChatPhotos(settings.media_dir, desk.rules.timezone)),
                Chatter(settings.turns_per_minute, sieve),
                LateTurns(timedelta(minutes=settings.stale_minutes), texts),
                now,
            ),
            sender=Sender(database, channels, now, settings.media_dir),
            media=MediaFetcher(
                database,
                channels,
                settings.media_dir,
                settings.max_attachment_bytes,
                now,
                desk.rules.timezone,
            ),
            transcriber=_transcriber(settings, database, now),
            scheduler=Scheduler(database, desk, _chores(settings, database, desk)),
            web=web,
            telegram=telegram,
            whatsapp=whatsapp,
            page_words=page_words(texts, domain.language),
            monitoring=monitoring,
            rasa_side=rasa_side,
        )
        monitoring.count((house.worker, house.sender))
        yield house


def _chores(settings: Settings, database: Database, desk: Desk) -> list[Chore]:
    async def call(now: datetime) -> None:
        async with database.write() as unit:
            await deliver(unit, desk, now)
            await unit.commit()

    async def adopt(_: datetime) -> None:
        async with database.write() as unit:
            await unit.sending.adopt()
            await unit.commit()

    return [
        Chore("calls", call),
        Chore("digests", partial(send_digests, database, desk), timedelta(minutes=5)),
        Chore("reports", partial(freeze_reports, database, desk), timedelta(hours=1)),
        Chore("erasures", partial(erase_due, database, desk, settings.media_dir), timedelta(minutes=5)),
        Chore("astray", adopt),
        Chore("sweep", partial(sweep, database, settings.media_dir), timedelta(hours=1)),
    ]


def _interpreter(settings: Settings) -> LiveInterpreter:
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


def _transcriber(settings: Settings, database: Database, now: Callable[[], datetime]) -> Transcriber | None:
    if not settings.voice_recogniser:
        return None
    recogniser = Recogniser(settings.voice_recogniser, settings.voice_recogniser_seconds)
    return Transcriber(database, recogniser, settings.media_dir, now)


def _worker(
    settings: Settings,
    database: Database,
    speaker: Speaker,
    officers: OfficerChat,
    chatter: Chatter,
    late: LateTurns,
    now: Callable[[], datetime],
) -> Worker:
    return Worker(
        database,
        speaker,
        now,
        max_attempts=settings.max_attempts,
        timeout=settings.turn_timeout_seconds,
        officers=officers,
        spoken=Spoken(database, speaker),
        chatter=chatter,
        late=late,
    )


async def _channels(
    stack: AsyncExitStack, settings: Settings, texts: HouseTexts
) -> tuple[WebChannel, Telegram | None, WhatsApp | None]:
    telegram, whatsapp = _telegram(settings), _whatsapp(settings, texts)
    for channel in (telegram, whatsapp):
        if channel is not None:
            await channel.open()
            stack.push_async_callback(channel.close)
    return WebChannel(settings.media_dir / "unggahan"), telegram, whatsapp


def _telegram(settings: Settings) -> Telegram | None:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    secret = settings.telegram_webhook_secret.get_secret_value()
    return Telegram(token=token, secret=secret, api_base_url=settings.telegram_api_url)


def _whatsapp(settings: Settings, texts: HouseTexts) -> WhatsApp | None:
    token = settings.whatsapp_token.get_secret_value()
    if not token:
        return None
    return WhatsApp(
        token=token,
        phone_number_id=settings.whatsapp_phone_number_id,
        app_secret=settings.whatsapp_app_secret.get_secret_value(),
        verify_token=settings.whatsapp_verify_token.get_secret_value(),
        api_base_url=settings.whatsapp_api_url,
        template=settings.whatsapp_template,
        words=list_words(texts),
        per_second=settings.whatsapp_per_second,
    )
