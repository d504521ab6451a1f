"""The same talks said to a Rasa server over its REST channel; it keeps its trackers in memory, we on the disk."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import count
from time import perf_counter

import aiohttp

from bench.load_words import talk

CONCURRENCY = 8  #: conversations at a time; with more it answers no faster


async def rasa_turns(url: str, seconds: float, seed: int) -> float:
    """Return how many turns a second the server at `url` answers. Raises aiohttp's errors where it does not."""
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

    async with aiohttp.ClientSession() as session:
        talks = (_sayings(seed * CONCURRENCY + n) for n in range(CONCURRENCY))
        await asyncio.gather(*(talk_on(session, each) for each in talks))
    return next(turns) / seconds


def _sayings(seed: int) -> Iterator[tuple[str, str]]:
    """Yield citizens' messages for ever, each citizen's talk in order."""
    chance = random.Random(seed)  # noqa: S311 - the same load again, nothing secret
    for n in count():
        for text in talk(chance):
            yield f"{seed}-{n}", text
