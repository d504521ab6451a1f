"""Our runtime answering recorded turns: `python -m bench.ours_turns REQUEST REPLY`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from bench.turns import answer
from bot.dialogue.action_client import InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import load_domain
from bot.dialogue.rules import load_rules
from bot.dialogue.tracker import Tracker

DIALOGUES = Path(__file__).parent / "dialogues"

if __name__ == "__main__":
    request, reply = sys.argv[1:]
    domain = load_domain(DIALOGUES / "domain.yml")
    agent = Agent(domain, load_rules(DIALOGUES / "rules.yml", domain), InProcessActions(()))
    trackers: dict[str, Tracker] = {}

    async def turn(sender: str, parsed: dict[str, Any]) -> int:
        """Answer with the tracker in memory."""
        tracker = trackers.setdefault(sender, Tracker(sender))
        return len((await agent.handle(tracker, parsed, {"channel": "web"})).said)

    asyncio.run(answer(Path(request), Path(reply), turn))
