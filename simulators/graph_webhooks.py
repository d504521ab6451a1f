"""Delivering webhooks as Meta does: signed, at least once, in no promised order."""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

Json = dict[str, Any]

_KEPT = 10_000


class Webhooks:
    """Posts to `url`; without one the bodies are only kept in `bodies`, newest last.

    Whatever is not answered with exactly 200 is posted again after each of `redeliver_after` seconds and then
    given up into `dropped`, as is everything while they are off. `duplicates` is how many times more every body is
    posted, answered or not; `answers` counts what came back by status.
    """

    def __init__(
        self,
        url: str,
        app_secret: str,
        redeliver_after: Sequence[float],
        wrap: Callable[[list[Json]], Json],
        heard: Callable[[bytes, int], None] = lambda *_: None,
    ) -> None:
        """`wrap` makes one body of what is told together; `heard` learns how each try was answered, 0 for not."""
        self.url = url
        self.is_on = True
        self.duplicates = 0
        self.bodies: deque[bytes] = deque(maxlen=_KEPT)
        self.dropped: list[bytes] = []
        self.answers: Counter[int] = Counter()
        self._secret = app_secret.encode()
        self._wrap = wrap
        self._heard = heard
        self._delays = tuple(redeliver_after)
        self._tasks: set[asyncio.Task[None]] = set()
        self._batch: list[Json] | None = None
        self._session: ClientSession | None = None

    def tell(self, told: Json) -> None:
        """Deliver one update, at once or with the batch that is open."""
        if self._batch is None:
            self._post([told])
        else:
            self._batch.append(told)

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Gather everything told inside into one body."""
        self._batch = []
        try:
            yield
        finally:
            updates, self._batch = self._batch, None
            self._post(updates)

    def headers(self, body: bytes) -> dict[str, str]:
        """Return the headers a body is delivered with."""
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}

    @property
    def open(self) -> int:
        """Return how many bodies are still being delivered."""
        return len(self._tasks)

    async def settle(self) -> None:
        """Wait until everything told so far is delivered or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _post(self, updates: list[Json]) -> None:
        body = json.dumps(self._wrap(updates)).encode()
        self.bodies.append(body)
        for _ in range(1 + self.duplicates if self.url else 0):
            task = asyncio.get_running_loop().create_task(self._deliver(body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, body: bytes) -> None:
        for delay in (0.0, *self._delays):
            await asyncio.sleep(delay)
            if not self.is_on:
                break
            status = await self._offer(body)
            self._heard(body, status)
            if status == HTTPStatus.OK:
                return
        self.dropped.append(body)

    async def _offer(self, body: bytes) -> int:
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=20))
        try:
            async with self._session.post(self.url, data=body, headers=self.headers(body)) as response:
                self.answers[response.status] += 1
                return response.status
        except (ClientError, TimeoutError, OSError):
            return 0
