"""The officers' lists page by page: every query carries the officer's scope, so that nothing out of it exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union

from messages import MessageKind
from storage.case_columns import asking, first_words, unread
from storage.case_filter import CaseFilter
from storage.case_lists import CaseList, Viewer, asked_of, holds
from storage.case_order import LATEST, Order, order_of, write
from storage.case_parts import Row
from storage.help_tables import help_requests
from storage.scope import in_scope
from storage.scope_parts import scope_parts
from storage.tables import inbound_messages, officers, tickets
from storage.ticket_store import _ticket as as_ticket
from storage.ticket_store import as_help
from storage.unit_of_work import UnitOfWork
from tickets.help import HelpRequest

PAGE = 25  #: rows of one page
MOST_PRINTED = 200  #: rows of one printed list
MOST_ASKED = 100  #: requests of other agencies shown at once, the soonest due first

c = tickets.c


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursor of the page after them, None on the last one."""

    rows: Sequence[Row]
    after: str | None


class Lists:
    """The lists of one officer."""

    def __init__(self, unit: UnitOfWork, viewer: Viewer) -> None:
        """Read within this unit of work."""
        self._db = unit.connection
        self._viewer = viewer
        self._scope = in_scope(viewer.officer)

    async def page(
        self,
        one: CaseList,
        wanted: CaseFilter,
        cursor: str = "",
        *,
        limit: int = PAGE,
        words: int | None = None,
    ) -> Page:
        """Return one page of cases; a cursor that cannot be read begins anew. `words` is the length of the quotes."""
        order = order_of(one)
        place = order.read(cursor)
        conditions = [holds(one, self._viewer), *wanted.conditions(self._viewer.now)]
        if place is not None:
            conditions.append(order.after(place))
        ids = self._ids(one, order, and_(*conditions), limit + 1)
        keys = [ids.c[f"key_{n}"] for n in range(len(order.columns))]
        query = self._rows(words).join(ids, ids.c.id == c.id).add_columns(*keys)
        found = (await self._db.execute(order.by(query, keys).limit(limit + 1))).all()
        last = found[limit - 1] if len(found) > limit else None
        after = last and write([getattr(last, key.name) for key in keys])
        return Page([as_row(row) for row in found[:limit]], after)

    async def numbered(self, numbers: Sequence[str]) -> list[Row]:
        """Return the cases of those numbers that are in scope."""
        rows = (await self._db.execute(self._rows().where(c.number.in_(numbers)))).all()
        return [as_row(row) for row in rows]

    async def asked(self) -> list[tuple[HelpRequest, str]]:
        """Return what other agencies ask of the officer's and nobody has answered, each with its ticket's number.

        The number is empty where the officer is asked a question only and does not see the case.
        """
        h, visible = help_requests, select(c.number).where(c.id == help_requests.c.ticket_id, self._scope)
        number = func.coalesce(visible.scalar_subquery(), "").label("number")
        query = (
            select(h, number).where(asked_of(self._viewer.officer)).order_by(h.c.due, h.c.asked_at, h.c.id)
        )
        return [(as_help(row), row.number) for row in (await self._db.execute(query.limit(MOST_ASKED))).all()]

    def _rows(self, words: int | None = None) -> "Select[Any]":
        me = self._viewer.officer.id
        quote = first_words() if words is None else first_words(words)
        extra = (quote, asking().label("waiting"), unread(me).label("unread"))
        query = select(
            tickets, officers.c.name.label("holder"), inbound_messages.c.kind.label("written"), *extra
        )
        query = query.join(inbound_messages, inbound_messages.c.id == c.source_message_id)
        return query.outerjoin(officers, officers.c.id == c.claimed_by).where(self._scope)

    def _ids(self, one: CaseList, order: Order, condition: ColumnElement[bool], limit: int) -> Any:
        """Return the first ids with what they are ordered by: the first of each part of the scope."""
        parts = scope_parts(self._viewer.officer) if one in LATEST else (self._scope,)
        keys = [column.label(f"key_{n}") for n, column in enumerate(order.columns)]
        queries = (
            order.on(select(c.id, *keys).where(self._scope, condition, part)).limit(limit) for part in parts
        )
        return union(*(select(query.subquery()) for query in queries)).subquery()


def as_row(row: Any) -> Row:
    """Read one line of a list."""
    kind = MessageKind(row.written)
    return Row(as_ticket(row), row.words or "", kind, bool(row.waiting), row.holder or "", bool(row.unread))
