"""Rasa's agent playing the dialogue, in Rasa's own Python: `python -m bench.rasa_dialogue MODEL SECONDS REPLY`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bench.talk import RASAS_LONG, play, recorded


async def main(model: str, seconds: float) -> str:
    """Load the model, let messages be understood as they were recorded, and play."""
    agent = Agent.load(model)

    async def parse_message(message: UserMessage, *_: Any, **__: Any) -> dict[str, Any]:
        return recorded(message.text)

    agent.processor.parse_message = parse_message

    async def answer(sender: str, text: str) -> list[str]:
        collected = CollectingOutputChannel()
        await agent.handle_message(UserMessage(text, collected, sender))
        return [each["text"] for each in collected.messages]

    return await play(answer, seconds, RASAS_LONG)


if __name__ == "__main__":
    told = asyncio.run(main(sys.argv[1], float(sys.argv[2])))
    Path(sys.argv[3]).write_text(told, encoding="utf-8")
