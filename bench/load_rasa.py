"""The same talks said to a real Rasa server over its REST channel; it keeps its trackers in memory, we on the disk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import perf_counter

import aiohttp

from app.servers import listening
from bench.load_words import talk
from bench.rasa_server import rasa_server, stub
from tests.servers import free_port

CONCURRENCY = 8  #: conversations at a time; with more it answers no faster


def rasa_turns(python: Path, seconds: float, seed: int, *, rules_alone: bool = False) -> float:
    """Return how many turns a second Rasa answers; it is trained first where it was not yet. Raises RasaProblem."""
    port = free_port()
    with rasa_server(python, f"http://127.0.0.1:{port}", rules_alone=rules_alone) as url:
        return asyncio.run(_turns(url, port, seconds, seed))


async def _turns(url: str, port: int, seconds: float, seed: int) -> float:
    """Talk to the server at `url`, whose questions are answered at `port`."""
    turns = count()
    end = perf_counter() + seconds

    async def talk_on(session: aiohttp.ClientSession, sayings: Iterator[tuple[str, str]]) -> None:
        for sender, text in sayings:
            said = {"sender": sender, "message": text}
            async with session.post(
                f"{url}/webhooks/rest/webhook", json=said, raise_for_status=True
            ) as answer:
                await answer.read()
            if perf_counter() > end:
                return
            next(turns)

    async with listening([(stub(), port)], "127.0.0.1"), aiohttp.ClientSession() as session:
        talks = (_sayings(seed * CONCURRENCY + n) for n in range(CONCURRENCY))
        await asyncio.gather(*(talk_on(session, each) for each in talks))
    return next(turns) / seconds


def _sayings(seed: int) -> Iterator[tuple[str, str]]:
    """Yield citizens' messages for ever, each citizen's talk in order."""
    chance = random.Random(seed)  # noqa: S311 - the same load again, nothing secret
    for n in count():
        for text in talk(chance):
            yield f"{seed}-{n}", text
