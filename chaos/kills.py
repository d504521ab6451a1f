"""`kill -9` of the product's processes: at random moments, and at each named step."""

import asyncio
import signal
from collections import Counter
from dataclasses import dataclass, field

from chaos.steps import STEPS
from chaos.town import Town

SPACING = 1.0  #: seconds at least between two kills, or one kills only start-ups
MOST_PASSES = 12


@dataclass
class Killer:
    """Kills `times`, about every `every` seconds; of two kills one is at a step, all steps before any again."""

    town: Town
    times: int
    every: float
    done: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Kill until so many are dead."""
        chance = self.town.chance
        steps: list[str] = []
        for n in range(self.times):
            await asyncio.sleep(max(SPACING, chance.uniform(0.5, 1.5) * self.every))
            step = None
            if n % 2:
                steps = steps or chance.sample(sorted(STEPS), len(STEPS))
                step = steps.pop()
            await self._kill(step)

    async def _kill(self, step: str | None) -> None:
        """Kill one that is past its start; with `step` what takes its place dies again, at that step."""
        fleet = self.town.fleet
        roles = (STEPS[step].role, "run") if step else ()
        while not (ready := fleet.ready(*roles)):
            await asyncio.sleep(0.1)
        victim = self.town.chance.choice(ready)
        if step:
            victim.armed = (step, self.town.chance.randint(1, MOST_PASSES))
            self.done[step] += 1
        self.done[victim.role] += 1
        victim.signal(signal.SIGKILL)
