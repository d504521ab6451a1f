"""What answers a message: our own runtime (agent.py), or a real Rasa server (rasa_engine.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from bot.dialogue.conversation import Turn
    from bot.dialogue.tracker import Tracker


class Engine(Protocol):
    """Answers messages by the rules."""

    @property
    def remote(self) -> bool:
        """Whether actions commit on their own, where a transaction of ours cannot reach."""
        ...

    async def handle(self, tracker: Tracker, parsed: dict[str, Any], metadata: dict[str, Any]) -> Turn:
        """Answer one parsed message, changing the tracker; see `Agent.handle`."""
        ...
