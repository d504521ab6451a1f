"""Attachments: what is still to be fetched from a channel, and what is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Attachment, MessageKind
from storage.cipher import Cipher
from storage.tables import attachments, inbound_messages, ticket_messages
from storage.wrong_clock import has_come, moments

WANTED, STORED, GONE, ERASED = "pending", "stored", "gone", "erased"
#: Further ahead than any wait between two tries to fetch a file.
FURTHEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Stored:
    """An attachment; its bytes lie under `id` in the media folder once `state` is "stored"."""

    id: str
    message_id: int
    kind: MessageKind
    mime: str | None
    size: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attachment to fetch; `since` is when its message came in."""

    id: str
    channel: str
    attempts: int
    since: datetime
    attachment: Attachment


class Media:
    """The attachments within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def claim(self, now: datetime, lease: timedelta, channels: list[str]) -> Wanted | None:
        """Take the next attachment to fetch; it comes back by itself when `lease` is over.

        Those of other channels wait, since a channel that is off may be on again tomorrow.
        """
        a, m = attachments.c, inbound_messages.c
        query = (
            select(attachments, m.channel, m.received_at)
            .join(inbound_messages, m.id == a.message_id)
            .where(a.state == WANTED, has_come(a.not_before), m.channel.in_(channels))
            .order_by(a.not_before)
            .limit(1)
            .with_for_update(skip_locked=True, of=attachments)
        )
        row = (await self._db.execute(query, moments(now, FURTHEST))).one_or_none()
        if row is None:
            return None
        await self._set(row.id, not_before=now + lease, attempts=row.attempts + 1)
        file_id = self._cipher.decrypt_text(row.file_id_sealed) or ""
        attachment = Attachment(MessageKind(row.kind), file_id, row.mime, row.size)
        return Wanted(row.id, row.channel, row.attempts, row.received_at, attachment)

    async def wanted(self, channel: str) -> set[str]:
        """Return the channel's names of the files that are still to be fetched."""
        a, m = attachments.c, inbound_messages.c
        query = select(a.file_id_sealed).join(inbound_messages, m.id == a.message_id)
        query = query.where(a.state == WANTED, m.channel == channel)
        sealed = (await self._db.execute(query)).scalars()
        return {self._cipher.decrypt_text(name) or "" for name in sealed}

    async def stored(self, attachment_id: str, mime: str, size: int) -> bool:
        """Note that the bytes are there; False where nobody wants them any more (its citizen was erased)."""
        a = attachments.c
        query = update(attachments).where(a.id == attachment_id, a.state != ERASED)
        return bool((await self._db.execute(query.values(state=STORED, mime=mime, size=size))).rowcount)

    async def gone(self, attachment_id: str) -> None:
        """Note that the channel no longer has it."""
        a = attachments.c
        query = update(attachments).where(a.id == attachment_id, a.state != ERASED)
        await self._db.execute(query.values(state=GONE))

    async def retry(self, attachment_id: str, at: datetime) -> None:
        """Try again later."""
        await self._set(attachment_id, not_before=at)

    async def of_messages(self, message_ids: list[int]) -> list[Stored]:
        """Return the attachments of messages."""
        query = select(attachments).where(attachments.c.message_id.in_(message_ids))
        rows = await self._db.execute(query.order_by(attachments.c.message_id, attachments.c.n))
        return [_stored(row) for row in rows.all()]

    async def get(self, attachment_id: str) -> tuple[Stored, list[str]] | None:
        """Return an attachment and the ids of the tickets it belongs to."""
        row = (
            await self._db.execute(select(attachments).where(attachments.c.id == attachment_id))
        ).one_or_none()
        if row is None:
            return None
        query = select(ticket_messages.c.ticket_id).where(ticket_messages.c.message_id == row.message_id)
        return _stored(row), list((await self._db.execute(query)).scalars())

    async def _set(self, attachment_id: str, **values: object) -> None:
        await self._db.execute(update(attachments).where(attachments.c.id == attachment_id).values(**values))


def _stored(row: Any) -> Stored:
    return Stored(row.id, row.message_id, MessageKind(row.kind), row.mime, row.size, row.state)
