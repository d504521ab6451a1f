"""Fakes that stand for what a test is not about."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.channels.errors import FileGone
from messages import (
    FREE,
    Address,
    Attachment,
    InboundEvent,
    InboundMessage,
    Lane,
    MessageKind,
    OutboundMessage,
    Rendered,
)


class PlainTexts:
    """Renders a response as its name and parameters; says no sentence of its own."""

    def render(
        self,
        response: str,
        params: Mapping[str, object],
        slots: Mapping[str, object],
        channel: str,
        seed: str,
    ) -> Rendered:
        del slots, channel, seed
        values = " ".join(f"{key}={value}" for key, value in sorted(params.items()))
        return Rendered(f"{response} {values}".strip())


class Clock:
    """A clock that tests move."""

    def __init__(self, start: datetime | None = None) -> None:
        self.moment = start or datetime(2025, 11, 3, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **passed: float) -> None:
        self.moment += timedelta(**passed)


class PaperChannel:
    """A channel that keeps what it is given, and fails as told."""

    name = "paper"
    scope = "desk"

    def __init__(self) -> None:
        self.sent: list[OutboundMessage] = []
        self.errors: list[Exception] = []
        self.whole, self.chat = FREE, FREE
        self.settles: timedelta | None = None
        self.acknowledged: list[InboundEvent] = []

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        del body
        return headers.get("stamp") == "true"

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        return [(letter(body.decode(), external_id=f"message:{body.decode()}"), body)]

    async def acknowledge(self, event: InboundEvent) -> None:
        self.acknowledged.append(event)

    @property
    def lane(self) -> Lane:
        return Lane(self.name, self.scope, self.whole, self.chat, self.settles)

    def spends(self, message: OutboundMessage) -> timedelta:
        del message
        return self.chat.every

    async def send(self, message: OutboundMessage) -> str:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(message)
        return f"sent:{len(self.sent)}"

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        del attachment, limit
        raise FileGone


def letter(
    text: str, *, external_id: str = "message:1", citizen: str = "budi", **more: object
) -> InboundMessage:
    values: dict[str, object] = {
        "kind": MessageKind.TEXT,
        "provider_time": datetime(2025, 11, 3, 2, 0, tzinfo=UTC),
    }
    values |= more
    address = Address("paper", "desk", citizen)
    return InboundMessage(address=address, external_id=external_id, text=text, **values)  # type: ignore[arg-type]
