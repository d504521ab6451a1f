"""Voice messages: which a recogniser is to hear, what it heard, and which words the citizen made their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.case_words import CaseWords
from storage.journal import WorkState, storable
from storage.tables import attachments, inbound_messages, ticket_messages
from storage.voice_tables import voices

WAITING, HEARING, HEARD = "waiting", "hearing", "heard"
#: An older one is left to the officers: nobody waits for a question about it.
FRESH = timedelta(hours=1)
#: A message that ends the recogniser's process, or ours, so often is given up.
MOST_TRIES = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message; its bytes lie under `attachment_id` in the media folder."""

    attachment_id: str
    message_id: int
    conversation_id: str
    attempts: int


class Voices:
    """The voice messages within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def add(self, attachment_id: str, now: datetime) -> None:
        """Keep that a voice message is stored; again changes nothing."""
        known = select(voices.c.state).where(voices.c.attachment_id == attachment_id)
        if (await self._db.execute(known)).first() is None:
            row = insert(voices).values(attachment_id=attachment_id, state=WAITING, since=now)
            await self._db.execute(row)

    async def has_due(self, now: datetime, lease: timedelta) -> bool:
        """Whether some voice message is to be heard that nobody is at."""
        query = select(voices.c.attachment_id).where(_due(now, lease)).limit(1)
        return (await self._db.execute(query)).first() is not None

    async def claim(self, now: datetime, lease: timedelta) -> Voice | None:
        """Take the one that waits longest, its own turn being done; it comes back by itself when `lease` is over."""
        v, a, m = voices.c, attachments.c, inbound_messages.c
        query = (
            select(v.attachment_id, a.message_id, m.conversation_id, v.attempts)
            .join(attachments, a.id == v.attachment_id)
            .join(inbound_messages, m.id == a.message_id)
            .where(_due(now, lease), m.state.in_([WorkState.DONE, WorkState.SILENT]))
            .order_by(v.since)
            .limit(1)
            .with_for_update(skip_locked=True, of=voices)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        await self._set(row.attachment_id, state=HEARING, attempts=row.attempts + 1, since=now)
        return Voice(*row)

    async def heard(self, attachment_id: str, words: str, now: datetime) -> bool:
        """Keep what was heard, "" for nothing; False where that was kept before, or nobody wants it any more."""
        query = update(voices).where(voices.c.attachment_id == attachment_id, voices.c.state == HEARING)
        values = {"state": HEARD, "text": storable(words), "since": now}
        return bool((await self._db.execute(query.values(**values))).rowcount)

    async def wrote_since(self, voice: Voice) -> bool:
        """Whether the citizen wrote after it."""
        m = inbound_messages.c
        query = select(m.id).where(m.conversation_id == voice.conversation_id, m.id > voice.message_id)
        return (await self._db.execute(query.limit(1))).first() is not None

    async def last_heard(self, conversation_id: str) -> str | None:
        """Return the conversation's voice message that was understood last."""
        found = await self._understood(inbound_messages.c.conversation_id == conversation_id)
        return str(found.attachment_id) if found else None

    async def confirm(self, attachment_id: str, conversation_id: str, by: int) -> str | None:
        """Let what was heard be the message's own words, and return them: its citizen says so, in message `by`.

        None where there is no such voice message in this conversation, or another message said yes to it before.
        """
        mine = inbound_messages.c.conversation_id == conversation_id
        first = or_(voices.c.confirmed_by.is_(None), voices.c.confirmed_by == by)
        found = await self._understood(and_(mine, first, voices.c.attachment_id == attachment_id))
        if found is None:
            return None
        await self._set(attachment_id, confirmed_by=by)
        await self._make_own(found)
        return str(found.text)

    async def _make_own(self, found: Any) -> None:
        """Put the words on the message, so that officers read them and find its cases by them."""
        message = update(inbound_messages).where(inbound_messages.c.id == found.message_id)
        await self._db.execute(message.values(text=found.text))
        link = ticket_messages.c
        shown = select(link.ticket_id).where(link.message_id == found.message_id)
        for ticket_id in (await self._db.execute(shown)).scalars().all():
            await CaseWords(self._db).renew(ticket_id)

    async def _understood(self, which: ColumnElement[bool]) -> Any:
        query = (
            select(voices.c.attachment_id, voices.c.text, attachments.c.message_id)
            .join(attachments, attachments.c.id == voices.c.attachment_id)
            .join(inbound_messages, inbound_messages.c.id == attachments.c.message_id)
            .where(which, voices.c.state == HEARD, voices.c.text != "")
            .order_by(attachments.c.message_id.desc())
        )
        return (await self._db.execute(query.limit(1))).one_or_none()

    async def _set(self, attachment_id: str, **values: object) -> None:
        query = update(voices).where(voices.c.attachment_id == attachment_id)
        await self._db.execute(query.values(**values))


def _due(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    v = voices.c
    waits = and_(v.state == WAITING, v.since > now - FRESH)
    left = and_(v.state == HEARING, v.since < now - lease, v.since > now - FRESH)
    return or_(waits, left)
