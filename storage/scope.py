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
    helps = [ListHolds(tickets.c.supporting, literal(code, String)) for code in officer.agencies]
    leads = tickets.c.agency.in_(officer.agencies)
    return or_(leads, and_(tickets.c.supporting.is_not(None), or_(*helps))) if helps else false()
