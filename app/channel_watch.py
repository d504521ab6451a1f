"""Keeps in the database how the channels fare: when each was heard last, and what its service says about us."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.lines import Lines
from bot.channels.errors import SendError
from bot.loop import Loop
from messages import ChannelCheck
from settings import Settings
from storage import Database
from storage.wakeups import SCHEDULE


@dataclass(frozen=True, slots=True)
class Watched:
    """One channel, how its service is asked, and how often. `ask` raises a SendError where it cannot be asked."""

    channel: str
    scope: str
    ask: Callable[[], Awaitable[ChannelCheck]]
    every: timedelta


def watched_channels(settings: Settings, lines: Lines) -> list[Watched]:
    """Return what is to be watched of the channels that are on.

    Meta counts calls by the hour [Graph API, "Rate Limits"], so its channels are asked less often.
    """
    found, telegram = [], lines.telegram
    if telegram is not None:
        url = telegram_webhook(settings) if settings.telegram_mode == "webhook" else ""
        found.append(
            Watched(telegram.name, telegram.scope, partial(telegram.check, url), timedelta(seconds=30))
        )
    of_meta = [Watched(each.name, each.scope, each.check, timedelta(minutes=5)) for each in lines.of_meta]
    return [*found, *of_meta]


def telegram_webhook(settings: Settings) -> str:
    """Return the address at which Telegram is to deliver."""
    return f"{settings.public_url.rstrip('/')}/webhooks/telegram"


class ChannelWatch(Loop):
    """Runs in each process that takes deliveries in; of several, one asks each service in turn."""

    topic = SCHEDULE  # rung when the process stops
    poll_seconds = 10.0

    def __init__(self, database: Database, watched: Sequence[Watched], now: Callable[[], datetime]) -> None:
        """Watch these."""
        super().__init__(database)
        self._watched = {each.channel: each for each in watched}
        self._now = now
        self._heard: dict[str, datetime] = {}
        self._tidied = False

    def heard(self, channel: str) -> None:
        """Note that a delivery of the channel was accepted just now; written down at the next step."""
        if channel in self._watched:
            self._heard[channel] = self._now()

    async def step(self) -> bool:
        """Write down what was heard and ask whom it is time to ask."""
        await self._write_heard()
        async with self._database.read() as unit:
            known = {each.channel: each for each in await unit.health.all()}
        for each in self._watched.values():
            asked = known[each.channel].checked_at if each.channel in known else None
            if asked is None or not timedelta() <= self._now() - asked < each.every:
                await self._ask(each)
        return False

    async def _write_heard(self) -> None:
        heard, self._heard = self._heard, {}
        if self._tidied and not heard:
            return
        async with self._database.write() as unit:
            await unit.health.keep_only([(each.channel, each.scope) for each in self._watched.values()])
            for channel, at in heard.items():
                await unit.health.heard(channel, self._watched[channel].scope, at)
            await unit.commit()
        self._tidied = True

    async def _ask(self, watched: Watched) -> None:
        try:
            check = await watched.ask()
        except SendError as error:
            check = ChannelCheck(trouble=type(error).__name__)
        async with self._database.write() as unit:
            await unit.health.checked(watched.channel, watched.scope, check, self._now())
            await unit.commit()
