"""The words by which a case is found, kept in the transaction that changes them.

Kept by the application, not by triggers on the tickets: what looks like a telephone number, an address on the net or a
name that somebody gives is taken out first, and both databases get the same terms
(docs/decisions/0015-inbox-search.md).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.list_tables import case_words
from storage.part_tables import is_part, message_parts, own_words
from storage.tables import inbound_messages, ticket_messages, tickets
from storage.upsert import insert_into
from tickets.ticket import Ticket

MOST_TERMS = 1000  #: of one case; the first ones stay
LONGEST_TERM = 40  #: characters
AT_ONCE = 500  #: tickets read into memory while everything is indexed
#: No text of a citizen holds it within a term; before an agency's code it finds the agency's cases.
AGENCY_SIGN = "@"

_TERM = re.compile(r"[^\W_]+")
#: Seven digits or more, however they are parted; a house or road number is shorter.
_DIGITS = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){6,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|@\w+", re.IGNORECASE)
_NAMED = re.compile(
    r"\b((?i:nama(?:\s+saya)?|atas\s+nama|a\.n\.|saya\s+bernama|perkenalkan,?\s+saya)\s*[:=]?\s*)"
    r"[A-Z][\w.'’]*(?:\s+[A-Z][\w.'’]*){0,3}"
)


def without_people(text: str) -> str:
    """Return the text without numbers to call, addresses on the net, and names that are given as names."""
    for pattern, instead in ((_ADDRESS, " … "), (_DIGITS, " … "), (_NAMED, r"\1… ")):
        text = pattern.sub(instead, text)
    return text


def terms(text: str) -> Iterator[str]:
    """Yield a text's words, small and without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return (word[:LONGEST_TERM] for word in _TERM.findall(bare))


def number_terms(number: str) -> tuple[str, ...]:
    """Return a ticket number whole and from its symbols on, so that a beginning of either finds it."""
    parts = "".join(terms(number)), "".join(terms(number.partition("-")[2]))
    return tuple(part for part in parts if part)


def agency_term(code: str) -> str:
    """Return the term that all cases of an agency have."""
    return AGENCY_SIGN + "".join(terms(code))


class CaseWords:
    """The words of cases within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection
        self._changed: set[str] = set()
        self._saved: dict[str, Ticket] = {}
        #: Of tickets that this unit of work opened, their messages' words by number: there are no others.
        self._texts: dict[str, dict[int, str]] = {}

    def opened(self, ticket: Ticket) -> None:
        """Let `flush` gather a new ticket's words; nothing was shown on it before."""
        self._changed.add(ticket.id)
        self._saved[ticket.id] = ticket
        self._texts[ticket.id] = {}

    def shown(self, ticket_id: str, message_id: int, text: str) -> None:
        """Let `flush` add the words of a message that a ticket's officers see from now on, all of them."""
        self._changed.add(ticket_id)
        if ticket_id in self._texts:
            self._texts[ticket_id][message_id] = text

    def changed(self, ticket_id: str) -> None:
        """Let `flush` gather a ticket's words anew."""
        self._changed.add(ticket_id)
        self._texts.pop(ticket_id, None)

    def saved(self, ticket: Ticket) -> None:
        """Let `flush` do so where the ticket's place or agencies changed."""
        self._saved[ticket.id] = ticket

    async def flush(self) -> None:
        """Gather what changed in this unit of work, once, however often it changed."""
        asked = self._saved.keys() - self._changed
        if asked:
            rows = (await self._db.execute(_marks(), {"tickets": sorted(asked)})).all()
            kept = {row.ticket_id: row.mark for row in rows}
            self._changed |= {one for one in asked if kept.get(one) != _mark(self._saved[one])}
        for ticket_id in sorted(self._changed):
            if ticket_id in self._texts:
                texts = self._texts[ticket_id]
                await self._put(_found(self._saved[ticket_id], [texts[n] for n in sorted(texts)]))
            else:
                await self.renew(ticket_id)
        self._changed.clear()
        self._saved.clear()
        self._texts.clear()

    async def renew(self, ticket_id: str) -> None:
        """Gather a ticket's words anew."""
        rows = (await self._db.execute(_of_ticket(), {"ticket": ticket_id})).all()
        (found,) = _gather(rows)
        await self._put(found)

    async def _put(self, found: dict[str, Any]) -> None:
        await self._db.execute(_keep(self._db.dialect.name), _values(found, self._db.dialect.name))


