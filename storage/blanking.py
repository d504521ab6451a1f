"""Taking one person's words out of every table that has them; rows stay for the figures, without identity."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import DeliveryStatus
from storage.aid_tables import corrections
from storage.beside_tables import drafts, notes
from storage.case_words import CaseWords
from storage.cipher import Cipher
from storage.evidence_tables import evidence
from storage.help_tables import followups, help_requests
from storage.journal import WorkState
from storage.media import ERASED
from storage.outbox import ERASED_FIRST
from storage.part_tables import message_parts
from storage.raw_bodies import forget_bodies
from storage.reach_tables import officer_links
from storage.tables import (
    attachments,
    contact_addresses,
    conversations,
    inbound_messages,
    outbox,
    ticket_events,
    ticket_messages,
    tickets,
)
from storage.voice_tables import voices
from tickets.ticket import ActorKind

#: What stands where words stood that somebody may look for.
GONE: Final = "…"
#: Keys of an event's payload whose words are codes, numbers and titles of ours; of all others the words go.
KEPT: Final = frozenset(
    {
        *("agency", "due", "topic", "from", "to", "officer", "outcome", "vote", "kind", "request", "planned"),
        *("again", "clock", "level", "name", "turn", "area", "ticket", "body", "until", "matter"),
    }
)


class Blanking:
    """One person's words within one unit of work; nothing is committed here."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher, contact_id: str) -> None:
        """Work on this connection, for this contact."""
        self._db = connection
        self._cipher = cipher
        self._contact_id = contact_id
        self._talks = select(conversations.c.id).where(conversations.c.contact_id == contact_id)
        self._written = select(inbound_messages.c.id).where(
            inbound_messages.c.conversation_id.in_(self._talks)
        )
        self._reports = select(tickets.c.id).where(tickets.c.reporter_id == contact_id)

    async def files(self) -> list[str]:
        """Return what the media folder may hold of theirs, below it."""
        query = select(attachments.c.id, attachments.c.file_id_sealed, inbound_messages.c.channel)
        query = query.join(inbound_messages, inbound_messages.c.id == attachments.c.message_id)
        rows = (await self._db.execute(query.where(inbound_messages.c.id.in_(self._written)))).all()
        uploads = [self._cipher.decrypt_text(row.file_id_sealed) for row in rows if row.channel == "web"]
        return [*(row.id for row in rows), *(f"unggahan/{name}" for name in uploads if name)]

    async def blank(self) -> None:
        """Take the words out everywhere."""
        await self._photos()
        await self._messages()
        await self._answers()
        await self._history()
        await self._beside()
        await self._addresses()
        await self._searches()

    async def _photos(self) -> None:
        theirs = select(attachments.c.id).where(attachments.c.message_id.in_(self._written))
        await self._db.execute(delete(evidence).where(evidence.c.attachment_id.in_(theirs)))
        await self._db.execute(delete(voices).where(voices.c.attachment_id.in_(theirs)))
        sealed = self._cipher.encrypt_text("")
        query = update(attachments).where(attachments.c.message_id.in_(self._written))
        await self._db.execute(query.values(file_id_sealed=sealed, mime=None, size=None, state=ERASED))

    async def _messages(self) -> None:
        m = inbound_messages.c
        theirs = m.conversation_id.in_(self._talks)
        parked = update(inbound_messages).where(theirs, m.state == WorkState.PARKED)
        await self._db.execute(parked.values(state=WorkState.SILENT))
        words: dict[str, object] = {"text": "", "payload": None, "raw_sealed": None}
        place: dict[str, object] = {"latitude": None, "longitude": None, "group_id": None}
        await self._db.execute(update(inbound_messages).where(theirs).values(**words, **place))
        await forget_bodies(self._db, select(m.received_at, m.id).where(theirs))
        await self._db.execute(delete(message_parts).where(message_parts.c.message_id.in_(self._written)))

    async def _answers(self) -> None:
        o = outbox.c
        theirs = o.conversation_id.in_(self._talks)
        unsent = o.state.in_([DeliveryStatus.PENDING, DeliveryStatus.WAITING])
        stopped = update(outbox).where(theirs, unsent)
        await self._db.execute(stopped.values(state=DeliveryStatus.FAILED, error=ERASED_FIRST))
        await self._empty(theirs)
        # Officers' own chats name cases with their place.
        officers = select(officer_links.c.conversation_id)
        numbers = (
            await self._db.execute(select(tickets.c.number).where(tickets.c.id.in_(self._reports)))
        ).scalars()
        for number in numbers.all():
            await self._empty(o.conversation_id.in_(officers) & o.text.contains(number))

    async def _empty(self, which: ColumnElement[bool]) -> None:
        await self._db.execute(update(outbox).where(which).values(text="", params={}, buttons=[], files=[]))

    async def _history(self) -> None:
        e = ticket_events.c
        by_them = (e.actor_kind == ActorKind.CITIZEN) & (e.actor_id == self._contact_id)
        by_no_other = e.ticket_id.in_(self._reports) & (e.actor_kind != ActorKind.CITIZEN)
        rows = await self._db.execute(select(e.id, e.payload).where(or_(by_them, by_no_other)))
        for row in rows.all():
            query = update(ticket_events).where(e.id == row.id)
            await self._db.execute(query.values(reason="", payload=without_words(row.payload)))

    async def _beside(self) -> None:
        """Take out what officers wrote beside their reports: it quotes, and names."""
        for table in (drafts, corrections):
            await self._db.execute(delete(table).where(table.c.ticket_id.in_(self._reports)))
        await self._db.execute(update(notes).where(notes.c.ticket_id.in_(self._reports)).values(text=GONE))
        asked = update(help_requests).where(help_requests.c.ticket_id.in_(self._reports))
        await self._db.execute(asked.values(text=GONE))
        await self._db.execute(asked.where(help_requests.c.answer.is_not(None)).values(answer=GONE))
        outside = update(followups).where(followups.c.ticket_id.in_(self._reports))
        await self._db.execute(outside.values(note=GONE))

    async def _addresses(self) -> None:
        c, a = conversations.c, contact_addresses.c
        await self._db.execute(delete(officer_links).where(officer_links.c.conversation_id.in_(self._talks)))
        talks = update(conversations).where(c.contact_id == self._contact_id)
        await self._db.execute(talks.values(tracker=None, work_at=None))
        ids = await self._db.execute(select(a.id).where(a.contact_id == self._contact_id))
        for address_id in ids.scalars().all():
            known = {"fingerprint": f"erased:{address_id}", "id_sealed": self._cipher.encrypt_text("")}
            phone = {"phone_fingerprint": None, "phone_sealed": None}
            query = update(contact_addresses).where(a.id == address_id)
            await self._db.execute(query.values(**known, **phone))

    async def _searches(self) -> None:
        """Gather the words of every case anew that showed theirs."""
        link = ticket_messages.c
        shown = select(link.ticket_id).where(link.message_id.in_(self._written))
        query = select(tickets.c.id).where(or_(tickets.c.id.in_(self._reports), tickets.c.id.in_(shown)))
        words = CaseWords(self._db)
        for ticket_id in (await self._db.execute(query)).scalars().all():
            await words.renew(ticket_id)


def without_words(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event's payload with nothing that somebody wrote; numbers, truths and codes stay."""
    return {name: value if name in KEPT else _blank(value) for name, value in payload.items()}


def _blank(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, Sequence):
        return [_blank(each) for each in value]
    return without_words(value) if isinstance(value, Mapping) else value


async def forget_searches(connection: AsyncConnection) -> None:
    """Let SQLite's index of words drop what was taken out of it: until it is merged, it keeps the old words, too."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("INSERT INTO case_fts(case_fts) VALUES ('optimize')"))
