"""Channels that deliver again what was taken long ago: many times, at once, in any order."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from chaos.faults.base import Note
from chaos.town import Town

AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Replay:
    """So many of the bodies delivered last come again, each one to `most` times, shuffled and at the same time."""

    bodies: int
    most: int = 50

    @property
    def name(self) -> str:
        """What it is."""
        return f"{self.bodies} deliveries repeated 1 to {self.most} times"

    async def strike(self, town: Town) -> list[Note]:
        """Deliver them."""
        posts = [post for post in _last(town, self.bodies) for _ in range(town.chance.randint(1, self.most))]
        town.chance.shuffle(posts)
        gate = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            await asyncio.gather(*(_post(session, gate, *post) for post in posts))
        return []


Post = tuple[str, bytes, Mapping[str, str]]


def _last(town: Town, bodies: int) -> list[Post]:
    """Return what was delivered last, a third of it by each channel, as address, body and headers."""
    updates, each = town.telegram.updates, bodies // 3
    posts: list[Post] = [
        (hooks.url, body, hooks.headers(body))
        for hooks in (service.webhooks for service in town.of_meta)
        for body in [*hooks.bodies][-each:]
    ]
    if updates.webhook is not None:
        hook = updates.webhook
        kept = [json.dumps(update).encode() for update in [*updates.taken][-each:]]
        posts += [(hook.url, body, hook.headers) for body in kept]
    return posts


async def _post(
    session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str, body: bytes, headers: Mapping[str, str]
) -> None:
    """Post; what fails is not tried again, for it was taken once already."""
    async with gate:
        try:
            async with session.post(url, data=body, headers={**headers, "Content-Type": "application/json"}):
                pass
        except (aiohttp.ClientError, OSError):
            return
