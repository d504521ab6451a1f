"""Small courtesies that nobody waits for, such as taking the spinner off a pressed button."""

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

MOST_A_SECOND = 20  #: in a rush the courtesies, a request each, are the first to be left out


class Background:
    """Holds tasks until they are done; asyncio alone would let them be collected half-way."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Start with none; `clock` tells seconds."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._clock = clock
        self._second, self._begun = clock(), 0

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` aside, unless this second has seen enough of it; its errors are its own."""
        now = self._clock()
        if now - self._second >= 1:
            self._second, self._begun = now, 0
        if self._begun >= MOST_A_SECOND:
            work.close()
            return
        self._begun += 1
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()
