"""Search over number, place and words, within what the officer may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, column, select, table, text

from storage.case_columns import asking, first_words, unread
from storage.case_lists import SEES_ALL, Viewer
from storage.case_parts import Row
from storage.case_words import agency_term, number_terms, terms
from storage.list_tables import case_words
from storage.lists import PAGE, as_row
from storage.scope import in_scope
from storage.tables import inbound_messages, officers, tickets
from storage.unit_of_work import UnitOfWork
from tickets.number import find_number, nearby, repair

MOST_WORDS = 8  #: of one search; the rest is not looked for
#: A word of fewer letters is looked for whole, a longer one as a beginning.
BEGINNING = 3
#: Words that nearly every text has; they find nothing.
FILLERS = frozenset({"dan", "di", "ke", "dari", "yang", "itu", "ini", "ada", "saya", "kami"})
CURSOR = re.compile("[1-9][0-9]{0,17}")

fts = table("case_fts", column("rowid"), column("words"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: the beginnings of words, or a ticket's number (whole or begun)."""

    words: tuple[str, ...]
    number: str | None = None

    @property
    def kind(self) -> str:
        """Say for the audit log what kind of search it was, without its words."""
        return "nomor" if self.number else f"{len(self.words)} kata"


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, the latest first; the cursor of what comes after; a number that was mistyped, put right."""

    rows: Sequence[Row]
    after: str | None = None
    meant: str | None = None


def understand(typed: str, prefix: str) -> Asked:
    """Read what an officer typed; a number may be begun, mistyped, or written without its hyphens."""
    number = find_number(typed, prefix)
    if number and len(typed.strip()) <= len(number) + 4:
        return Asked(number_terms(number)[:1], number)
    begun = re.fullmatch(rf"\s*{prefix}\s*[-–. ]?\s*([0-9A-Z]{{1,7}})\s*", typed, re.IGNORECASE)
    if begun:
        return Asked(("".join(terms(prefix + begun[1])),))
    found = list(dict.fromkeys(terms(typed)))
    return Asked(tuple([w for w in found if w not in FILLERS] or found)[:MOST_WORDS])


class Search:
    """The searches of one officer."""

    def __init__(self, unit: UnitOfWork, viewer: Viewer) -> None:
        """Read within this unit of work."""
        self._db = unit.connection
        self._viewer = viewer
        self._scope = in_scope(viewer.officer)

    async def find(self, asked: Asked, cursor: str = "") -> Found:
        """Return one page of what fits, the latest cases first; a number's typing mistakes are mended."""
        if not asked.words:
            return Found([])
        rows = await self._page(asked, int(cursor) if CURSOR.fullmatch(cursor) else None)
        if rows or asked.number is None:
            after = str(rows[PAGE - 1].n) if len(rows) > PAGE else None
            return Found([as_row(row) for row in rows[:PAGE]], after)
        meant = await self._meant(asked.number)
        if meant is None:
            return Found([])
        found = await self._page(Asked(number_terms(meant)[:1]), None)
        return Found([as_row(row) for row in found], meant=meant)

    async def _page(self, asked: Asked, before: int | None) -> Sequence[Any]:
        """Take the newest fitting numbers first: both indexes are walked from their end, and only so far."""
        w, me = case_words.c, self._viewer.officer.id
        query = (
            select(tickets, officers.c.name.label("holder"), inbound_messages.c.kind.label("written"), w.n)
            .add_columns(first_words(), asking().label("waiting"), unread(me).label("unread"))
            .select_from(case_words)
            .join(tickets, tickets.c.id == w.ticket_id)
            .join(inbound_messages, inbound_messages.c.id == tickets.c.source_message_id)
            .outerjoin(officers, officers.c.id == tickets.c.claimed_by)
            .where(w.n.in_(self._numbers(asked, before)))
            .order_by(w.n.desc())
        )
        return (await self._db.execute(query.where(self._scope))).all()

    def _numbers(self, asked: Asked, before: int | None) -> "Select[Any]":
        w, sqlite = case_words.c, self._db.dialect.name == "sqlite"
        n = fts.c.rowid if sqlite else w.n
        query = select(n).join(tickets, tickets.c.id == w.ticket_id)
        if sqlite:
            query = query.select_from(fts).join(case_words, w.n == n)
        query = query.where(self._fits(asked, sqlite=sqlite), self._scope)
        if before is not None:
            query = query.where(n < before)
        return query.order_by(n.desc()).limit(PAGE + 1)

    def _fits(self, asked: Asked, *, sqlite: bool) -> ColumnElement[bool]:
        begun = '"{}"*' if sqlite else "'{}':*"
        whole = begun.removesuffix("*" if sqlite else ":*")
        both, either = (" AND ", " OR ") if sqlite else (" & ", " | ")
        parts = [(begun if len(word) >= BEGINNING else whole).format(word) for word in asked.words]
        if self._viewer.officer.role not in SEES_ALL:
            # The scope decides; this spares it the cases of all the other agencies.
            codes = [whole.format(agency_term(code)) for code in self._viewer.officer.agencies]
            parts.insert(0, f"({either.join(codes)})" if codes else whole.format("@"))
        condition = "case_fts MATCH :asked" if sqlite else "case_words.words @@ CAST(:asked AS tsquery)"
        return text(condition).bindparams(bindparam("asked", both.join(parts)))  # type: ignore[return-value]

    async def _meant(self, typed: str) -> str | None:
        """Return the only number in scope that differs in at most two symbols."""
        candidates = nearby(typed)
        if not candidates:
            return None
        query = select(tickets.c.number).where(tickets.c.number.in_(candidates), self._scope)
        return repair(typed, (await self._db.execute(query)).scalars())
