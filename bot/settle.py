"""Fast bubbles of one citizen become one turn: which message waits for more, and how long.

A burst is an album without a channel's own id: its parts share `group_id` and the moment they are ready.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from bot.sieve import Sieve
from messages import InboundMessage, MessageKind
from storage import UnitOfWork
from storage.conversations import Talk
from storage.journal import OpenGroup, StoredMessage

MEDIA: Final = frozenset({MessageKind.PHOTO, MessageKind.VIDEO, MessageKind.DOCUMENT})
#: What a burst takes in; a button or a voice note is a turn of its own.
JOINS: Final = MEDIA | {MessageKind.TEXT, MessageKind.LOCATION, MessageKind.STICKER}
#: Up to so many words without an end a message is likely to go on: "pak", "jalan depan pasar".
SHORT_WORDS: Final = 3
#: From so many characters a message is likely a letter that the app cut in pieces (at 4,096).
PIECE: Final = 3_900
ENDS: Final = (".", "!", "?", "…")
NOTHING: Final = timedelta()


class Bond(Enum):
    """How a message stands to those around it."""

    ALONE = auto()  #: a turn of its own; what waits before it is worked at once
    JOINS = auto()  #: part of a burst that is open
    HURRIES = auto()  #: part of it too, and nothing waits any longer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs and when its turn may begin."""

    group_id: str | None
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Settling:
    """`album` waits for a further part, `words` for a further bubble (0: never), a burst at most `longest`."""

    album: timedelta
    words: timedelta = NOTHING
    longest: timedelta = timedelta(seconds=10)
    sieve: Sieve | None = None

    async def settle(
        self, unit: UnitOfWork, message: InboundMessage, talk: Talk, burst: OpenGroup | None, now: datetime
    ) -> Place:
        """Return the message's place in `talk`; let the `burst` open there wait for it, or no longer."""
        bond = self.bond(message)
        if burst is None or not self._takes(burst, message, bond):
            if burst is not None and self.words:
                await self._ready(unit, talk.id, burst.id, now)
            return self._begin(message, bond, talk.sequence + 1, now)
        ready_at = now
        if bond is not Bond.HURRIES:
            further = self.album if message.group_id else self.words
            ready_at = min(max(burst.ready_at, now + further), burst.received_at + self.longest)
        await self._ready(unit, talk.id, burst.id, ready_at)
        return Place(burst.id, ready_at)

    def bond(self, message: InboundMessage) -> Bond:
        """Say how a message stands to those around it."""
        if message.payload or message.edits or message.kind not in JOINS:
            return Bond.ALONE
        if message.group_id:
            return Bond.JOINS
        hurried = self.sieve is not None and self.sieve.is_danger(message.text)
        return Bond.HURRIES if hurried else Bond.JOINS

    def patience(self, message: InboundMessage) -> timedelta:
        """Return how long a message waits that nothing waits before."""
        if message.group_id:
            return self.album
        if self.bond(message) is not Bond.JOINS or not self.words:
            return NOTHING
        if message.kind in MEDIA:
            # WhatsApp binds an album's photos by nothing at all.
            return self.album if message.text.strip() else self.words
        return self.words if message.kind is MessageKind.TEXT and self._goes_on(message.text) else NOTHING

    def _takes(self, burst: OpenGroup, message: InboundMessage, bond: Bond) -> bool:
        """Whether the message is a part of what waits; a replay brings hours within a second."""
        if message.group_id == burst.id:
            return True
        soon = abs(message.provider_time - burst.written_at) <= self.longest
        return bool(self.words) and bond is not Bond.ALONE and soon

    def _begin(self, message: InboundMessage, bond: Bond, sequence: int, now: datetime) -> Place:
        patience = self.patience(message)
        burst = f"burst:{sequence}" if patience and bond is Bond.JOINS else None
        return Place(message.group_id or burst, now + patience)

    def _goes_on(self, text: str) -> bool:
        said = text.strip()
        if len(said) >= PIECE:
            return True
        # A number answers something, a slash commands.
        ended = said.endswith(ENDS) or said.startswith("/") or any(letter.isdigit() for letter in said)
        complete = self.sieve is not None and self.sieve.is_complete(said)
        return bool(said) and not ended and not complete and len(said.split()) <= SHORT_WORDS

    async def _ready(self, unit: UnitOfWork, conversation_id: str, group_id: str, at: datetime) -> None:
        await unit.journal.await_group(conversation_id, group_id, at)
        await unit.conversations.hasten(conversation_id, at)


async def show_together(unit: UnitOfWork, messages: Sequence[StoredMessage]) -> None:
    """Let the officers who see the first message of a turn see the others, too."""
    head, *others = messages
    tickets = await unit.tickets.of_message(head.id) if others else []
    for ticket in tickets:
        for other in others:
            await unit.tickets.link_message(ticket.id, other.id)
