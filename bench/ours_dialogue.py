"""Our runtime playing the dialogue, trackers in memory: `python -m bench.ours_dialogue SECONDS REPLY`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bench.talk import LONG, play, recorded
from bot.dialogue.action_client import InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import load_domain
from bot.dialogue.renderer import Texts
from bot.dialogue.rules import load_rules
from bot.dialogue.tracker import Tracker

ASSISTANT = Path(__file__).parent / "assistant"


class Ours:
    """Answers as the product does between the journal and the outbox."""

    def __init__(self) -> None:
        """Load the assistant."""
        domain = load_domain(ASSISTANT / "domain.yml")
        self._agent = Agent(domain, load_rules(ASSISTANT / "rules.yml", domain), InProcessActions([]))
        self._texts = Texts(domain)
        self._trackers: dict[str, Tracker] = {}

    async def answer(self, sender: str, text: str) -> list[str]:
        """Answer one message."""
        tracker = self._trackers.setdefault(sender, Tracker(sender))
        turn = await self._agent.handle(tracker, recorded(text), {})
        rendered = (
            self._texts.render(str(say.response), say.params, say.slots, "rest", sender) for say in turn.said
        )
        return [each.text for each in rendered]


if __name__ == "__main__":
    told = asyncio.run(play(Ours().answer, float(sys.argv[1]), LONG))
    Path(sys.argv[2]).write_text(told, encoding="utf-8")
