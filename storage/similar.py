"""The most similar earlier answers of the same agency, for an officer who is about to write one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.case_columns import first_words
from storage.hidden_names import names_to_hide
from storage.scope import NOT_SECRET, in_scope
from storage.staff import Officer
from storage.tables import contacts, ticket_events, tickets
from storage.unit_of_work import UnitOfWork
from tickets.likeness import ranked
from tickets.redaction import redact
from tickets.status import EventKind
from tickets.ticket import Ticket

CANDIDATES = 500  #: the latest answered tickets of the topic
SHOWN = 3
LOOKED_AT = 12  #: of the best; an answer without words, or the same words again, gives way to the next
WITH_ANSWER = (EventKind.REPLIED, EventKind.REPORTED_DONE, EventKind.CLOSED, EventKind.NOT_OURS)
LONGEST = 2000  #: characters of a complaint that are compared
FIRST_WORDS = 160  #: characters of the earlier complaint


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An earlier complaint and what was answered, both without personal data; `score` only orders them."""

    number: str
    complaint: str
    answer: str
    answered_at: datetime
    score: float


class Similar:
    """Earlier answers an officer may see; never out of a secret ticket."""

    def __init__(self, unit: UnitOfWork, officer: Officer) -> None:
        """Read within this unit of work, for this officer."""
        self._unit = unit
        self._db = unit._connection  # noqa: SLF001 - repositories share the unit's connection
        self._visible = (in_scope(officer), NOT_SECRET)

    async def answers(self, ticket: Ticket, words: str, most: int = SHOWN) -> list[EarlierAnswer]:
        """Return up to `most` answers to complaints like `words`, the best first, each text once."""
        rows = await self._candidates(ticket)
        best = [(rows[n], score) for n, score in ranked(words, [row.words or "" for row in rows], LOOKED_AT)]
        said = await self._said([row.id for row, _ in best])
        found: dict[str, EarlierAnswer] = {}
        for row, score in best:
            if row.id in said:
                answer = self._answer(row, *said[row.id], score)
                found.setdefault(answer.answer, answer)
        return list(found.values())[:most]

    async def _candidates(self, ticket: Ticket) -> list[Any]:
        t = tickets.c
        query = (
            select(t.id, t.number, first_words(LONGEST), contacts.c.name_sealed)
            .join(contacts, contacts.c.id == t.reporter_id)
            .where(t.agency == ticket.agency, t.topic == ticket.topic, t.id != ticket.id)
            .where(t.first_answered_at.is_not(None), *self._visible)
        )
        return list((await self._db.execute(query.order_by(t.opened_at.desc()).limit(CANDIDATES))).all())

    async def _said(self, ticket_ids: list[str]) -> dict[str, tuple[str, datetime]]:
        """Return each ticket's last answer that has words."""
        e = ticket_events.c
        query = select(e.ticket_id, e.kind, e.turn, e.payload, e.at).where(
            e.ticket_id.in_(ticket_ids), e.kind.in_((*WITH_ANSWER, EventKind.TAKEN_BACK))
        )
        found = (await self._db.execute(query.order_by(e.id))).all()
        never_sent = {row.payload.get("turn") for row in found if row.kind == EventKind.TAKEN_BACK}
        rows = [row for row in found if row.kind in WITH_ANSWER and row.turn not in never_sent]
        texts = ((row.ticket_id, str(row.payload.get("text") or "").strip(), row.at) for row in rows)
        return {ticket_id: (text, at) for ticket_id, text, at in texts if text}

    def _answer(self, row: Any, text: str, at: datetime, score: float) -> EarlierAnswer:
        names = names_to_hide(self._unit.cipher, row.name_sealed)
        complaint = redact(" ".join((row.words or "").split()), names)
        shown = complaint[:FIRST_WORDS] + ("…" if len(complaint) > FIRST_WORDS else "")
        return EarlierAnswer(row.number, shown, redact(text, names), at, score)
