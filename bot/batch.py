"""Writing together what arrived together: one commit for many callers, each told only of its own."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Part = TypeVar("Part")

GATHER_SECONDS = 0.002  #: how long the first of a batch waits for others
PAUSE_SECONDS = 0.02  #: before parts are tried again that were left, all of them, by the last batch
MOST_PARTS = 500  #: of one batch; a caller's own parts stay together


@dataclass(eq=False, slots=True)
class _Caller(Generic[Part]):
    """Whoever waits for its parts to be durable."""

    parts: list[Part]
    told: asyncio.Future[None]


class Batch(Generic[Part]):
    """Hands the parts of concurrent callers to `write`, one batch at a time, in the order they came.

    `write` makes durable what it can and returns the parts it had to leave; those come first in the next batch,
    so that nothing of one citizen overtakes. Where it raises one of `single`, errors that are one part's own,
    each caller's parts go to `alone`; any other error every caller of the batch gets.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Part]], Awaitable[Sequence[Part]]],
        alone: Callable[[Sequence[Part]], Awaitable[object]],
        single: tuple[type[Exception], ...],
    ) -> None:
        """Write so; nothing runs until the first parts come."""
        self._write, self._alone, self._single = write, alone, single
        self._callers: deque[_Caller[Part]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def put(self, parts: Sequence[Part]) -> None:
        """Return once all `parts` are durable. Raises what the write raised: then nothing may be acknowledged.

        A caller that is cancelled takes out of it what no batch has begun to write.
        """
        caller = _Caller(list(parts), asyncio.get_running_loop().create_future())
        self._callers.append(caller)
        if self._writer is None:
            self._writer = asyncio.create_task(self._work_off())
        await caller.told

    async def _work_off(self) -> None:
        try:
            pause = GATHER_SECONDS
            while self._callers:
                await asyncio.sleep(pause)
                batch = self._next()
                moved = await self._write_for(batch) if batch else True
                pause = GATHER_SECONDS if moved else PAUSE_SECONDS
        finally:
            self._writer = None

    def _next(self) -> list[_Caller[Part]]:
        """Take the callers whose parts fit into one batch, at least one of them."""
        batch: list[_Caller[Part]] = []
        size = 0
        while self._callers and (not batch or size + len(self._callers[0].parts) <= MOST_PARTS):
            caller = self._callers.popleft()
            if not caller.told.done():  # else it was cancelled
                batch.append(caller)
                size += len(caller.parts)
        return batch

    async def _write_for(self, batch: Sequence[_Caller[Part]]) -> bool:
        """Write and tell; False where all parts were left."""
        parts = [part for caller in batch for part in caller.parts]
        try:
            left = {id(part) for part in await self._write(parts)}
        except self._single:
            for caller in batch:
                await self._write_alone(caller)
            return True
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the callers' to know
            _tell(batch, error)
            return True
        for caller in batch:
            caller.parts = [part for part in caller.parts if id(part) in left]
        _tell([caller for caller in batch if not caller.parts])
        self._callers.extendleft(caller for caller in reversed(batch) if caller.parts)
        return len(left) < len(parts)

    async def _write_alone(self, caller: _Caller[Part]) -> None:
        try:
            await self._alone(caller.parts)
        except Exception as error:  # noqa: BLE001 - as above
            _tell([caller], error)
        else:
            _tell([caller])


def _tell(callers: Sequence[_Caller[Part]], error: Exception | None = None) -> None:
    for caller in callers:
        if caller.told.done():
            continue
        if error is None:
            caller.told.set_result(None)
        else:
            caller.told.set_exception(error)
