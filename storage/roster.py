"""Who is on duty and who stands on which rung, as calls need it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.desk import Desk
from storage.unit_of_work import UnitOfWork
from tickets.ladder import Rung


@dataclass(frozen=True, slots=True)
class Roster:
    """Moments are local time."""

    on_duty: Callable[[datetime, str], tuple[str, ...]]
    rung: Callable[[str, int], Rung | None]


async def roster(unit: UnitOfWork, desk: Desk) -> Roster:
    """Return the rota and the ladder in force."""
    known = await desk.documents(unit)
    return Roster(known.rota.on_duty, known.ladder.rung)
