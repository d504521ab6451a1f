"""What every fault is."""

from dataclasses import dataclass
from typing import Protocol

from chaos.town import Town


@dataclass(frozen=True, slots=True)
class Note:
    """A figure that a fault measured beside the books; `met` tells whether it is as promised."""

    id: str
    figure: str
    goal: str
    met: bool
    is_time: bool = False  #: a busy machine may miss it


class Fault(Protocol):
    """Strikes once, and puts right what it broke before it returns, unless the product must do that by itself."""

    @property
    def name(self) -> str:
        """What it is, for the log."""
        ...

    async def strike(self, town: Town) -> list[Note]:
        """Do it; return what was measured by it."""
        ...
