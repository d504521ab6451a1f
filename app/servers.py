"""The web servers and the loops of one process, started together and stopped together."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from app.house import House
from bot.app import build_app
from bot.background import Background
from bot.channels.telegram_polling import TelegramPolling
from bot.web_chat import WebChat
from inbox.app import build_inbox
from storage.topics_file import read_topics

Alongside = Callable[[House], Coroutine[Any, Any, None]]

SENDERS = 4  #: sends at the same time; each conversation's are in order all the same
GRACE_SECONDS = 15.0


async def serve(house: House, *, demo: bool, alongside: Alongside | None = None) -> None:
    """Serve citizens and officers until SIGTERM or SIGINT; what is under way is finished or comes again.

    `alongside` runs beside it, such as the demo's replay.
    """
    settings = house.settings
    background = Background()
    async with (
        _listening(_public_app(house, background, demo=demo), settings.host, settings.public_port),
        _listening(_inbox_app(house, demo=demo), settings.host, settings.inbox_port),
    ):
        extra = [alongside(house)] if alongside else []
        await _until_stopped([*_loops(house, background), *extra])


def _public_app(house: House, background: Background, *, demo: bool) -> web.Application:
    settings = house.settings
    chat = WebChat(
        house.database,
        house.gateway,
        house.web,
        settings.media_dir / "unggahan",
        service_name=settings.service_name,
        region_name=settings.region_name,
        demo=demo,
        secure=settings.public_url.startswith("https://"),
    )
    webhook = settings.telegram_mode == "webhook"
    telegram = house.telegram if webhook else None
    return build_app(house.gateway, chat, background, telegram=telegram, whatsapp=house.whatsapp)


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
    )


def _loops(house: House, background: Background) -> list[Coroutine[Any, Any, None]]:
    loops = [house.worker.run() for _ in range(house.settings.worker_count)]
    loops += [house.sender.run() for _ in range(SENDERS)]
    loops.append(house.media.run())
    if house.telegram is not None:
        loops.append(_telegram_loop(house, background))
    return loops


async def _telegram_loop(house: House, background: Background) -> None:
    telegram, settings = house.telegram, house.settings
    assert telegram is not None  # noqa: S101 - the caller checked
    if settings.telegram_mode == "webhook":
        await telegram.register_webhook(f"{settings.public_url.rstrip('/')}/webhooks/telegram")
        return

    async def receive(raw: bytes) -> None:
        for event in await house.gateway.accept(telegram.read(raw)):
            background.start(telegram.acknowledge(event))

    await TelegramPolling(telegram, receive).run()


@asynccontextmanager
async def _listening(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    # Access logs would name one-time links and case numbers.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


async def _until_stopped(loops: list[Coroutine[Any, Any, None]]) -> None:
    stop = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(loop) for loop in loops]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=GRACE_SECONDS)
