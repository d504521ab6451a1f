"""What happens because time passes: missed promises climb, questions lapse, silence ends a case.

One at a time in any number of processes: a ticket is looked at under its row's lock, and every duty is keyed.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.fault import name_fault
from bot.loop import Loop
from storage import Conflict, Database
from storage.desk import Desk
from storage.wakeups import SCHEDULE

log = structlog.get_logger(__name__)

#: Done at every round beside the tickets (calls, digests, sweeping); each knows by itself when it is due.
Chore = Callable[[datetime], Awaitable[object]]


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
            await self._try(chore)
        return any(done)

    async def attend(self, ticket_id: str) -> bool:
        """Do one ticket's next duty in a transaction of its own; False where it could not be done."""
        try:
            async with self._database.write() as unit:
                ticket = await unit.tickets.get(ticket_id, lock=True)
                service = await self._desk.service(unit)
                if ticket.wake_at is not None and ticket.wake_at <= self._desk.now():
                    await service.attend(ticket)
                await unit.commit()
        except Conflict:
            return True
        except Exception as error:  # noqa: BLE001 - one sick ticket must not stop the others
            log.error("duty_failed", ticket=ticket_id, error=name_fault(error))  # noqa: TRY400 - a traceback may quote
            return False
        return True

    async def _try(self, chore: Chore) -> None:
        try:
            await chore(self._desk.now())
        except Exception as error:  # noqa: BLE001 - the others are still to be done
            log.error("chore_failed", chore=getattr(chore, "__name__", "?"), error=name_fault(error))  # noqa: TRY400
