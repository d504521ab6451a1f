"""Rasa's agent answering a request, in Rasa's own Python: `python -m bench.rasa_parse MODEL REQUEST REPLY`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rasa.core.agent import Agent

from bench.parsing import answer

if __name__ == "__main__":
    model, request, reply = sys.argv[1:]
    agent, loop = Agent.load(model), asyncio.new_event_loop()

    def parse(text: str) -> str:
        """Give the name of the surest intent, as `/model/parse` would."""
        return str(loop.run_until_complete(agent.parse_message(text))["intent"]["name"])

    answer(Path(request), Path(reply), parse)
