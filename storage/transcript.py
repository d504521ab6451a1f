"""A conversation as its citizen sees it: what was written and what was answered, in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Address, OutboundFile
from storage.cipher import Cipher
from storage.outbox import files_of
from storage.tables import contact_addresses, conversations, inbound_messages, outbox

LIMIT = 200  #: lines of either side that are shown


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble; `own` is the citizen's, `author` is "bot" or "officer" for ours, `photos` how many we sent."""

    key: str
    own: bool
    author: str
    text: str
    kind: str
    buttons: list[list[str]]
    at: datetime
    title: str = ""
    photos: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the bubble as the page takes it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"at": self.at.isoformat()}


class Transcripts:
    """Transcripts within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def conversation_of(self, address: Address, channel: str, scope: str) -> str | None:
        """Return the direct conversation of an address, None before its first message."""
        fingerprint = self._cipher.fingerprint("address", address.channel, address.scope, address.id)
        a, c = contact_addresses.c, conversations.c
        query = (
            select(c.id)
            .join(contact_addresses, a.contact_id == c.contact_id)
            .where(a.channel == channel, a.scope == scope, a.fingerprint == fingerprint)
            .where(c.channel == channel, c.scope == scope, c.thread == "")
        )
        found = (await self._db.execute(query)).scalar_one_or_none()
        return str(found) if found else None

    async def lines(self, conversation_id: str) -> list[Line]:
        """Return the conversation's last bubbles, oldest first."""
        written = await self._written(conversation_id)
        return sorted([*written, *await self._answered(conversation_id)], key=lambda line: line.at)

    async def photo(self, conversation_id: str, row_id: int, number: int) -> OutboundFile | None:
        """Return the `number`th photo (from 0) of an answer, None where this conversation has no such."""
        c = outbox.c
        query = select(c.files).where(c.id == row_id, c.conversation_id == conversation_id)
        files = files_of((await self._db.execute(query)).scalar_one_or_none() or [])
        return files[number] if number < len(files) else None

    async def _written(self, conversation_id: str) -> list[Line]:
        c = inbound_messages.c
        query = select(c.id, c.text, c.kind, c.payload, c.received_at)
        query = query.where(c.conversation_id == conversation_id).order_by(c.id.desc()).limit(LIMIT)
        rows = (await self._db.execute(query)).all()
        return [
            Line(f"in:{r.id}", True, "citizen", r.text, r.kind, [], r.received_at, r.payload or "")
            for r in rows
        ]

    async def _answered(self, conversation_id: str) -> list[Line]:
        c = outbox.c
        query = select(outbox).where(c.conversation_id == conversation_id).order_by(c.id.desc()).limit(LIMIT)
        rows = (await self._db.execute(query)).all()
        return [
            Line(
                f"out:{r.id}",
                False,
                "bot" if r.author == "bot" else "officer",
                r.text,
                "text",
                r.buttons,
                r.created_at,
                photos=len(r.files),
            )
            for r in rows
        ]
