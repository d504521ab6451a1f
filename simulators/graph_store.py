"""What the simulated service remembers: files, and what the business sent."""

import hashlib
import secrets
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Media:
    """A file a citizen sent."""

    data: bytes
    mime: str

    @property
    def sha256(self) -> str:
        """The hash, in hex, as the media address tells it."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Offer:
    """A button ("button") or a row ("list") that was sent."""

    kind: str
    title: str
    wamid: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was accepted."""

    to: str
    wamid: str
    body: Json
    at: datetime

    @property
    def text(self) -> str:
        """The words in it, "" for a template."""
        holder = self.body.get("interactive", {}).get("body") or self.body.get("text") or {}
        caption = self.body.get("image", {}).get("caption")
        return str(caption or holder.get("text") or holder.get("body") or "")

    @property
    def tracker(self) -> str:
        """What the business knows it by, "" for an early part."""
        return str(self.body.get("biz_opaque_callback_data", ""))

    def offers(self) -> dict[str, Offer]:
        """Return what can be pressed, by id."""
        action = self.body.get("interactive", {}).get("action", {})
        buttons = [button["reply"] for button in action.get("buttons", ())]
        rows = [row for section in action.get("sections", ()) for row in section["rows"]]
        return {
            choice["id"]: Offer(kind, choice["title"], self.wamid)
            for kind, choices in (("button", buttons), ("list", rows))
            for choice in choices
        }


@dataclass
class Store:
    """Files by media id, requests in the order they came, and the wamids citizens sent."""

    media: dict[str, Media] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    inbound: set[str] = field(default_factory=set)
    uploaded: set[str] = field(default_factory=set)

    def keep(self, data: bytes, mime: str) -> str:
        """Keep a file and return its media id."""
        media_id = str(secrets.randbelow(10**16)).zfill(16)
        self.media[media_id] = Media(data, mime)
        return media_id

    def offered(self, ids: Container[str], choice: str) -> Offer:
        """Return the newest offer under that id to one of `ids`. Raises LookupError."""
        for sent in reversed(self.sent):
            if sent.to in ids and choice in sent.offers():
                return sent.offers()[choice]
        raise LookupError(choice)
