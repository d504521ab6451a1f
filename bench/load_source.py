"""Posting signed bodies to a webhook, in a process of its own.

`python -m bench.load_source URL SECRET NUMBER SEED SECONDS open RATE`, or `... SECONDS closed CONCURRENCY`. It prints
one JSON object: acknowledged, refused, times (ms; open: from the moment the body was due) and begun (Unix seconds).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator

import aiohttp

from bench.load_words import bodies

Body = tuple[bytes, dict[str, str]]
CLOSED_MOST = 3_000  #: bodies a second at most that are signed beforehand for a closed loop


class Source:
    """Posts, and keeps how long each took."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        """Post there."""
        self._session, self._url = session, url
        self.times: list[float] = []
        self.refused = 0

    async def post(self, body: Body, due: float) -> None:
        """Post one body that was due at this moment of `time.perf_counter()`."""
        try:
            async with self._session.post(self._url, data=body[0], headers=body[1]) as response:
                if response.status != 200:  # noqa: PLR2004 - the one status that Meta takes
                    self.refused += 1
                    return
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.refused += 1
            return
        self.times.append((time.perf_counter() - due) * 1000)

    async def open(self, waiting: list[Body], rate: float) -> None:
        """Post at a steady rate, whatever the answers take."""
        begun, under_way = time.perf_counter(), set()
        for n, body in enumerate(waiting):
            due = begun + n / rate
            await asyncio.sleep(due - time.perf_counter())
            task = asyncio.create_task(self.post(body, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    async def closed(self, waiting: Iterator[Body], concurrency: int, seconds: float) -> None:
        """Post as fast as answers come, so many at a time."""
        end = time.perf_counter() + seconds

        async def one() -> None:
            for body in waiting:
                if time.perf_counter() > end:
                    return
                await self.post(body, time.perf_counter())

        await asyncio.gather(*(one() for _ in range(concurrency)))


async def main(url: str, secret: str, number: str, seed: int, seconds: float, how: str, much: float) -> None:
    """Post and print."""
    count = int(seconds * (much if how == "open" else CLOSED_MOST))
    waiting = list(bodies(count, seed, secret, number))
    timeout = aiohttp.ClientTimeout(total=60)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        source = Source(session, url)
        wall, begun = time.time(), time.perf_counter()
        if how == "open":
            await source.open(waiting, much)
        else:
            await source.closed(iter(waiting), int(much), seconds)
        took = time.perf_counter() - begun
    told = {"times": source.times, "refused": source.refused, "begun": wall, "seconds": took}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _, _url, _secret, _number, _seed, _seconds, _how, _much = sys.argv
    asyncio.run(main(_url, _secret, _number, int(_seed), float(_seconds), _how, float(_much)))
