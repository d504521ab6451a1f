"""Clocks that jump."""

from dataclasses import dataclass
from datetime import timedelta

from chaos.faults.base import Note
from chaos.town import Town


@dataclass(frozen=True, slots=True)
class Jump:
    """The machine's clock jumps, and back after so many of the product's seconds; the channels' clocks go on."""

    by: timedelta
    seconds: float

    @property
    def name(self) -> str:
        """What it is."""
        return f"the clock jumps by {self.by}"

    async def strike(self, town: Town) -> list[Note]:
        """Jump there and back."""
        async with town.still(claiming=True):
            town.clock.jump(self.by)
        await town.sleep(self.seconds)
        async with town.still(claiming=True):
            town.clock.jump(-self.by)
        return []
