"""A conversation for the tests: YAML in, messages in, and what was said out."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from bot.dialogue.action_client import ActionClient, InProcessActions
from bot.dialogue.agent import Agent
from bot.dialogue.domain import Domain, load_domain
from bot.dialogue.rules import load_rules
from bot.dialogue.tracker import Tracker
from tests.bot.dialogue.sample_actions import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from bot.dialogue.conversation import Turn


def domain_file(folder: Path, text: str) -> Path:
    """Write a `domain.yml` and return its path."""
    return _write(folder / "domain.yml", text)


def rules_file(folder: Path, text: str) -> Path:
    """Write a `rules.yml` and return its path."""
    return _write(folder / "rules.yml", text)


def _write(path: Path, text: str) -> Path:
    path.write_text('version: "3.1"\n' + dedent(text), encoding="utf-8")
    return path


def parsed(intent: str, text: str = "", **more: Any) -> dict[str, Any]:
    """Return a parse dict as the NLU makes it, sure of itself unless `confidence` says otherwise."""
    top = {"name": intent, "confidence": more.pop("confidence", 0.9)}
    given = {"text": text or intent, "intent": top, "intent_ranking": [top], "entities": []}
    return given | more


class Chat:
    """One citizen talking to an agent; the clock stands still unless `now` is moved."""

    def __init__(self, domain: Domain, agent_rules: Any, actions: ActionClient | None = None) -> None:
        self.now = 1_000_000.0
        client = actions or InProcessActions(ACTIONS)
        self.agent = Agent(domain, agent_rules, client, clock=lambda: self.now)
        self.tracker = Tracker("warga-1")
        self.turn: Turn | None = None

    async def hear(self, intent: str, text: str = "", **more: Any) -> list[str]:
        """Send one message; return the names of the responses said, or their text."""
        metadata = more.pop("metadata", {"channel": "telegram"})
        self.turn = await self.agent.handle(self.tracker, parsed(intent, text, **more), metadata)
        return [say.response or say.text or "" for say in self.turn.said]

    def actions(self) -> list[str]:
        """Return the names of the actions of the last turn, in order."""
        assert self.turn
        return [event["name"] for event in self.turn.events if event["event"] == "action"]


def chat(folder: Path, domain: str, rules: str = "rules: []", actions: ActionClient | None = None) -> Chat:
    """Return a new conversation under these files."""
    read = load_domain(domain_file(folder, domain))
    return Chat(read, load_rules(rules_file(folder, rules), read), actions)
