"""A citizen of a rehearsal: what a deed means as messages of a channel that has no buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from messages import Address, Attachment, Forwarded, InboundMessage, MessageKind, Point

CHANNEL, SCOPE = "terminal", "latihan"
#: What a citizen can do; README.md of tests/conversations explains each.
DEEDS: Final = frozenset(
    {
        *("citizen", "photo", "album", "pin", "voice", "sticker", "button", "payload", "edit"),
        *("burst", "forwarded", "chain", "late"),
    }
)
FORWARDED: Final = {"forwarded": Forwarded.ONCE, "chain": Forwarded.OFTEN}


class DeedError(Exception):
    """A citizen cannot do this; says why, in Indonesian."""


@dataclass
class Citizen:
    """One person; `last` is the id of what they wrote last, for edits."""

    name: str
    now: Callable[[], datetime]
    last: str = ""
    channel: str = CHANNEL
    scope: str = SCOPE
    _count: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def address(self) -> Address:
        """Where the citizen is reached."""
        return Address(self.channel, self.scope, self.name)

    def write(self, deed: str, value: Any, shown: Mapping[str, str]) -> list[InboundMessage]:
        """Return the messages of one deed; `shown` are the payloads of the buttons that may be pressed, by title.

        Raises DeedError.
        """
        match deed:
            case "citizen" | "sticker" | "voice" | "pin" | "payload":
                found = [self._plain(deed, value)]
            case "photo":
                found = self._album({"photos": 1, "caption": value or ""})
            case "album":
                found = self._album(value)
            case "button":
                pressed = _payload(shown, str(value))
                found = [self._message(MessageKind.BUTTON, str(value), payload=pressed)]
            case "edit":
                found = [self._message(MessageKind.TEXT, str(value), edits=self.last)]
            case "forwarded" | "chain":
                found = [self._message(MessageKind.TEXT, str(value), forwarded=FORWARDED[deed])]
            case "burst":
                found = [message for each in value for message in self.write(*_part(each), shown)]
            case "late":
                found = self._late(int(value["minutes"]), value["messages"])
            case _:
                raise DeedError(f"`{deed}` bukan perbuatan warga. Pilih: {', '.join(sorted(DEEDS))}.")
        return found

    def _plain(self, deed: str, value: Any) -> InboundMessage:
        match deed:
            case "citizen":
                return self._message(MessageKind.TEXT, str(value))
            case "voice":
                sound = Attachment(MessageKind.VOICE, f"suara-{self.name}", "audio/ogg")
                return self._message(MessageKind.VOICE, attachments=(sound,))
            case "pin":
                return self._message(MessageKind.LOCATION, point=_point(value))
            case "payload":
                return self._message(MessageKind.BUTTON, payload=str(value))
        return self._message(MessageKind.STICKER)

    def _late(self, minutes: int, texts: Sequence[str]) -> list[InboundMessage]:
        """Return what was written a minute apart while nobody listened, the first so many minutes ago."""
        begun = self.now() - timedelta(minutes=minutes)
        return [
            self._message(MessageKind.TEXT, text, provider_time=begun + timedelta(minutes=n))
            for n, text in enumerate(texts)
        ]

    def _album(self, value: dict[str, Any]) -> list[InboundMessage]:
        photos = int(value["photos"])
        group = f"album-{self.name}-{next(self._count)}" if photos > 1 else None
        words = [str(value.get("caption") or ""), *[""] * (photos - 1)]
        return [
            self._message(MessageKind.PHOTO, each, attachments=(self._photo(),), group_id=group)
            for each in words
        ]

    def _photo(self) -> Attachment:
        return Attachment(MessageKind.PHOTO, f"foto-{self.name}-{next(self._count)}", "image/jpeg")

    def _message(self, kind: MessageKind, text: str = "", **more: Any) -> InboundMessage:
        external_id = f"message:{self.name}:{next(self._count)}"
        if "edits" not in more:
            self.last = external_id
        at = more.pop("provider_time", None) or self.now()
        return InboundMessage(self.address, external_id, kind, at, text, **more)


def _part(bubble: str | dict[str, Any]) -> tuple[str, Any]:
    """Return the deed of one bubble of a burst: plain words, or another deed by its name."""
    return ("citizen", bubble) if isinstance(bubble, str) else next(iter(bubble.items()))


def _point(value: Any) -> Point:
    pair = value.split(",") if isinstance(value, str) else value
    try:
        latitude, longitude = (float(part) for part in pair)
    except (TypeError, ValueError):
        raise DeedError("titik ditulis LINTANG,BUJUR, misalnya -7.65,110.55.") from None
    return Point(latitude, longitude)


def _payload(shown: Mapping[str, str], title: str) -> str:
    if title not in shown:
        raise DeedError(f"tombol [{title}] belum pernah ditampilkan. Yang ada: {', '.join(shown) or '-'}.")
    return shown[title]
