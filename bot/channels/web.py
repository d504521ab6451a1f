"""The web chat as a channel: what is sent lies in the database, and the page fetches it from there."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.channels.errors import FileGone
from messages import (
    Address,
    Attachment,
    InboundEvent,
    InboundMessage,
    Lane,
    MessageKind,
    OutboundMessage,
    Point,
)

NAME = "web"
SCOPE = "web"
VISITOR = "visitor:"  #: how the topics of visitors begin
MAX_TEXT = 20_000  #: characters a page may send at once; more is cut visibly


@dataclass(frozen=True, slots=True)
class Written:
    """What the page sends: words, a button's payload, a pin, or an uploaded photo (its name in the upload folder)."""

    client_id: str
    text: str = ""
    payload: str | None = None
    point: Point | None = None
    upload: str | None = None


class WebChannel:
    """Our own page. Needs no signature: what arrives comes through our own route."""

    name = NAME
    scope = SCOPE

    def __init__(self, uploads: Path) -> None:
        """Take uploaded photos from `uploads`, where they lie until the media fetcher comes."""
        self._uploads = uploads

    def verify(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Nothing comes to this channel by webhook."""
        del body, headers
        return False

    def read(self, body: bytes) -> list[tuple[InboundEvent, bytes]]:
        """Nothing comes to this channel by webhook."""
        del body
        return []

    def message(self, visitor: str, written: Written) -> tuple[InboundMessage, bytes]:
        """Make the journal's part of what a visitor wrote; the page's own id makes a second try harmless."""
        attachments = (Attachment(MessageKind.PHOTO, written.upload),) if written.upload else ()
        text = _cut(written.text)
        message = InboundMessage(
            address=visitor_address(visitor),
            external_id=f"message:{visitor_id(visitor)}:{written.client_id}",
            kind=_kind(written),
            provider_time=datetime.now(UTC),
            text=text,
            payload=written.payload,
            attachments=attachments,
            point=written.point,
        )
        raw = {"text": text, "payload": written.payload, "client_id": written.client_id}
        return message, json.dumps(raw).encode()

    @property
    def lane(self) -> Lane:
        """As fast as we like: nothing leaves the house."""
        return Lane(NAME, SCOPE)

    def spends(self, message: OutboundMessage) -> timedelta:
        """Nothing."""
        del message
        return timedelta()

    async def send(self, message: OutboundMessage) -> str:
        """Do nothing: the row is committed, and the page is told to fetch it."""
        return f"web:{message.tracker}"

    async def download(self, attachment: Attachment, limit: int) -> bytes:
        """Take an upload from its folder. Raises FileGone."""
        try:
            content = (self._uploads / attachment.file_id).read_bytes()
        except OSError:
            raise FileGone from None
        if len(content) > limit:
            raise FileGone
        return content

    async def forget(self, attachment: Attachment) -> None:
        """Delete an upload once it is kept elsewhere; deleting it again does nothing."""
        await asyncio.to_thread((self._uploads / attachment.file_id).unlink, missing_ok=True)


def visitor_id(token: str) -> str:
    """Return the channel's id of a visitor; the token in the cookie itself is kept nowhere."""
    return hashlib.sha256(token.encode()).hexdigest()


def visitor_address(token: str) -> Address:
    """Return the address behind a visitor's cookie."""
    return Address(NAME, SCOPE, visitor_id(token))


def visitor_topic(token: str) -> str:
    """Name the wake-up topic of a visitor, who has no conversation before the first message."""
    return f"{VISITOR}{visitor_id(token)}"


def upload_name(token: str, client_id: str) -> str:
    """Name a visitor's upload; the same photo sent again lies in the same file."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{visitor_id(token)}:{client_id}").hex


def _kind(written: Written) -> MessageKind:
    if written.payload:
        return MessageKind.BUTTON
    if written.upload:
        return MessageKind.PHOTO
    return MessageKind.LOCATION if written.point else MessageKind.TEXT


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + " […]"
