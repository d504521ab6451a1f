"""The turns a Rasa server is at work on: what it may ask about them, and what went wrong in them.

Rasa asks for the understanding of a bare text, without the metadata of its message. But it tells the sender, and two
turns of one conversation never run at once: so the sender names the turn, and the text proves it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.dialogue.action_client import ActionFailed


@dataclass(slots=True)
class TurnUnderWay:
    """One turn: its parse, whether Rasa asked for it, and the first action that failed."""

    parsed: dict[str, Any]
    asked: bool = False
    fault: ActionFailed | None = None


@dataclass(slots=True)
class TurnsUnderWay:
    """The turns of this process, by the sender's name at Rasa."""

    _turns: dict[str, TurnUnderWay] = field(default_factory=dict)

    @contextmanager
    def begin(self, sender: str, parsed: dict[str, Any]) -> Iterator[TurnUnderWay]:
        """Keep a turn while Rasa works on it."""
        turn = self._turns[sender] = TurnUnderWay(parsed)
        try:
            yield turn
        finally:
            if self._turns.get(sender) is turn:
                del self._turns[sender]

    def parsed(self, sender: str, text: str) -> dict[str, Any] | None:
        """Return how the turn's text was understood; None for any other text."""
        turn = self._turns.get(sender)
        if turn is None or turn.parsed["text"].strip() != text.strip():
            return None
        turn.asked = True
        return turn.parsed

    def blame(self, sender: str, fault: ActionFailed) -> None:
        """Note that an action failed: Rasa only logs it and goes on."""
        turn = self._turns.get(sender)
        if turn and turn.fault is None:
            turn.fault = fault
