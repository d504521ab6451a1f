"""Who is on duty and who stands on which rung: the house documents as calls need them, read in this one place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from storage.desk import Desk
from storage.unit_of_work import UnitOfWork
from tickets.ticket import TicketUrgency


class Rung(Protocol):
    """One level of an agency's ladder; `officer` is a username, perhaps empty."""

    @property
    def officer(self) -> str:
        """Whom to call."""
        ...

    def is_quiet(self, moment: datetime, urgency: TicketUrgency) -> bool:
        """Whether this person is left in peace at a moment of local time."""
        ...


@dataclass(frozen=True, slots=True)
class Roster:
    """Moments are local time."""

    on_duty: Callable[[datetime, str], tuple[str, ...]]
    rung: Callable[[str, int], Rung | None]


async def roster(unit: UnitOfWork, desk: Desk) -> Roster:
    """Return the rota and the ladder in force; where this desk keeps no documents, nobody is named in them."""
    documents: Any = getattr(desk, "documents", None)
    if documents is None:
        return Roster(lambda _moment, _agency: (), lambda _agency, _level: None)
    known = await documents(unit)
    return Roster(known.rota.on_duty, known.ladder.rung)
