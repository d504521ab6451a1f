"""What a channel is, to the gateway and to the sender."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from messages import Attachment, InboundEvent, Lane, OutboundMessage


class Channel(Protocol):
    """One chat service.

    `scope` is the business side of every address here. `read` and `verify` are pure; `send` and `download`
    talk to the service.
    """

    name: str
    scope: str

    @property
    def lane(self) -> Lane:
        """How fast the service takes messages, and whether it tells later of one whose answer was lost."""
        ...

    def spends(self, message: OutboundMessage) -> timedelta:
        """Return how much of its chat's pace a message takes, from when it is out."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether a webhook's body is really the service's own, compared in constant time."""
        ...

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Take a webhook's body apart: every event with the raw bytes of its own part, in order.

        What is not handled, or not understood, comes as `Unreadable`; one bad element never loses the others.
        Raises UnreadablePayload when the body as a whole is none of this channel's.
        """
        ...

    async def send(self, message: OutboundMessage) -> str:
        """Send and return the service's id of the (last) message. Raises a SendError."""
        ...

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Fetch an attachment of at most `limit` bytes. Raises FileGone or a SendError."""
        ...
