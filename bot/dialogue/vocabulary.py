"""The words of a domain: slots, forms, and the variations of a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from messages import Button

LISTEN: Final = "action_listen"
RESTART: Final = "action_restart"
SESSION_START: Final = "action_session_start"
DEFAULT_FALLBACK: Final = "action_default_fallback"
DEACTIVATE_LOOP: Final = "action_deactivate_loop"
VALIDATE_MAPPINGS: Final = "action_validate_slot_mappings"

#: Actions every domain has without listing them.
BUILT_IN_ACTIONS: Final = frozenset({LISTEN, RESTART, SESSION_START, DEFAULT_FALLBACK, DEACTIVATE_LOOP})

NLU_FALLBACK: Final = "nlu_fallback"

#: Intents that run an action whatever the rules say.
DEFAULT_INTENTS: Final = {"restart": RESTART, "session_start": SESSION_START}

REQUESTED_SLOT: Final = "requested_slot"


@dataclass(frozen=True, slots=True)
class Variation:
    """One wording of a response, for one channel or all, for some slot values or all."""

    text: str
    buttons: tuple[Button, ...] = ()
    channel: str | None = None
    conditions: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A mapping holds only in this loop (None: outside every loop) and for this requested slot."""

    active_loop: str | None
    requested_slot: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """One way of filling a slot from a message."""

    type: str
    entity: str | None = None
    value: Any = None
    action: str | None = None
    intents: tuple[str, ...] = ()
    not_intents: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing the dialogue remembers about a conversation."""

    name: str
    type: str
    initial: Any = None
    influences: bool = True
    values: tuple[str, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    bounds: tuple[float, float] = (0.0, 1.0)

    def feature(self, value: Any) -> Any:
        """Return what rules may see of a value; None when it is not set.

        Text and lists are seen as set or not, a number within its bounds, the others by value.
        """
        if value is None or not self.influences:
            return None
        if self.type == "text":
            return "set"
        if self.type == "list":
            return "filled" if value else None
        if self.type == "categorical":
            return str(value).casefold()
        if self.type == "float":
            return min(max(float(value), self.bounds[0]), self.bounds[1])
        return bool(value) if self.type == "bool" else value


@dataclass(frozen=True, slots=True)
class Form:
    """Slots to be asked one after another until none is empty."""

    name: str
    required_slots: tuple[str, ...]
    ignored_intents: tuple[str, ...] = ()
