"""A citizen who writes to a Facebook page, as the webhook shows one."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.graph_store import Store

Json = dict[str, Any]


def new_mid() -> str:
    """Return a fresh message id of Meta's form."""
    return f"m_{uuid.uuid4().hex}{uuid.uuid4().hex[:12]}"


@dataclass
class PageVisitor:
    """Writes to the page; known by a page-scoped id. Methods that say something return its mid."""

    store: Store
    tell: Callable[[Json], None]
    now: Callable[[], datetime]
    file_url: Callable[[str], str]
    page: str
    psid: str
    blocked: bool = False
    heard_at: datetime | None = field(default=None, init=False)

    def text(self, body: str, reply_to: str | None = None) -> str:
        """Write."""
        return self._say({"text": body} | ({"reply_to": {"mid": reply_to}} if reply_to else {}))

    def photo(self, data: bytes = b"\xff\xd8\xff\xe0 foto") -> str:
        """Send a photo; words cannot stand under it."""
        return self._say({"attachments": [self._file("image", data, "image/jpeg")]})

    def voice(self, data: bytes = b"OggS suara") -> str:
        """Send a voice note."""
        return self._say({"attachments": [self._file("audio", data, "audio/mp4")]})

    def document(self, data: bytes = b"%PDF-1.7") -> str:
        """Send a document."""
        return self._say({"attachments": [self._file("file", data, "application/pdf")]})

    def sticker(self) -> str:
        """Send a sticker."""
        shared = self._file("sticker", b"RIFF stiker", "image/webp")
        shared["payload"]["sticker_id"] = 369239263222822
        return self._say({"attachments": [shared]})

    def location(self, latitude: float, longitude: float, title: str = "Lokasi tersemat") -> str:
        """Share a place."""
        where = {"coordinates": {"lat": latitude, "long": longitude}}
        return self._say({"attachments": [{"type": "location", "title": title, "payload": where}]})

    def press(self, payload: str) -> str:
        """Tap a quick reply last offered under that payload. Raises LookupError if none was."""
        offer = self.store.offered([self.psid], payload)
        return self._say({"text": offer.title, "quick_reply": {"payload": payload}})

    def menu(self, title: str, payload: str) -> str:
        """Choose an entry of the page's menu."""
        mid = new_mid()
        self.heard_at = self.now()
        self._event({"postback": {"mid": mid, "title": title, "payload": payload}})
        return mid

    def edit(self, mid: str, body: str, times: int = 1) -> None:
        """Write a message anew, the first time or another."""
        self._event({"message_edit": {"mid": mid, "text": body, "num_edit": times}})

    def react(self, mid: str) -> None:
        """React to a message."""
        self._event(
            {
                "reaction": {
                    "mid": mid,
                    "action": "react",
                    "reaction": "love",
                    "emoji": "\N{HEAVY BLACK HEART}",
                }
            }
        )

    def read(self) -> None:
        """Open the chat: everything said until now is read."""
        self._event({"read": {"watermark": milliseconds(self.now())}})

    def _file(self, kind: str, data: bytes, mime: str) -> Json:
        return {"type": kind, "payload": {"url": self.file_url(self.store.keep(data, mime))}}

    def _say(self, content: Json) -> str:
        mid = new_mid()
        self.heard_at = self.now()
        self.store.inbound.add(mid)
        self._event({"message": {"mid": mid, **content}})
        return mid

    def _event(self, content: Json) -> None:
        who = {"sender": {"id": self.psid}, "recipient": {"id": self.page}}
        self.tell({**who, "timestamp": milliseconds(self.now()), **content})


def milliseconds(moment: datetime) -> int:
    """Return Unix milliseconds, as Messenger tells time."""
    return int(moment.timestamp() * 1000)
