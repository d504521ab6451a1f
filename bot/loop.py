"""A loop of one process: work while there is any, then idle until a bell rings or a poll's interval is over."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain, repeat
from typing import ClassVar, TypeVar

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

    @abstractmethod
    async def step(self) -> bool:
        """Do one piece of work; False where nothing is due."""

    def stop(self) -> None:
        """Let every `run` return after the step it is at."""
        self._stopping = True

    async def begin(self) -> bool:
        """Take up one piece of work, False where nothing is due; it may go on beside the next."""
        return await self.step()

    async def idle(self, bell: Bell) -> None:
        """Wait for a bell, at most until it is time to look again."""
        await bell.wait(self.poll_seconds)

    async def run(self) -> None:
        """Work until stopped."""
        with self._database.wakeups.listen(self.topic) as bell:
            while not self._stopping:
                try:
                    while not self._stopping and await self.begin():
                        pass
                except Exception as error:  # noqa: BLE001 - the loop outlives any fault of the database
                    log.warning("loop_stumbled", loop=type(self).__name__, error=name_fault(error))
                if not self._stopping:
                    await self.idle(bell)

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
