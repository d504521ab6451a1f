"""What happens because time passes: missed promises climb, questions lapse, silence ends a case.

One at a time in any number of processes: a ticket is looked at under its row's lock, and every duty is keyed.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.fault import name_fault
from bot.loop import Loop
from storage import Conflict, Database
from storage.desk import Desk
from storage.wakeups import SCHEDULE

SICK = timedelta(minutes=15)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Chore:
    """Done beside the tickets, at the first round and then whenever `every` has passed, in each process."""

    name: str
    do: Callable[[datetime], Awaitable[object]]
    every: timedelta = timedelta()
    _next: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; asking says that it is done now."""
        # Further ahead than `every` is what a clock wrote that has been set back since.
        if self._next is not None and now < self._next <= now + self.every:
            return False
        self._next = now + self.every
        return True


class Scheduler(Loop):
    """Attends to every ticket on which something has fallen due."""

    topic = SCHEDULE
    poll_seconds = 15.0

    def __init__(self, database: Database, desk: Desk, chores: Sequence[Chore] = ()) -> None:
        """Work by the desk's clock."""
        super().__init__(database)
        self._desk = desk
        self._chores = chores

    async def step(self) -> bool:
        """Attend to what is due; True where more may be."""
        async with self._database.read() as unit:
            due = await unit.tickets.awake(self._desk.now())
        done = [await self.attend(ticket_id) for ticket_id in due]
        for chore in self._chores:
            await self._do(chore)
        return any(done)

    async def attend(self, ticket_id: str) -> bool:
        """Do one ticket's next duty in a transaction of its own; False where nothing came of it."""
        try:
            async with self._database.write() as unit:
                before = await unit.tickets.get(ticket_id, lock=True)
                if before.wake_at is None or before.wake_at > self._desk.now():
                    return True  # another process was here first
                after = await (await self._desk.service(unit)).attend(before)
                await unit.commit()
        except Conflict:
            return True
        except Exception as error:  # noqa: BLE001 - one sick ticket must not stop the others
            log.error("duty_failed", ticket=ticket_id, error=name_fault(error))  # noqa: TRY400 - a traceback may quote
            await self._put_off(ticket_id)
            return False
        # What would be due again at once is left for the next round: no loop may spin on it.
        return after.wake_at != before.wake_at

    async def _put_off(self, ticket_id: str) -> None:
        """Try a sick ticket again later: it must not stand before those that wait behind it."""
        async with self._database.write() as unit:
            await unit.tickets.wake_later(ticket_id, self._desk.now() + SICK)
            await unit.commit()

    async def _do(self, chore: Chore) -> None:
        now = self._desk.now()
        if not chore.is_due(now):
            return
        try:
            await chore.do(now)
        except Exception as error:  # noqa: BLE001 - the others are still to be done
            log.error("chore_failed", chore=chore.name, error=name_fault(error))  # noqa: TRY400 - a traceback may quote
