"""In which order a list stands, and the place in it where a page ended."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, literal, tuple_

from storage.case_columns import asking
from storage.case_lists import CaseList, running_due
from storage.tables import tickets
from tickets.ticket import TicketUrgency

c = tickets.c
LATEST = {CaseList.CLOSED: c.closed_at, CaseList.ALL: c.opened_at}
READ: dict[type, Any] = {date: date.fromisoformat, datetime: datetime.fromisoformat}


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that together tell any two cases apart, `down` with the greatest first."""

    columns: tuple[ColumnElement[Any], ...]
    kinds: tuple[type, ...]
    down: bool

    def on(self, query: "Select[Any]") -> "Select[Any]":
        """Return the query in this order."""
        return self.by(query, self.columns)

    def by(self, query: "Select[Any]", columns: Sequence[ColumnElement[Any]]) -> "Select[Any]":
        """Return the query in the order of columns that hold the same."""
        return query.order_by(*(one.desc() if self.down else one for one in columns))

    def after(self, place: Sequence[Any]) -> ColumnElement[bool]:
        """Return the condition of what comes after a place; it holds for whatever arrives meanwhile, too."""
        values = [literal(v, one.type) for v, one in zip(place, self.columns, strict=True)]
        here, there = tuple_(*self.columns), tuple_(*values)
        return here < there if self.down else here > there

    def read(self, cursor: str) -> list[Any] | None:
        """Return the place a cursor names, None for what is none."""
        try:
            raw = json.loads(base64.urlsafe_b64decode(cursor.encode()))
            values = [READ.get(kind, kind)(v) for kind, v in zip(self.kinds, raw, strict=True)]
        except (ValueError, TypeError, binascii.Error, UnicodeError):
            return None
        zoned = all(v.tzinfo for v in values if isinstance(v, datetime))
        return values if zoned else None


def write(place: Sequence[Any]) -> str:
    """Return the cursor of a place."""
    plain = [v.isoformat() if isinstance(v, date) else v for v in place]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode()


def order_of(one: CaseList) -> Order:
    """Return a list's order: by need, or the latest first.

    By need: emergencies, then who asked for a person and waits, then the soonest promise.
    """
    latest = LATEST.get(one)
    if latest is not None:
        return Order((latest, c.id), (datetime, str), down=True)
    urgent = case((c.urgency == TicketUrgency.EMERGENCY, 0), (asking(), 1), else_=2).cast(Integer)
    return Order((urgent, running_due(), c.opened_at, c.id), (int, date, datetime, str), down=False)
