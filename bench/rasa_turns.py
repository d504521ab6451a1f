"""Rasa's agent answering recorded turns, in Rasa's own Python: `python -m bench.rasa_turns MODEL REQUEST REPLY`."""

from __future__ import annotations

import asyncio
import logging
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels import CollectingOutputChannel, UserMessage
from rasa.utils.log_utils import configure_structlog

from bench.turns import answer

if __name__ == "__main__":
    model, request, reply = sys.argv[1:]
    configure_structlog(logging.WARNING)  # as `rasa run` does; else every step is written out
    agent = Agent.load(model)

    async def turn(sender: str, parsed: dict[str, Any]) -> int:
        """Answer as the REST channel does, without HTTP and without understanding."""
        channel = CollectingOutputChannel()
        message = UserMessage(parsed["text"], channel, sender, parse_data=deepcopy(parsed))
        await agent.handle_message(message)
        return len(channel.messages)

    asyncio.run(answer(Path(request), Path(reply), turn))
