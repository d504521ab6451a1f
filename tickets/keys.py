"""Every effect of a turn is keyed, so that repeating the turn repeats nothing."""

from dataclasses import dataclass, field
from itertools import count


@dataclass(slots=True)
class TurnKeys:
    """Hands out (turn, n) in order; `turn` names what caused the effects: a message and an action, or a request."""

    turn: str
    _numbers: "count[int]" = field(default_factory=count)

    def next(self) -> tuple[str, int]:
        """Return the next key."""
        return self.turn, next(self._numbers)