def index_everything(connection: Connection) -> None:
    """Gather the words of every ticket that has none, the oldest first, for the migration."""
    c = case_words.c
    ids = select(tickets.c.id).where(tickets.c.id.not_in(select(c.ticket_id))).order_by(tickets.c.opened_at)
    found = list(connection.execute(ids).scalars())
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        # A database of that release knows no parts of messages yet.
        rows = connection.execute(_sources(inbound_messages.c.text).where(tickets.c.id.in_(part))).all()
        known = {one["ticket_id"]: one for one in _gather(rows)}
        for one in part:
            connection.execute(_keep(connection.dialect.name), _values(known[one], connection.dialect.name))


# What every turn executes is built once: building a statement takes longer than executing it.


@cache
def _keep(dialect: str) -> Any:
    """Return the statement that puts a ticket's mark and words in place of those it had."""
    row = insert_into(dialect, case_words)
    if dialect == "postgresql":
        row = row.values(words=func.array_to_tsvector(bindparam("terms", type_=ARRAY(Text))))
    changed = {name: row.excluded[name] for name in ("mark", "words")}
    return row.on_conflict_do_update(index_elements=["ticket_id"], set_=changed).inline()


@cache
def _marks() -> Any:
    c = case_words.c
    return select(c.ticket_id, c.mark).where(c.ticket_id.in_(bindparam("tickets", expanding=True)))


@cache
def _of_ticket() -> Any:
    return _sources(own_words().label("text"), parts=True).where(tickets.c.id == bindparam("ticket"))


def _sources(text: ColumnElement[Any], *, parts: bool = False) -> "Select[Any]":
    """Each ticket with one row a message, its words as `text`; what a button sends is nobody's words."""
    m, link, t = inbound_messages, ticket_messages, tickets.c
    written = m.c.payload.is_(None) & (m.c.id == link.c.message_id)
    query = (
        select(t.id, t.number, t.place, t.agency, t.supporting, text)
        .outerjoin(link, link.c.ticket_id == t.id)
        .outerjoin(m, written)
        .order_by(t.id, m.c.id)
    )
    return query.outerjoin(message_parts, is_part()) if parts else query


def _gather(rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    texts: dict[str, list[str]] = {}
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
        texts.setdefault(row.id, []).append(row.text or "")
    return (_found(row, texts[ticket_id]) for ticket_id, row in first.items())


def _found(ticket: Any, texts: Iterable[str]) -> dict[str, Any]:
    words = dict.fromkeys(_all_terms(ticket, texts))
    return {"ticket_id": ticket.id, "mark": _mark(ticket), "words": list(words)[:MOST_TERMS]}


def _all_terms(row: Any, texts: Iterable[str]) -> Iterator[str]:
    yield from (agency_term(code) for code in (row.agency, *row.supporting))
    yield from number_terms(row.number)
    for text in (row.place or "", *texts):
        yield from terms(without_people(text))


def _values(found: dict[str, Any], dialect: str) -> dict[str, Any]:
    terms = found.pop("words")
    return found | ({"terms": terms} if dialect == "postgresql" else {"words": " ".join(terms)})


def _mark(ticket: Any) -> str:
    what = "\x1f".join([ticket.number, ticket.place or "", ticket.agency, *ticket.supporting])
    return hashlib.sha256(what.encode()).hexdigest()[:16]
