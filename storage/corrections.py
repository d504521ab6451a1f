"""What officers corrected, as lessons for trainers: without personal data, and never of a secret ticket."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.aid_tables import corrections
from storage.cipher import Cipher
from storage.hidden_names import names_to_hide
from storage.tables import contacts, inbound_messages, tickets
from tickets.redaction import redact
from tickets.ticket import Ticket, Visibility

PAGE = 200  #: rows of one page; a trainer's morning


class What(StrEnum):
    """What was corrected."""

    TOPIC = "topic"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Correction:
    """One lesson; `intent` is what the text should be taught as, empty where a trainer must say."""

    id: int
    at: datetime
    what: What
    before: str
    after: str
    text: str
    intent: str
    exported_at: datetime | None


class Corrections:
    """The ledger within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection; the cipher opens the reporter's name, to take it out."""
        self._db = connection
        self._cipher = cipher

    async def note(
        self,
        ticket: Ticket,
        what: What,
        before: str,
        after: str,
        actor: str,
        now: datetime,
        *,
        topic: str = "",
    ) -> bool:
        """Note a correction; returns whether it became a lesson.

        It does not where the ticket is or was secret, nothing changed, or the complaint has no words. `topic` is
        the right one where it is known, as for what = topic; a message with several tickets leaves it open.
        """
        if before == after or ticket.sensitivity or ticket.visibility is Visibility.SECRET:
            return False
        found = await self._words(ticket)
        if found is None:
            return False
        text, names = found
        known = topic or (after if what is What.TOPIC else "")
        several = await self._has_siblings(ticket)
        intent = f"lapor/{known}" if known and not several else ""
        row = {
            "ticket_id": ticket.id,
            "at": now,
            "actor": actor,
            "what": what,
            "before": before,
            "after": after,
        }
        await self._db.execute(insert(corrections).values(**row, text=redact(text, names), intent=intent))
        return True

    async def pending(self, limit: int = PAGE) -> list[Correction]:
        """Return what no trainer has taken yet, oldest first."""
        return await self._rows(corrections.c.exported_at.is_(None), limit)

    async def some(self, ids: Collection[int]) -> list[Correction]:
        """Return these, taken or not, oldest first."""
        return await self._rows(corrections.c.id.in_(ids), len(ids)) if ids else []

    async def mark_exported(self, intents: Mapping[int, str], now: datetime) -> None:
        """Note that these were taken, by id with the label each was taught as; empty means set aside."""
        c = corrections.c
        for correction_id, intent in intents.items():
            fresh = update(corrections).where(c.id == correction_id, c.exported_at.is_(None))
            await self._db.execute(fresh.values(intent=intent, exported_at=now))

    async def _rows(self, condition: ColumnElement[bool], limit: int) -> list[Correction]:
        """Read rows, but none of a ticket that has become secret since."""
        query = (
            select(corrections)
            .join(tickets, tickets.c.id == corrections.c.ticket_id)
            .where(condition, tickets.c.visibility != Visibility.SECRET)
        )
        rows = await self._db.execute(query.order_by(corrections.c.id).limit(limit))
        return [_correction(row) for row in rows.all()]

    async def _words(self, ticket: Ticket) -> tuple[str, Sequence[str]] | None:
        query = (
            select(inbound_messages.c.text, contacts.c.name_sealed, tickets.c.visibility)
            .join(tickets, tickets.c.source_message_id == inbound_messages.c.id)
            .join(contacts, contacts.c.id == tickets.c.reporter_id)
            .where(tickets.c.id == ticket.id)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None or not row.text.strip() or row.visibility == Visibility.SECRET:
            return None
        return row.text, list(names_to_hide(self._cipher, row.name_sealed))

    async def _has_siblings(self, ticket: Ticket) -> bool:
        """Whether the message holds other complaints: as a whole it would teach one topic the words of another."""
        t = tickets.c
        query = select(t.id).where(t.source_message_id == ticket.source_message_id, t.id != ticket.id)
        return (await self._db.execute(query.limit(1))).first() is not None


def labelled(found: Sequence[Correction]) -> list[tuple[str, str]]:
    """Return label and text of those that have a label."""
    return [(each.intent, each.text) for each in found if each.intent]


def _correction(row: Any) -> Correction:
    what = What(row.what)
    return Correction(row.id, row.at, what, row.before, row.after, row.text, row.intent, row.exported_at)
