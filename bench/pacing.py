"""A broadcast while citizens are answered: Telegram's limits hold, answers hardly wait (`make bench-pacing`)."""

from __future__ import annotations

import asyncio
import logging
import random
import shlex
import sys
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import Annotated, Any

import structlog
import typer

from bench.figures import Figure, Run, keep
from bench.load import tell
from bot.channels.telegram import Telegram
from bot.sender import Sender
from messages import Address, Saying
from simulators.telegram import TelegramSimulator
from storage import Cipher, Database
from storage.database import open_database
from storage.outbox import Put
from tests.fakes import PlainTexts
from tests.servers import postgres

TOKEN = "700003:pacing-token-pacing-token-pacing"  # noqa: S105 - opens nothing but the stand-in
SENDERS = 2
CHAT_SECONDS, BOT_A_SECOND, ANSWER_P99 = 1.0, 30, 2.0  #: G7
SLACK = 0.05  #: seconds by which two of our sends may come nearer to each other on the way
ANSWERS_A_SECOND = 2.0


@dataclass
class Heard:
    """When each chat heard something, by the steady clock, until the `whole` is there."""

    whole: int
    moments: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def listen(self, simulator: TelegramSimulator) -> None:
        """Note what the stand-in delivers."""
        deliver = simulator.keep_message

        def note(chat_id: int, text: str, keyboard: dict[str, Any] | None) -> dict[str, Any]:
            self.moments[chat_id].append(monotonic())
            if self.count == self.whole:
                self.done.set()
            return deliver(chat_id, text, keyboard)

        simulator.keep_message = note  # type: ignore[method-assign]

    @property
    def count(self) -> int:
        """How much was heard in all."""
        return sum(map(len, self.moments.values()))

    @property
    def nearest(self) -> float:
        """Seconds between the two messages of one chat that came nearest to each other."""
        gaps = [b - a for each in self.moments.values() for a, b in pairwise(each)]
        return min(gaps, default=CHAT_SECONDS)

    @property
    def busiest(self) -> int:
        """How many messages the busiest second had."""
        whole = sorted(moment for each in self.moments.values() for moment in each)
        return max(bisect_left(whole, start + 1) - n for n, start in enumerate(whole))


def main(
    *,
    broadcast: int = 10_000,
    answers: Annotated[int, typer.Option(help="Given two a second meanwhile.")] = 200,
    seed: int = 1,
    write: Annotated[bool, typer.Option(help="Write docs/measured/pacing.json.")] = True,
) -> None:
    """Send; exit 1 where a limit is broken or answers wait."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with postgres() as url:
        heard, waits, refused = asyncio.run(_send(url, broadcast, answers, random.Random(seed)))  # noqa: S311
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    figures = [
        Figure(
            "G7",
            f"{broadcast} are told the same, Telegram",
            f"busiest second {heard.busiest}, nearest of one chat {heard.nearest:.2f} s, refused {refused}",
            f"<= {BOT_A_SECOND}, >= {CHAT_SECONDS:.0f} s, 0",
            heard.busiest <= BOT_A_SECOND and heard.nearest >= CHAT_SECONDS - SLACK and not refused,
        ),
        Figure(
            "G7-answers",
            f"{answers} answers meanwhile",
            f"p50 {p50:.2f} s, p99 {p99:.2f} s",
            f"p99 <= {ANSWER_P99:.0f} s",
            p99 <= ANSWER_P99,
        ),
    ]
    if write:
        keep(
            "pacing.json", Run(shlex.join(["make", "bench-pacing", *sys.argv[1:]]), seed), figures, alone=True
        )
    tell(figures)


async def _send(
    url: str, broadcast: int, answers: int, chance: random.Random
) -> tuple[Heard, list[float], int]:
    """Return what was heard, how long each answer took in order, and how often the stand-in refused."""
    heard = Heard(broadcast + answers)
    async with (
        open_database(url, Cipher(bytes(32)), texts=PlainTexts()) as database,
        TelegramSimulator(TOKEN, seconds_per_message=CHAT_SECONDS) as simulator,
    ):
        channel = Telegram(TOKEN, None, simulator.api_base_url)
        await channel.open()
        crowd = await _meet(database, simulator, channel, broadcast + answers)
        heard.listen(simulator)
        await _say(database, crowd[:broadcast], "Siaran")
        senders = [Sender(database, {channel.name: channel}, _now) for _ in range(SENDERS)]
        running = [asyncio.create_task(sender.run()) for sender in senders]
        said: dict[int, float] = {}
        for chat, talk in crowd[broadcast:]:
            await asyncio.sleep(chance.expovariate(ANSWERS_A_SECOND))
            said[chat] = monotonic()
            await _say(database, [(chat, talk)], "Jawaban")
        await heard.done.wait()
        for sender in senders:
            sender.stop()
        await asyncio.gather(*running)
        await channel.close()
        refused = simulator.calls.count("sendMessage") - heard.count
    return heard, sorted(heard.moments[chat][0] - at for chat, at in said.items()), refused


async def _meet(
    database: Database, simulator: TelegramSimulator, channel: Telegram, count: int
) -> list[tuple[int, str]]:
    """Return chats with their conversations."""
    crowd: list[tuple[int, str]] = []
    async with database.write() as unit:
        for chat in range(9_000_000, 9_000_000 + count):
            simulator.citizen(chat)
            address = Address(channel.name, channel.scope, str(chat))
            known = await unit.contacts.remember(address, None, _now())
            crowd.append(
                (chat, await unit.conversations.find_or_open(known, channel.name, channel.scope, "", _now()))
            )
        await unit.commit()
    return crowd


async def _say(database: Database, crowd: list[tuple[int, str]], words: str) -> None:
    async with database.write() as unit:
        for chat, talk in crowd:
            put = Put(Saying(text=words), 0, not_before=_now() - timedelta(milliseconds=1))
            await unit.outbox.put_all(talk, f"{words}:{chat}", [put])
        await unit.commit()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    typer.run(main)
