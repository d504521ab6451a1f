"""What rules look at: one moment of a conversation, and the pattern a rule asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

#: A pattern with this loop fits inside and outside of forms alike.
ANY_LOOP: Final = "*"


@dataclass(frozen=True, slots=True)
class Moment:
    """The point where an action was chosen: the action before it, the intent, loop and slot features."""

    action: str | None
    intent: str | None
    loop: str | None
    slots: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return a dict that JSON can hold."""
        return {"action": self.action, "intent": self.intent, "loop": self.loop, "slots": self.slots}


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rule asks of one moment; None asks nothing, a slot feature of None asks for unset."""

    action: str | None
    intent: str | None = None
    loop: str | None = ANY_LOOP
    slots: tuple[tuple[str, Any], ...] = ()

    def fits(self, moment: Moment) -> bool:
        """Tell whether the moment is all this pattern asks for."""
        return (
            self.action == moment.action
            and self.intent in {None, moment.intent}
            and self.loop in {ANY_LOOP, moment.loop}
            and all(moment.slots.get(name) == feature for name, feature in self.slots)
        )

    @property
    def weight(self) -> int:
        """Count the things asked for."""
        return (self.intent is not None) + (self.loop != ANY_LOOP) + len(self.slots)
