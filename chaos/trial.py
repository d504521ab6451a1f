"""A trial: citizens write while faults strike; afterwards the books are reconciled."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chaos.books import Books
from chaos.citizens import Citizens, complaint
from chaos.faults.base import Fault, Note
from chaos.town import Town

MESSAGES_PER_CHAT = 4


@dataclass(frozen=True, slots=True)
class Trial:
    """`messages` at `per_second`, the faults spread over them, and at most `patience` seconds until all is answered."""

    name: str
    id: str  #: the promise, as reliability's figures are numbered
    faults: Sequence[Fault]
    messages: int
    per_second: float
    patience: float = 180.0
    speak: Callable[[int], str] = complaint


@dataclass
class Outcome:
    """What came of a trial. `drained` is the seconds from the last message to the last answer, None for never."""

    trial: Trial
    books: Books
    notes: list[Note] = field(default_factory=list)
    drained: float | None = None
    kills: int = 0
    sender_kills: int = 0

    @property
    def met(self) -> bool:
        """Whether the books balance."""
        return self.drained is not None and self.books.balanced


async def play(town: Town, trial: Trial, say: Callable[[str], None]) -> Outcome:
    """Play it. Everything is healthy again before the books are made."""
    citizens = town.citizens(max(2, trial.messages // MESSAGES_PER_CHAT), trial.speak)
    bound, kills, sender_kills = town.doubles, town.kills, town.sender_kills
    writing = asyncio.create_task(citizens.write(trial.messages, trial.per_second))
    notes = await _strike(town, trial, say)
    await writing
    await town.fleet.all_ready()
    drained = await _drained(town, citizens, trial.patience)
    books = await town.books(citizens, town.doubles - bound)
    return Outcome(trial, books, notes, drained, town.kills - kills, town.sender_kills - sender_kills)


async def _strike(town: Town, trial: Trial, say: Callable[[str], None]) -> list[Note]:
    """Let the faults strike, evenly spread but for chance, while the citizens write."""
    every = trial.messages / trial.per_second / (len(trial.faults) + 1)
    notes: list[Note] = []
    for fault in trial.faults:
        pause = max(1.0, town.chance.uniform(0.5, 1.5) * every)
        await asyncio.sleep(pause)
        say(fault.name)
        notes += await fault.strike(town)
    return notes


async def _drained(town: Town, citizens: Citizens, patience: float) -> float | None:
    started = time.monotonic()
    try:
        await town.drained(citizens, patience)
    except TimeoutError:
        return None
    return time.monotonic() - started
