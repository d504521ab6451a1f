"""What every fault is."""

from dataclasses import dataclass
from typing import Protocol

from chaos.town import Town


@dataclass(frozen=True, slots=True)
class Note:
    """A figure that a fault measured beside the books: `words` has a place for `value`, which may be `most`."""

    id: str
    words: str
    value: float
    most: float
    is_time: bool = False  #: a busy machine may miss it

    @property
    def figure(self) -> str:
        """The figure in words."""
        return self.words.format(self.value)

    @property
    def goal(self) -> str:
        """What was promised."""
        return f"<= {self.most:g}"

    @property
    def met(self) -> bool:
        """Whether it is as promised."""
        return self.value <= self.most


class Fault(Protocol):
    """Strikes once, and puts right what it broke before it returns, unless the product must do that by itself."""

    @property
    def name(self) -> str:
        """What it is, for the log."""
        ...

    async def strike(self, town: Town) -> list[Note]:
        """Do it; return what was measured by it."""
        ...
