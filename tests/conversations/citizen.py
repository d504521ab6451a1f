"""A citizen on the paper channel: what a turn of a conversation file means as inbound messages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from messages import Address, Attachment, Forwarded, InboundMessage, MessageKind, Point
from tests.conversations.records import Heard

Now = Callable[[], datetime]


@dataclass
class Citizen:
    """One person; `last` is the id of what they wrote last, for edits."""

    name: str
    now: Now
    last: str = ""
    _count: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def address(self) -> Address:
        """Where the citizen is reached."""
        return Address("paper", "desk", self.name)

    def write(self, deed: str, value: Any, seen: list[Heard]) -> list[InboundMessage]:  # noqa: PLR0911 - a deed each
        """Return the messages of one deed; `seen` are the bot's messages whose buttons may be pressed."""
        if deed == "album":
            return self._album(value["photos"], value.get("caption", ""))
        if deed == "button":
            return [self._message(MessageKind.BUTTON, value, payload=_payload(seen, value))]
        if deed == "burst":
            return [message for each in value for message in self.write(*_part(each), seen)]
        if deed == "late":
            return self._late(value["minutes"], value["messages"])
        if deed == "sticker":
            return [self._message(MessageKind.STICKER)]
        if deed == "edit":
            return [self._message(MessageKind.TEXT, value, edits=self.last)]
        return [self._plain(deed, value)]

    def _plain(self, deed: str, value: Any) -> InboundMessage:
        match deed:
            case "citizen":
                return self._message(MessageKind.TEXT, value)
            case "photo":
                return self._message(MessageKind.PHOTO, value or "", attachments=(self._photo(),))
            case "pin":
                return self._message(MessageKind.LOCATION, point=Point(*value))
            case "voice":
                sound = Attachment(MessageKind.VOICE, f"suara-{self.name}", "audio/ogg")
                return self._message(MessageKind.VOICE, attachments=(sound,))
            case "forwarded" | "chain":
                how = Forwarded.ONCE if deed == "forwarded" else Forwarded.OFTEN
                return self._message(MessageKind.TEXT, value, forwarded=how)
            case "payload":
                return self._message(MessageKind.BUTTON, payload=value)
        raise AssertionError(deed)

    def _late(self, minutes: int, texts: list[str]) -> list[InboundMessage]:
        """Return what was written a minute apart while nobody listened, the first so many minutes ago."""
        begun = self.now() - timedelta(minutes=minutes)
        written = (begun + timedelta(minutes=n) for n in count())
        return [
            self._message(MessageKind.TEXT, text, provider_time=at)
            for text, at in zip(texts, written, strict=False)
        ]

    def _album(self, photos: int, caption: str) -> list[InboundMessage]:
        group = f"album-{self.name}-{next(self._count)}"
        words = [caption, *[""] * (photos - 1)]
        return [
            self._message(MessageKind.PHOTO, each, attachments=(self._photo(),), group_id=group)
            for each in words
        ]

    def _message(self, kind: MessageKind, text: str = "", **more: Any) -> InboundMessage:
        external_id = f"message:{self.name}:{next(self._count)}"
        if "edits" not in more:
            self.last = external_id
        at = more.pop("provider_time", None) or self.now()
        return InboundMessage(self.address, external_id, kind, at, text, **more)

    def _photo(self) -> Attachment:
        return Attachment(MessageKind.PHOTO, f"foto-{self.name}-{next(self._count)}", "image/jpeg")


def _part(bubble: str | dict[str, Any]) -> tuple[str, Any]:
    """Return the deed of one bubble of a burst: plain words, or another deed by its name."""
    return ("citizen", bubble) if isinstance(bubble, str) else next(iter(bubble.items()))


def _payload(seen: list[Heard], title: str) -> str:
    shown = {name: payload for each in seen for name, payload in each.buttons}
    if title not in shown:
        raise AssertionError(f"no button [{title}] was ever shown; there were {sorted(shown)}")
    return shown[title]
