"""Which words of a message are whose, where one message became several tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.case_words import CaseWords
from storage.part_tables import message_parts as parts
from storage.tables import tickets


@dataclass(frozen=True, slots=True)
class Part:
    """The `n`th of `of` matters (from 1) of one message; where `only`, the rest is not for these officers."""

    n: int
    of: int
    words: str
    only: bool


class MessageParts:
    """The parts of messages within one unit of work."""

    def __init__(self, connection: AsyncConnection, words: CaseWords) -> None:
        """Work on this connection; `words` are gathered anew for what changes here."""
        self._db = connection
        self._words = words

    async def keep(
        self, ticket_id: str, message_ids: Sequence[int], n: int, words: str, *, only: bool
    ) -> None:
        """Note which words of these messages the ticket is about, in place of what was noted before."""
        for message_id in set(message_ids):
            await self._put(ticket_id, message_id, n, words, only=only)
        self._words.changed(ticket_id)

    async def veil(self, ticket_id: str, message_id: int) -> None:
        """Keep a message's secret matter from a ticket that it is shown on later, by a split or a reopening."""
        rows = (await self._db.execute(_secret(), {"message": message_id})).all()
        if not rows or any(row.ticket_id == ticket_id for row in rows):
            return
        flags = select(tickets.c.sensitivity).where(tickets.c.id == ticket_id)
        if not (await self._db.execute(flags)).scalar_one():
            words = "; ".join(dict.fromkeys(row.words for row in rows))
            await self._put(ticket_id, message_id, rows[0].n, words, only=True)

    async def of_ticket(self, ticket_id: str) -> dict[int, Part]:
        """Return a ticket's parts by message."""
        other = parts.alias("other")
        count = select(func.count()).where(other.c.message_id == parts.c.message_id).scalar_subquery()
        query = select(parts, count.label("of")).where(parts.c.ticket_id == ticket_id)
        rows = (await self._db.execute(query)).all()
        return {row.message_id: Part(row.n, row.of, row.words, row.only) for row in rows}

    async def _put(self, ticket_id: str, message_id: int, n: int, words: str, *, only: bool) -> None:
        mine = (parts.c.ticket_id == ticket_id) & (parts.c.message_id == message_id)
        await self._db.execute(delete(parts).where(mine))
        row = {"ticket_id": ticket_id, "message_id": message_id, "n": n, "words": words, "only": only}
        await self._db.execute(insert(parts).values(**row))


@cache
def _secret() -> Any:
    """Return a statement that is built once: building it takes longer than executing it."""
    return select(parts).where(parts.c.message_id == bindparam("message"), parts.c.only).order_by(parts.c.n)
