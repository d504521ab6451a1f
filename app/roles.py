"""The roles a process may have: where each listens, what it works at, and what it hears."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from aiohttp import web

from app.acks import count_acks
from app.channel_watch import telegram_webhook
from app.house import House
from bot.app import build_app
from bot.background import Background
from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import TelegramPolling
from bot.loop import Loop
from bot.web_chat import WebChat
from storage.region_files import read_region
from storage.seat import work_seated
from storage.sweep import UPLOADS
from storage.topics_file import read_topics


class Role(StrEnum):
    """What a process does; `tanggap run` does all of it but ACTIONS, which it has inside."""

    GATEWAY = "gateway"
    WORKER = "worker"
    SENDER = "sender"
    ACTIONS = "actions"
    INBOX = "inbox"
    SCHEDULER = "scheduler"


ALL_IN_ONE = (Role.GATEWAY, Role.WORKER, Role.SENDER, Role.INBOX, Role.SCHEDULER)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A coroutine that hears from outside; it ends at once when the process stops. `once`: until it returns."""

    name: str
    run: Callable[[], Coroutine[Any, Any, None]]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What a role adds to its process.

    `apps` with their ports; `loops` finish the step they are at.
    """

    apps: Sequence[tuple[web.Application, int]] = ()
    loops: Sequence[Loop] = ()
    hears: Sequence[Hearing] = ()


def part_of(role: Role, house: House, *, demo: bool = False) -> Part:
    """Build a role's part over an open house."""
    match role:
        case Role.GATEWAY:
            return _gateway(house, demo=demo)
        case Role.WORKER:
            return _worker(house)
        case Role.SENDER:
            return Part(loops=[house.sender, house.media, house.reader])
        case Role.ACTIONS:
            return _actions(house)
        case Role.INBOX:
            return Part(apps=[(_inbox_app(house, demo=demo), house.settings.inbox_port)], loops=[house.watch])
        case Role.SCHEDULER:
            return Part(loops=[house.scheduler])


def _gateway(house: House, *, demo: bool) -> Part:
    hears = [_telegram(house, house.telegram)] if house.telegram else []
    apps = [(public_app(house, demo=demo), house.settings.public_port)]
    return Part(apps, [house.watch, house.monitoring.watch], hears)


def public_app(house: House, *, demo: bool) -> web.Application:
    """Build the citizens' side: webhooks and the web chat."""
    settings = house.settings
    chat = WebChat(
        house.database,
        house.gateway,
        house.web,
        settings.media_dir / UPLOADS,
        service_name=settings.service_name,
        words=house.page_words,
        demo=demo,
        secure=settings.public_url.startswith("https://"),
    )
    webhook = settings.telegram_mode == "webhook"
    telegram = house.telegram if webhook else None
    app = build_app(house.gateway, chat, telegram=telegram, of_meta=house.lines.of_meta)
    return count_acks(app, house.monitoring.metrics, house.monitoring.watch)


def _telegram(house: House, telegram: Telegram) -> Hearing:
    if house.settings.telegram_mode == "webhook":
        url = telegram_webhook(house.settings)
        return Hearing("telegram_webhook", partial(telegram.register_webhook, url), once=True)

    background = Background()

    async def receive(raw: bytes) -> None:
        for event in await house.gateway.accept(telegram.read(raw)):
            background.start(telegram.acknowledge(event))
        house.monitoring.watch.heard(telegram.name)

    # Telegram gives a bot's updates to one listener: of several gateways the one with the seat asks for them.
    poll = partial(work_seated, house.database, "telegram", lambda: TelegramPolling(telegram, receive).run())
    return Hearing("telegram_polling", poll)


def _worker(house: House) -> Part:
    side = house.mind.rasa_side
    loops: list[Loop] = [house.worker]
    if house.transcriber is not None:
        loops.append(house.transcriber)
    return Part([(side, house.settings.rasa_port)] if side else [], loops)


def _actions(house: House) -> Part:
    from actions.server import build_action_server
    from actions.wiring import install

    install(house.wiring)
    house.stack.callback(install, None)
    return Part(apps=[(build_action_server(), house.settings.actions_port)])


def _inbox_app(house: House, *, demo: bool) -> web.Application:
    # Late: only the officers' side needs its templates.
    from inbox.app import build_inbox
    from inbox.words import HUMAN_AGENT_HOURS, REPLY_HOURS

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
        reply_hours={**REPLY_HOURS, **(HUMAN_AGENT_HOURS if settings.messenger_human_agent else {})},
        region=read_region(settings.region_dir),
    )
