"""A loop of one process: work while there is any, then idle until a bell rings or a poll's interval is over."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from itertools import chain, repeat
from typing import Any, ClassVar, TypeVar

import structlog

from bot.fault import name_fault
from bot.measures import Measures, Unmeasured
from storage import Database
from storage.errors import is_outage
from storage.wakeups import Bell

log = structlog.get_logger(__name__)

Written = TypeVar("Written")


class Loop(ABC):
    """Repeats `step`; any number of `run` may go on at once, and `stop` ends them all."""

    topic: ClassVar[str]  #: whose ring means work
    poll_seconds: ClassVar[float]
    measures: Measures = Unmeasured()  #: the house puts its own here

    def __init__(self, database: Database) -> None:
        """Listen to the database's bells."""
        self._database = database
        self._stopping = False
        self._under_way: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def step(self) -> bool:
        """Do one piece of work; False where nothing is due."""

    def stop(self) -> None:
        """Let every `run` return after the step it is at."""
        self._stopping = True

    async def begin(self) -> bool:
        """Take up one piece of work, False where nothing is due; it may go on beside the next."""
        return await self.step()

    def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Let a piece of work, which never raises, go on beside the next."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def pause(self) -> float:
        """Return the seconds after which an idle loop looks again, even if no bell rings."""
        return self.poll_seconds

    async def idle(self, bell: Bell) -> None:
        """Wait for a bell, or for the end of something under way, at most until it is time to look again."""
        waiting = asyncio.create_task(bell.wait(self.pause()))
        try:
            await asyncio.wait({waiting, *self._under_way}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    async def run(self) -> None:
        """Work until stopped, and finish what is under way."""
        with self._database.wakeups.listen(self.topic) as bell:
            while not self._stopping:
                try:
                    while not self._stopping and await self.begin():
                        pass
                except Exception as error:  # noqa: BLE001 - the loop outlives any fault of the database
                    log.warning("loop_stumbled", loop=type(self).__name__, error=name_fault(error))
                if not self._stopping:
                    await self.idle(bell)
        await asyncio.gather(*self._under_way)

    async def insist(
        self, write: Callable[[], Awaitable[Written]], pauses: Sequence[float], *, least: int = 0
    ) -> Written:
        """Write until it is written, with these `pauses` in seconds between the tries, the last for ever.

        Raises what goes wrong after the first `least` tries; an outage of the database only once told to stop.
        """
        for n, pause in enumerate(chain(pauses, repeat(pauses[-1]))):
            try:
                return await write()
            except Exception as error:
                if n >= least and (self._stopping or not is_outage(error)):
                    raise
                log.warning("loop_stumbled", loop=type(self).__name__, error=name_fault(error))
            await asyncio.sleep(pause)
        raise AssertionError  # the pauses never end
