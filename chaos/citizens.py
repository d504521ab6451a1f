"""Citizens who write through the channels' stand-ins, each message a complaint that can be told from all others."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulators.graph import GraphSimulator
from simulators.telegram import TelegramSimulator

TELEGRAM, WHATSAPP = "telegram", "whatsapp"
NUMBER = re.compile(r"\bnomor (\d+) desa\b")


def complaint(n: int) -> str:
    """Return a complaint that opens one ticket and is answered by one receipt."""
    return f"lampu jalan mati di jalan melati nomor {n} desa sumberagung, gelap sekali"


def number_in(text: str) -> int | None:
    """Return which complaint a text is, None for another text."""
    found = NUMBER.search(text)
    return int(found.group(1)) if found else None


@dataclass(frozen=True, slots=True)
class Chat:
    """One citizen on one channel; `who` is the chat's number or the telephone's."""

    channel: str
    who: str


@dataclass
class Citizens:
    """The citizens of one scenario. `first` numbers its first complaint, so that scenarios share one database."""

    telegram: TelegramSimulator
    graph: GraphSimulator
    chance: random.Random
    chats: int
    first: int
    speak: Callable[[int], str] = complaint
    written: dict[int, Chat] = field(default_factory=dict)
    #: Complaints that are answered out of their order on purpose.
    late: set[int] = field(default_factory=set)

    async def write(self, count: int, per_second: float) -> None:
        """Write so many messages at random moments, whether they are taken or not."""
        for _ in range(count):
            self.say(self.anybody())
            await asyncio.sleep(self.chance.expovariate(per_second))

    def anybody(self) -> Chat:
        """Choose a chat."""
        return self._chat(self.chance.randrange(self.chats))

    def say(self, chat: Chat, more: str = "") -> int:
        """Let somebody write the next complaint, with `more` words behind it; return its number."""
        n = self.first + len(self.written)
        self.written[n] = chat
        words = self.speak(n) + more
        if chat.channel == TELEGRAM:
            self.telegram.citizen(int(chat.who), "Warga").text(words)
        else:
            self.graph.citizen(chat.who, "Warga").text(words)
        return n

    def chats_used(self) -> set[Chat]:
        """Return every chat in which somebody wrote."""
        return set(self.written.values())

    def waiting(self) -> int:
        """Return how many of all messages the channels still try to deliver."""
        return len(self.telegram.updates.waiting) + self.graph.webhooks.open

    def answers(self, chat: Chat) -> Iterator[str]:
        """Return what the chat's citizen was told, in order."""
        if chat.channel == TELEGRAM:
            yield from (_words(message) for message in self.telegram.sent(int(chat.who)))
        else:
            yield from (sent.text for sent in self.graph.sent(chat.who))

    def _chat(self, k: int) -> Chat:
        if k % 2:
            return Chat(TELEGRAM, str(10_000_000 + self.first * 1000 + k))
        return Chat(WHATSAPP, f"62{8_120_000_000_000 + self.first * 1000 + k}")


def _words(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")
