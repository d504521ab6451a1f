"""Internal notes on a case, and who is mentioned in them; nothing of it is ever sent to a citizen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside_tables import note_mentions, notes
from storage.people_tables import officer_agencies
from storage.scope import in_scope
from storage.staff import Officer, Role
from storage.tables import officers, tickets
from tickets.ticket import Ticket, Visibility

MOST_NOTES = 200  #: the latest of one case
MOST_MENTIONS = 50  #: the latest of one officer


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `mine` says that the reader is mentioned and has not seen it yet."""

    id: int
    by: str
    at: datetime
    text: str
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """One note that mentions the reader, and the case it stands on."""

    number: str
    topic: str
    by: str
    at: datetime
    text: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may open the case and can be mentioned."""

    id: str
    username: str
    name: str


class Notes:
    """The notes within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def add(
        self,
        ticket_id: str,
        turn: str,
        author: str,
        text: str,
        now: datetime,
        mentioned: Iterable[str] = (),
    ) -> bool:
        """Add a note for those mentioned (officers' ids); under a turn that is there already, nothing happens."""
        if (await self._db.execute(select(notes.c.id).where(notes.c.turn == turn))).first():
            return False
        row = insert(notes).values(turn=turn, ticket_id=ticket_id, author=author, text=text, at=now)
        note_id = (await self._db.execute(row.returning(notes.c.id))).scalar_one()
        rows = [{"note_id": note_id, "officer_id": one} for one in sorted(set(mentioned) - {author})]
        if rows:
            await self._db.execute(insert(note_mentions), rows)
        return True

    async def of_ticket(self, ticket_id: str, reader: str) -> list[Note]:
        """Return a case's notes, oldest first."""
        mine = and_(note_mentions.c.note_id == notes.c.id, note_mentions.c.officer_id == reader)
        query = (
            select(notes, officers.c.name, note_mentions.c.officer_id, note_mentions.c.seen_at)
            .join(officers, officers.c.id == notes.c.author)
            .outerjoin(note_mentions, mine)
            .where(notes.c.ticket_id == ticket_id)
            .order_by(notes.c.id.desc())
            .limit(MOST_NOTES)
        )
        rows = reversed((await self._db.execute(query)).all())
        return [Note(r.id, r.name, r.at, r.text, bool(r.officer_id) and r.seen_at is None) for r in rows]

    async def unseen(self, reader: Officer) -> int:
        """Count the notes that mention the reader and were not seen, on cases the reader may still open."""
        query = _of(select(func.count()), reader).where(note_mentions.c.seen_at.is_(None))
        return int((await self._db.execute(query)).scalar_one())

    async def mentions(self, reader: Officer) -> list[Mention]:
        """Return the latest notes that mention the reader, unseen ones first."""
        unseen = note_mentions.c.seen_at.is_(None)
        columns = (tickets.c.number, tickets.c.topic, officers.c.name, notes.c.at, notes.c.text)
        query = _of(select(*columns, unseen.label("unseen")), reader).join(
            officers, officers.c.id == notes.c.author
        )
        rows = await self._db.execute(query.order_by(unseen.desc(), notes.c.id.desc()).limit(MOST_MENTIONS))
        return [Mention(r.number, r.topic, r.name, r.at, r.text, not r.unseen) for r in rows.all()]

    async def see(self, ticket_id: str, reader: str, now: datetime) -> None:
        """Note that the reader has seen every mention on this case."""
        here = select(notes.c.id).where(notes.c.ticket_id == ticket_id)
        c = note_mentions.c
        query = update(note_mentions).where(c.officer_id == reader, c.seen_at.is_(None), c.note_id.in_(here))
        await self._db.execute(query.values(seen_at=now))

    async def colleagues(self, ticket: Ticket) -> list[Colleague]:
        """Return who is worth suggesting: who works for the case's agencies, or receives all that is not secret.

        Only suggestions: whether somebody may be mentioned is asked of the scope itself.
        """
        codes: Sequence[str] = (ticket.agency, *ticket.supporting)
        more = select(officer_agencies.c.officer_id).where(officer_agencies.c.agency.in_(codes))
        c = officers.c
        theirs = and_(c.role.in_((Role.OFFICER, Role.HEAD)), or_(c.agency.in_(codes), c.id.in_(more)))
        receives = c.role == Role.TRIAGE if ticket.visibility != Visibility.SECRET else c.id.is_(None)
        query = select(c.id, c.username, c.name).where(c.disabled_at.is_(None), or_(theirs, receives))
        rows = (await self._db.execute(query.order_by(c.name).limit(MOST_NOTES))).all()
        return [Colleague(row.id, row.username, row.name) for row in rows]


def _of(query: "Select[Any]", reader: Officer) -> "Select[Any]":
    return (
        query.select_from(note_mentions)
        .join(notes, notes.c.id == note_mentions.c.note_id)
        .join(tickets, tickets.c.id == notes.c.ticket_id)
        .where(note_mentions.c.officer_id == reader.id, in_scope(reader))
    )
