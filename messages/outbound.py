"""What goes out, and how it fared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from messages.address import Address


class DeliveryStatus(StrEnum):
    """A lattice: pending < sent < delivered < read; failed is terminal; waiting needs the citizen or an operator."""

    PENDING = "pending"
    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Button:
    """A shortcut: its title is shown, its payload comes back (at most 64 bytes, Telegram's limit)."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """A photo to send, as a JPEG that tells nothing but its pixels.

    `path` is relative to the media folder while the message waits; the sender makes it absolute. `name` is what
    the citizen may see.
    """

    path: Path
    mime: str
    name: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said: a response by name with its parameters, or a person's own words, never both."""

    response: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    text: str | None = None
    buttons: tuple[Button, ...] = ()
    locale: str = "id"
    files: tuple[OutboundFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words as one channel will carry them."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message on its way: `tracker` identifies it in the channel's own reports where the channel allows it.

    `last_inbound_at` is when the citizen last wrote (provider time), for channels with a reply window; `by_officer`
    tells a person's words from the bot's, where that window is longer for people.
    """

    address: Address
    text: str
    buttons: tuple[Button, ...] = ()
    tracker: str = ""
    last_inbound_at: datetime | None = None
    files: tuple[OutboundFile, ...] = ()
    by_officer: bool = False


class Texts(Protocol):
    """Turns a response name into words; raises where a name or a parameter is missing."""

    def render(
        self,
        response: str,
        params: Mapping[str, object],
        slots: Mapping[str, object],
        channel: str,
        seed: str,
    ) -> Rendered:
        """Render one response for one channel; `seed` picks among variations, always the same one."""
        ...


class Outbox(Protocol):
    """Where answers wait, written in the same commit as what they answer."""

    async def put(
        self,
        conversation_id: str,
        saying: Saying,
        *,
        turn: str,
        n: int,
        author: str = "bot",
        ticket_id: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Put one saying; putting the same (turn, n) again changes nothing."""
        ...

    async def waits(self, ticket_id: str, since: datetime) -> bool:
        """Whether something said on this ticket waits for the citizen to write (a closed reply window)."""
        ...

    async def take_back(self, turn: str) -> bool:
        """Take out what this turn put and nobody has begun to send; False where it is too late."""
        ...

    async def silence(self, conversation_id: str, now: datetime) -> bool:
        """Give up what the bot has said and not sent, but for emergencies; False where some is being sent."""
        ...
