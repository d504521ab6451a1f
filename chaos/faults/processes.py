"""Processes that die, at any moment or at a named step, and processes that stand still."""

import asyncio
import signal
from dataclasses import dataclass

from chaos.faults.base import Note
from chaos.fleet import Process
from chaos.steps import STEPS
from chaos.town import ALL_IN_ONE, Town

MOST_PASSES = 6  #: of the step, before the process dies at it


@dataclass(frozen=True, slots=True)
class Kill:
    """`kill -9` of one process that is past its start, of this role or of any."""

    role: str = ""

    @property
    def name(self) -> str:
        """What it is."""
        return f"kill -9 of {self.role or 'any role'}"

    async def strike(self, town: Town) -> list[Note]:
        """Kill; the supervisor starts it again."""
        (await victim(town, self.role)).signal(signal.SIGKILL)
        return []


@dataclass(frozen=True, slots=True)
class KillAtStep:
    """`kill -9` of one process, and of the one that takes its place when that comes to the step."""

    step: str

    @property
    def name(self) -> str:
        """What it is."""
        return f"kill -9 {self.step}"

    async def strike(self, town: Town) -> list[Note]:
        """Kill and arm."""
        process = await victim(town, STEPS[self.step].role)
        process.armed = (self.step, town.chance.randint(1, MOST_PASSES))
        process.signal(signal.SIGKILL)
        return []


@dataclass(frozen=True, slots=True)
class Stall:
    """One process stands still (SIGSTOP) for so many of the product's seconds, as on a machine out of memory."""

    role: str
    seconds: float = 30.0

    @property
    def name(self) -> str:
        """What it is."""
        return f"SIGSTOP of {self.role} for {self.seconds:.0f} s"

    async def strike(self, town: Town) -> list[Note]:
        """Stop and go on."""
        process = await victim(town, self.role)
        process.signal(signal.SIGSTOP)
        await town.sleep(self.seconds)
        process.signal(signal.SIGCONT)
        return []


async def victim(town: Town, role: str = "") -> Process:
    """Choose one that is past its start, waiting until there is one."""
    alone = role in {process.role for process in town.fleet.processes}
    roles = () if not role else (role,) if alone else (ALL_IN_ONE,)
    while not (ready := town.fleet.ready(*roles)):
        await asyncio.sleep(0.1)
    return town.chance.choice(ready)
