"""Which tickets an officer may see, as a condition that every query of the inbox carries."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, and_, false, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.staff import Officer, Role
from storage.tables import tickets
from tickets.ticket import Visibility


class ListHolds(FunctionElement[bool]):
    """Whether a JSON list of strings holds exactly this string."""

    type = Boolean()
    inherit_cache = True


@compiles(ListHolds, "sqlite")
def _on_sqlite(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    values, wanted = (compiler.process(clause, **options) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({values}) WHERE json_each.value = {wanted})"  # noqa: S608 - bound


@compiles(ListHolds, "postgresql")
def _on_postgresql(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    values, wanted = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{values} @> jsonb_build_array(CAST({wanted} AS text))"


def in_scope(officer: Officer) -> ColumnElement[bool]:
    """Return the condition: an officer's own agency leads or helps; triage sees all that is not secret, too.

    Administrators, and any role this does not know, see nothing.
    """
    match officer.role:
        case Role.OFFICER:
            return _own(officer)
        case Role.TRIAGE:
            return or_(tickets.c.visibility.in_((Visibility.ORDINARY, Visibility.ANONYMOUS)), _own(officer))
        case _:
            return false()


def _own(officer: Officer) -> ColumnElement[bool]:
    if not officer.agency:
        return false()
    helps = ListHolds(tickets.c.supporting, literal(officer.agency, String))
    return or_(tickets.c.agency == officer.agency, and_(tickets.c.supporting.is_not(None), helps))
