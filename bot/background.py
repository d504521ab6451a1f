"""Small courtesies that nobody waits for, such as taking the spinner off a pressed button."""

import asyncio
from collections.abc import Coroutine
from typing import Any

MOST = 50  #: under way at a time; in a rush the courtesies are the first to be left out


class Background:
    """Holds tasks until they are done; asyncio alone would let them be collected half-way."""

    def __init__(self) -> None:
        """Start with none."""
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` aside, unless there is too much of it already; its errors are its own."""
        if len(self._tasks) >= MOST:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()
