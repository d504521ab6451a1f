"""Photos that are weighed: what citizens complained with, and what officers show as done."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.evidence_rows import (
    Evidence,
    PhotoRole,
    Verdict,
    doubt_json,
    evidence_of,
    facts_columns,
    facts_of,
    known_of,
)
from storage.evidence_tables import evidence
from storage.officer_photos import KeptPhoto
from storage.photo_search import near
from storage.scope import in_scope
from storage.staff import Officer
from storage.tables import attachments, ticket_messages, tickets
from tickets.errors import TicketNotFound
from tickets.evidence import Doubt, PhotoFacts, SameAsComplaint, SameAsEarlier, review
from tickets.ticket import Ticket

BANDS = (evidence.c.band0, evidence.c.band1, evidence.c.band2, evidence.c.band3)


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """Evidence somebody should look at again, and its ticket's number."""

    evidence: Evidence
    number: str


class EvidenceStore:
    """The photos within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def add_complaint_photo(
        self, attachment_id: str, sha256: str, facts: PhotoFacts, now: datetime
    ) -> None:
        """Keep what a citizen's stored photo tells, its ticket being open already or not; again changes nothing."""
        known = select(evidence.c.id).where(evidence.c.attachment_id == attachment_id)
        if (await self._db.execute(known)).first() is None:
            await self._insert(PhotoRole.COMPLAINT, sha256, facts, now, (), attachment_id=attachment_id)

    async def add_evidence(
        self, ticket: Ticket, photo: KeptPhoto, officer_id: str, now: datetime, turn: str = ""
    ) -> list[Doubt]:
        """Keep an officer's photo and return why a person should look again, if there is a reason.

        `turn` is that of the deed it came with.

        Photos of one deed share `now`: they show one place and are not held against each other.
        """
        c = evidence.c
        same = (c.ticket_id == ticket.id, c.created_at == now)
        if (await self._db.execute(select(c.id).where(*same, c.sha256 == photo.sha256))).first():
            return []
        doubts = await self._review(ticket, photo, now)
        verdict = Verdict.WAITING if doubts else Verdict.CLEAR
        values = {"ticket_id": ticket.id, "file": photo.file, "officer_id": officer_id, "verdict": verdict}
        values |= {"turn": turn}
        await self._insert(PhotoRole.EVIDENCE, photo.sha256, photo.facts, now, doubts, **values)
        return doubts

    async def take_back(self, ticket_id: str, turn: str) -> None:
        """Forget what came with a reply that was taken back: nobody got it, and it may come again."""
        c = evidence.c
        await self._db.execute(delete(evidence).where(c.ticket_id == ticket_id, c.turn == turn))

    async def of_ticket(self, ticket_id: str) -> list[Evidence]:
        """Return a ticket's evidence, oldest first; whether the reader may see the ticket is known by then."""
        c = evidence.c
        query = select(evidence).where(c.ticket_id == ticket_id, c.role == PhotoRole.EVIDENCE)
        rows = (await self._db.execute(query.order_by(c.created_at, c.id))).all()
        return [evidence_of(row) for row in rows]

    async def complaint_photos(self, ticket_id: str) -> list[PhotoFacts]:
        """Return what the photos of a ticket's citizen tell."""
        return [facts_of(row) for row in await self._complaint_rows(ticket_id)]

    async def get(self, evidence_id: str, officer: Officer) -> Evidence:
        """Return evidence of a ticket in the officer's scope. Raises TicketNotFound."""
        query = select(evidence).join(tickets, tickets.c.id == evidence.c.ticket_id)
        query = query.where(evidence.c.id == evidence_id, in_scope(officer))
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            raise TicketNotFound
        return evidence_of(row)

    async def waiting_review(self, scope: ColumnElement[bool], limit: int = 100) -> list[WaitingReview]:
        """Return the evidence in scope that somebody should look at again, oldest first."""
        c = evidence.c
        query = select(evidence, tickets.c.number).join(tickets, tickets.c.id == c.ticket_id)
        query = query.where(c.verdict == Verdict.WAITING, scope).order_by(c.created_at, c.id).limit(limit)
        return [WaitingReview(evidence_of(row), row.number) for row in (await self._db.execute(query)).all()]

    async def settle(self, evidence_id: str, officer: Officer, verdict: Verdict, now: datetime) -> bool:
        """Note what somebody saw; False where it was settled before. Raises TicketNotFound out of scope."""
        await self.get(evidence_id, officer)
        c = evidence.c
        query = update(evidence).where(c.id == evidence_id, c.verdict == Verdict.WAITING)
        values = {"verdict": verdict, "reviewed_by": officer.id, "reviewed_at": now}
        return bool((await self._db.execute(query.values(**values))).rowcount)

    async def numbers(self, ticket_ids: Collection[str], scope: ColumnElement[bool]) -> dict[str, str]:
        """Return the numbers of those tickets that are in scope; the others have none here."""
        query = select(tickets.c.id, tickets.c.number).where(tickets.c.id.in_(ticket_ids), scope)
        return {row.id: row.number for row in (await self._db.execute(query)).all()}

    async def used(self, hashes: Collection[str]) -> set[str]:
        """Return which of these contents (SHA-256, hex) belong to evidence."""
        c = evidence.c
        query = select(c.sha256).where(c.role == PhotoRole.EVIDENCE, c.sha256.in_(hashes))
        return set((await self._db.execute(query)).scalars())

    async def _review(self, ticket: Ticket, photo: KeptPhoto, now: datetime) -> list[Doubt]:
        complaint = await self._complaint_rows(ticket.id)
        earlier = await self._alike(ticket, photo, now)
        facts = [facts_of(row) for row in complaint]
        hashed = [known_of(row) for row in earlier if row.phash is not None]
        found = list(review(photo.facts, facts, hashed, ticket.opened_at, ticket.point))
        return [*found, *_identical(found, photo, complaint, earlier)]

    async def _complaint_rows(self, ticket_id: str) -> list[Any]:
        query = (
            select(evidence)
            .join(attachments, attachments.c.id == evidence.c.attachment_id)
            .join(ticket_messages, ticket_messages.c.message_id == attachments.c.message_id)
            .where(ticket_messages.c.ticket_id == ticket_id)
        )
        return list((await self._db.execute(query)).all())

    async def _alike(self, ticket: Ticket, photo: KeptPhoto, now: datetime) -> list[Any]:
        """Return evidence of earlier deeds that may look like this photo, or is the same file.

        All of it, without a limit: among hundreds whose bands are near by chance the one that counts may be last.
        """
        c = evidence.c
        alike: ColumnElement[bool] = c.sha256 == photo.sha256
        if photo.facts.hash is not None:
            alike = or_(alike, near(BANDS, photo.facts.hash))
        query = select(c.id, c.ticket_id, c.phash, c.sha256).where(c.role == PhotoRole.EVIDENCE, alike)
        query = query.where(or_(c.ticket_id != ticket.id, c.created_at != now))
        return list((await self._db.execute(query.order_by(c.created_at, c.id))).all())

    async def _insert(
        self,
        role: PhotoRole,
        sha256: str,
        facts: PhotoFacts,
        now: datetime,
        doubts: Iterable[Doubt],
        **values: object,
    ) -> None:
        row = {"id": uuid.uuid4().hex, "role": role, "sha256": sha256, "created_at": now}
        row |= {"doubts": [doubt_json(doubt) for doubt in doubts], **facts_columns(facts), **values}
        await self._db.execute(insert(evidence).values(**row))


def _identical(found: list[Doubt], photo: KeptPhoto, complaint: list[Any], earlier: list[Any]) -> list[Doubt]:
    """Return doubts about the very same file where its picture is too dark or plain to be compared."""
    doubts: list[Doubt] = []
    seen = {type(doubt) for doubt in found}
    if SameAsComplaint not in seen and any(row.sha256 == photo.sha256 for row in complaint):
        doubts.append(SameAsComplaint(0))
    same = next((row for row in earlier if row.sha256 == photo.sha256), None)
    if SameAsEarlier not in seen and same is not None:
        doubts.append(SameAsEarlier(0, known_of(same)))
    return doubts
