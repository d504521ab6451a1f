"""Which tickets an officer may see, as a condition that every query of the inbox carries."""

import json
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    String,
    and_,
    false,
    literal,
    literal_column,
    or_,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.staff import Officer, Role
from storage.tables import tickets
from tickets.ticket import Visibility


class ListHolds(FunctionElement[bool]):
    """Whether a JSON list of strings holds exactly this string, also given as it is written in JSON."""

    type = Boolean()
    inherit_cache = True


@compiles(ListHolds, "sqlite")
def _on_sqlite(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    values, wanted, written = (compiler.process(clause, **options) for clause in element.clauses)
    exactly = f"EXISTS (SELECT 1 FROM json_each({values}) WHERE json_each.value = {wanted})"  # noqa: S608 - bound
    # Opening a list takes as long as reading fifty without the written word in them.
    return f"(instr({values}, {written}) > 0 AND {exactly})"


@compiles(ListHolds, "postgresql")
def _on_postgresql(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    of, what, _ = element.clauses
    values, wanted = compiler.process(of, **options), compiler.process(what, **options)
    return f"{values} @> jsonb_build_array(CAST({wanted} AS text))"


NOT_SECRET = tickets.c.visibility.in_((Visibility.ORDINARY, Visibility.ANONYMOUS))


def in_scope(officer: Officer) -> ColumnElement[bool]:
    """Return the condition: the own agencies lead or help; triage sees all that is not secret, too.

    Supervisors see what is not secret, even where they belong to an agency. Administrators, trainers, and any
    role this does not know, see nothing.
    """
    match officer.role:
        case Role.OFFICER | Role.HEAD:
            return _own(officer)
        case Role.TRIAGE:
            return or_(NOT_SECRET, _own(officer))
        case Role.SUPERVISOR:
            return NOT_SECRET
        case _:
            return false()


def _own(officer: Officer) -> ColumnElement[bool]:
    return or_(tickets.c.agency.in_(officer.agencies), helps(officer)) if officer.agencies else false()


def helps(officer: Officer, of: FromClause = tickets) -> ColumnElement[bool]:
    """Return the condition: one of the own agencies has a part in it."""
    holds = [ListHolds(of.c.supporting, *_both_ways(code)) for code in officer.agencies]
    # In the words of the partial index, and it spares opening the many empty lists.
    any_helper = type_coerce(of.c.supporting, String) != literal_column("'[]'")
    return and_(any_helper, or_(*holds)) if holds else false()


def _both_ways(code: str) -> tuple[ColumnElement[str], ColumnElement[str]]:
    return literal(code, String), literal(json.dumps(code), String)
