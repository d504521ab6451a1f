"""A citizen with WhatsApp, as the webhook shows one."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulators.graph_store import Store

Json = dict[str, Any]


def new_wamid() -> str:
    """Return a fresh message id of Meta's form."""
    return f"wamid.HBgN{uuid.uuid4().hex.upper()}AA=="


@dataclass
class Citizen:
    """Writes to the number; known by a phone, a business-scoped id, or both. Every method returns a wamid."""

    store: Store
    tell: Callable[[Json], None]
    now: Callable[[], datetime]
    phone: str | None
    user_id: str | None
    name: str
    blocked: bool = False
    heard_at: datetime | None = field(default=None, init=False)

    @property
    def ids(self) -> list[str]:
        """Every id a message may be sent to."""
        return [name for name in (self.phone, self.user_id) if name]

    def text(self, body: str, reply_to: str | None = None) -> str:
        """Write."""
        return self._say("text", {"body": body}, reply_to)

    def photo(self, caption: str = "", data: bytes = b"\xff\xd8\xff\xe0 foto") -> str:
        """Send a photo."""
        return self._send_file("image", data, "image/jpeg", {"caption": caption} if caption else {})

    def voice(self, data: bytes = b"OggS suara") -> str:
        """Send a voice note."""
        return self._send_file("audio", data, "audio/ogg; codecs=opus", {"voice": True})

    def document(self, filename: str, data: bytes = b"%PDF-1.7", caption: str = "") -> str:
        """Send a document."""
        extra = {"filename": filename} | ({"caption": caption} if caption else {})
        return self._send_file("document", data, "application/pdf", extra)

    def sticker(self) -> str:
        """Send a sticker."""
        return self._send_file("sticker", b"RIFF stiker", "image/webp", {"animated": False})

    def location(self, latitude: float, longitude: float, name: str = "", address: str = "") -> str:
        """Share a place."""
        named = {key: text for key, text in (("name", name), ("address", address)) if text}
        return self._say("location", {"latitude": latitude, "longitude": longitude, **named})

    def contact(self, name: str, phone: str) -> str:
        """Share somebody's card."""
        card = {"name": {"formatted_name": name}, "phones": [{"phone": phone, "type": "CELL"}]}
        return self._say("contacts", [card])

    def press(self, button_id: str) -> str:
        """Press a button or row last offered under that id. Raises LookupError if none was."""
        offer = self.store.offered(self.ids, button_id)
        kind = f"{offer.kind}_reply"
        reply = {"type": kind, kind: {"id": button_id, "title": offer.title}}
        return self._say("interactive", reply, offer.wamid)

    def react(self, wamid: str, emoji: str = "\N{THUMBS UP SIGN}") -> str:
        """React to a message."""
        return self._say("reaction", {"message_id": wamid, "emoji": emoji})

    def edit(self, wamid: str, body: str) -> str:
        """Write a message anew."""
        message = {"type": "text", "text": {"body": body}}
        return self._say("edit", {"original_message_id": wamid, "message": message})

    def revoke(self, wamid: str) -> str:
        """Delete a message for everyone."""
        return self._say("revoke", {"original_message_id": wamid})

    def change_number(self, phone: str, user_id: str | None = None) -> str:
        """Take a new number, and with it a new business-scoped id."""
        new = {"wa_id": phone} | ({"user_id": user_id} if user_id else {})
        system = {"body": f"User {self.name} changed number", "type": "user_changed_number", **new}
        message = self._message("system", system, None)
        self.tell({"messages": [message]})
        self.phone, self.user_id = phone, user_id
        return str(message["id"])

    def _send_file(self, kind: str, data: bytes, mime: str, extra: Json) -> str:
        media_id = self.store.keep(data, mime)
        digest = hashlib.sha256(data).hexdigest()
        return self._say(kind, {"id": media_id, "mime_type": mime, "sha256": digest, **extra})

    def _say(self, kind: str, content: Json | list[Json], reply_to: str | None = None) -> str:
        message = self._message(kind, content, reply_to)
        self.heard_at = self.now()
        self.store.inbound.add(message["id"])
        self.tell({"contacts": [self.profile()], "messages": [message]})
        return str(message["id"])

    def _message(self, kind: str, content: Json | list[Json], reply_to: str | None) -> Json:
        sender = {key: text for key, text in (("from", self.phone), ("from_user_id", self.user_id)) if text}
        stamp = {"id": new_wamid(), "timestamp": str(int(self.now().timestamp()))}
        context = {"context": {"id": reply_to}} if reply_to else {}
        return {**sender, **stamp, **context, "type": kind, kind: content}

    def profile(self) -> Json:
        """Return the contact that comes with this citizen's messages."""
        ids = {key: text for key, text in (("wa_id", self.phone), ("user_id", self.user_id)) if text}
        return {"profile": {"name": self.name}, **ids}
