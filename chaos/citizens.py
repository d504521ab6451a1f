"""Citizens who write through the channels' stand-ins, each message a complaint that can be told from all others."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulators.graph import GraphSimulator
from simulators.graph_service import GraphService
from simulators.messenger import MessengerSimulator
from simulators.telegram import TelegramSimulator

TELEGRAM, WHATSAPP, MESSENGER = CHANNELS = "telegram", "whatsapp", "messenger"
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
    """One citizen on one channel; `who` is the chat's number, the telephone's, or the id on the page."""

    channel: str
    who: str


@dataclass
class Citizens:
    """The citizens of one scenario. `first` numbers its first complaint, so that scenarios share one database."""

    telegram: TelegramSimulator
    graph: GraphSimulator
    page: MessengerSimulator
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
        elif chat.channel == WHATSAPP:
            self.graph.citizen(chat.who, "Warga").text(words)
        else:
            self.page.citizen(chat.who).text(words)
        return n

    def chats_used(self) -> set[Chat]:
        """Return every chat in which somebody wrote."""
        return set(self.written.values())

    def waiting(self) -> int:
        """Return how many of all messages the channels still try to deliver."""
        of_meta = self.graph.webhooks.open + self.page.webhooks.open
        return len(self.telegram.updates.waiting) + of_meta

    def answers(self, chat: Chat) -> Iterator[str]:
        """Return what the chat's citizen was told, in order."""
        if chat.channel == TELEGRAM:
            yield from (_words(message) for message in self.telegram.sent(int(chat.who)))
        else:
            yield from (sent.text for sent in self.of_meta(chat).sent(chat.who))

    def of_meta(self, chat: Chat) -> GraphService:
        """Return the service of a chat that is not Telegram's."""
        return self.graph if chat.channel == WHATSAPP else self.page

    def _chat(self, k: int) -> Chat:
        channel, n = CHANNELS[k % len(CHANNELS)], self.first * 1000 + k
        first = {TELEGRAM: 10_000_000, WHATSAPP: 628_120_000_000_000, MESSENGER: 7_100_000_000_000_000}
        return Chat(channel, str(first[channel] + n))


def _words(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")
