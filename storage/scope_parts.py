"""The scope cut into parts that a database can each walk along an index; together they hold nothing beyond it."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, literal, select

from storage.case_lists import SEES_ALL
from storage.scope import NOT_SECRET, helps
from storage.staff import Officer, Role
from storage.tables import tickets
from tickets.ticket import Visibility

c = tickets.c
#: Written into the statement, where a partial index asks for exactly these words.
IS_SECRET = c.visibility == literal(Visibility.SECRET, literal_execute=True)


def scope_parts(officer: Officer) -> Iterator[ColumnElement[bool]]:
    """Yield conditions without the "or" that keeps a database from an index; the scope itself comes with each."""
    everything = officer.role in SEES_ALL
    if everything:
        yield NOT_SECRET
    if officer.role is Role.SUPERVISOR or not officer.agencies:
        return
    for code in officer.agencies:
        yield and_(c.agency == code, IS_SECRET) if everything else c.agency == code
    helped = tickets.alias("helped")
    ids = c.id.in_(select(helped.c.id).where(helps(officer, helped)))
    yield and_(ids, IS_SECRET) if everything else ids
