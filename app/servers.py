"""The web servers and the loops of one process, started together and stopped together."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from app.acks import count_acks
from app.channel_watch import telegram_webhook
from app.compression import compress
from app.house import House
from app.memory import keep_what_was_built
from app.monitor import build_monitor
from bot.app import build_app
from bot.background import Background
from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import TelegramPolling
from bot.fault import name_fault
from bot.web_chat import WebChat
from inbox.app import build_inbox
from storage.region_files import read_region
from storage.topics_file import read_topics
from storage.wakeups import INBOUND, MEDIA, OUTBOUND, SCHEDULE, VOICES

log = structlog.get_logger(__name__)

Loop = Callable[[], Coroutine[Any, Any, None]]
Alongside = Callable[[House], Coroutine[Any, Any, None]]

SENDERS = 4  #: sends at the same time; each conversation's are in order all the same
GRACE_SECONDS = 15.0  #: for the turn and the sends under way when we are told to stop
CANCEL_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  #: seconds before a loop that ended starts again


async def serve(house: House, *, demo: bool, alongside: Alongside | None = None) -> None:
    """Serve citizens and officers until SIGTERM or SIGINT; what is under way is finished or comes again.

    `alongside` runs beside it, such as the demo's replay.
    """
    settings = house.settings
    background = Background()
    async with AsyncExitStack() as stack:
        apps = [
            (_public_app(house, background, demo=demo), settings.public_port),
            (_inbox_app(house, demo=demo), settings.inbox_port),
        ]
        if house.rasa_side is not None:
            apps.append((house.rasa_side, settings.rasa_port))
        for app, port in apps:
            await stack.enter_async_context(listening(app, settings.host, port))
        await _listen_for_monitors(stack, house)
        keep_what_was_built()
        await _run(house, background, alongside)


async def _listen_for_monitors(stack: AsyncExitStack, house: House) -> None:
    """Listen where it can be done: the product works all the same without its monitor."""
    monitoring, port = house.monitoring, house.settings.monitor_port
    if not port:
        return
    app = build_monitor(monitoring.metrics, monitoring.pulse)
    try:
        await stack.enter_async_context(listening(app, house.settings.host, port))
    except OSError as error:
        log.error("not_monitored", port=port, error=name_fault(error), remedy="MONITOR_PORT")  # noqa: TRY400 - a traceback says no more


def _public_app(house: House, background: Background, *, demo: bool) -> web.Application:
    settings = house.settings
    chat = WebChat(
        house.database,
        house.gateway,
        house.web,
        settings.media_dir / "unggahan",
        service_name=settings.service_name,
        words=house.page_words,
        demo=demo,
        secure=settings.public_url.startswith("https://"),
    )
    webhook = settings.telegram_mode == "webhook"
    telegram = house.telegram if webhook else None
    app = build_app(house.gateway, chat, background, telegram=telegram, whatsapp=house.whatsapp)
    return count_acks(app, house.monitoring.metrics, house.monitoring.watch)


def _inbox_app(house: House, *, demo: bool) -> web.Application:
    settings = house.settings
    topics = read_topics(settings.data_dir / "topics.yml")
    return build_inbox(
        house.database,
        house.desk,
        region_name=settings.region_name,
        service_name=settings.service_name,
        demo=demo,
        media_dir=settings.media_dir,
        secure_cookies=settings.inbox_url.startswith("https://"),
        origin=settings.inbox_url or None,
        topic_names={topic.name: topic.title for topic in topics.values()},
        region=read_region(settings.region_dir),
    )


async def _run(house: House, background: Background, alongside: Alongside | None) -> None:
    stopping = _told_to_stop()
    keep = partial(_supervise, stopping)
    working = [keep("worker", house.worker.run) for _ in range(house.settings.worker_count)]
    working += [keep("sender", house.sender.run) for _ in range(SENDERS)]
    working.append(keep("media", house.media.run))
    working.append(keep("scheduler", house.scheduler.run))
    working.append(keep("channel_watch", house.monitoring.watch.run))
    if house.transcriber is not None:
        working.append(keep("transcriber", house.transcriber.run))
    listening = []
    if house.telegram is not None:
        listening.append(_hear_telegram(keep, house, house.telegram, background))
    if alongside is not None:
        listening.append(_try("alongside", alongside(house)))
    await _until_stopped(stopping, working, listening, partial(_finish, house))


def _told_to_stop() -> asyncio.Event:
    """Return what SIGTERM and SIGINT set."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def _hear_telegram(
    keep: Callable[..., Coroutine[Any, Any, None]], house: House, telegram: Telegram, background: Background
) -> Coroutine[Any, Any, None]:
    if house.settings.telegram_mode == "webhook":
        url = telegram_webhook(house.settings)
        return keep("telegram_webhook", partial(telegram.register_webhook, url), once=True)

    async def receive(raw: bytes) -> None:
        for event in await house.gateway.accept(telegram.read(raw)):
            background.start(telegram.acknowledge(event))
        house.monitoring.watch.heard(telegram.name)

    return keep("telegram_polling", lambda: TelegramPolling(telegram, receive).run())


async def _finish(house: House) -> None:
    """Ask the loops to end after what they are at, and wake those that are idle."""
    watch = house.monitoring.watch
    for part in (house.worker, house.sender, house.media, house.scheduler, house.transcriber, watch):
        if part is not None:
            part.stop()
    for topic in (INBOUND, OUTBOUND, MEDIA, SCHEDULE, VOICES):
        await house.database.wakeups.notify(topic)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Listen for as long as the context is open."""
    app.middlewares.insert(0, compress)
    # Access logs would name one-time links and case numbers.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


async def _supervise(stopping: asyncio.Event, name: str, loop: Loop, *, once: bool = False) -> None:
    """Run a loop again whenever it ends before we stop: nobody else would notice that it is gone.

    With `once` its work is done when it returns.
    """
    pause = FIRST_PAUSE
    while not stopping.is_set():
        started = time.monotonic()
        try:
            await loop()
            fault = "returned"
        except Exception as error:  # noqa: BLE001 - whatever ended it, it is needed
            fault = name_fault(error)
        if fault == "returned" and (once or stopping.is_set()):
            return
        log.error("loop_ended", loop=name, error=fault)
        if time.monotonic() - started > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _try(name: str, work: Coroutine[Any, Any, None]) -> None:
    """Do what is not to be done twice; a fault is named, and the rest goes on."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - it runs beside the product, which does not need it
        log.error("loop_ended", loop=name, error=name_fault(error))  # noqa: TRY400 - a traceback may quote


async def _until_stopped(
    stopping: asyncio.Event,
    working: Iterable[Coroutine[Any, Any, None]],
    listening: Iterable[Coroutine[Any, Any, None]],
    finish: Callable[[], Awaitable[None]],
    grace: float = GRACE_SECONDS,
) -> None:
    """Run all until told to stop; `listening` ends at once, `working` may finish what `finish` asks it to."""
    at_work = [asyncio.create_task(one) for one in working]
    at_ear = [asyncio.create_task(one) for one in listening]
    await stopping.wait()
    for task in at_ear:
        task.cancel()
    await finish()
    _, late = await asyncio.wait(at_work, timeout=grace)
    if late:
        log.warning(
            "cut_short", loops=len(late), consequence="what they were at is done again at the next start"
        )
    for task in late:
        task.cancel()
    await asyncio.wait([*at_work, *at_ear], timeout=CANCEL_SECONDS)
