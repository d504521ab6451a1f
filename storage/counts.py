"""How many cases each list holds, in one query whose work does not grow with what was closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, literal, select, true, union

from storage.case_lists import IS_CLOSED, IS_OPEN, CaseList, Viewer, among_open, asked_of, lists_of
from storage.cases import IS_ALARM, MOST_ALARMS
from storage.help_tables import help_requests
from storage.scope import in_scope
from storage.scope_parts import scope_parts
from storage.tables import tickets
from storage.unit_of_work import UnitOfWork

#: Closed cases are counted up to here; beyond it a list says "lebih dari".
MOST = 1000
NOT_COUNTED_AMONG_OPEN = frozenset({CaseList.CLOSED, CaseList.ALL, CaseList.REVIEW, CaseList.HELP})

c = tickets.c


@dataclass(frozen=True, slots=True)
class Oldest:
    """The case that has waited longest for a person, of all agencies in scope."""

    agency: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """By list; open cases by agency; emergencies nobody answered; who waits longest; help past due."""

    lists: Mapping[CaseList, int]
    by_agency: Mapping[str, int]
    emergencies: Sequence[str]
    oldest: Oldest | None
    help_late: int


async def counts(unit: UnitOfWork, viewer: Viewer) -> Counts:
    """Count every list of this officer."""
    shown = [one for one in lists_of(viewer.officer) if one not in NOT_COUNTED_AMONG_OPEN]
    rows = (await unit.connection.execute(_query(viewer, shown))).all()
    first, by_agency = rows[0], {row.agency: row for row in rows if row.agency is not None}
    lists = {one: sum(getattr(row, f"n_{one}") for row in by_agency.values()) for one in shown}
    opened = {code: row.open_cases for code, row in by_agency.items()}
    lists[CaseList.CLOSED] = first.closed_cases
    lists[CaseList.ALL] = min(sum(opened.values()) + first.closed_cases, MOST)
    lists[CaseList.REVIEW], lists[CaseList.HELP] = first.to_review, first.help_asked
    emergencies = (first.emergencies or "").split()
    return Counts(lists, opened, emergencies, _oldest(by_agency), first.help_late)


def _query(viewer: Viewer, shown: Sequence[CaseList]) -> Any:
    """One row an agency, each with the figures of no agency beside it; one row where nothing is open."""
    columns = [func.count().filter(among_open(one, viewer)).label(f"n_{one}") for one in shown]
    oldest = func.min(c.opened_at).filter(c.first_answered_at.is_(None)).label("oldest")
    grouped = (
        select(c.agency, func.count().label("open_cases"), oldest, *columns)
        .where(IS_OPEN, in_scope(viewer.officer))
        .group_by(c.agency)
        .subquery()
    )
    alone = select(literal(1).label("one")).subquery()
    beside = [one.label(name) for name, one in _beside(viewer).items()]
    return select(*grouped.c, *beside).select_from(alone.outerjoin(grouped, true()))


def _beside(viewer: Viewer) -> dict[str, ScalarSelect[Any]]:
    officer = viewer.officer
    waits, h = asked_of(officer), help_requests.c
    return {
        "closed_cases": _closed(viewer),
        "to_review": _number(select(func.count()).where(c.needs_review, in_scope(officer))),
        "help_asked": _number(select(func.count()).select_from(help_requests).where(waits)),
        "help_late": _number(
            select(func.count()).select_from(help_requests).where(waits, h.due < viewer.today)
        ),
        "emergencies": _emergencies(viewer),
    }


def _closed(viewer: Viewer) -> ScalarSelect[Any]:
    own = (IS_CLOSED, in_scope(viewer.officer))
    parts = (select(c.id).where(*own, part).limit(MOST) for part in scope_parts(viewer.officer))
    found = union(*(select(part.subquery()) for part in parts)).subquery()
    return select(func.count()).select_from(select(found).limit(MOST).subquery()).scalar_subquery()


def _emergencies(viewer: Viewer) -> ScalarSelect[Any]:
    query = select(c.number).where(IS_ALARM, in_scope(viewer.officer)).order_by(c.opened_at)
    numbers = query.limit(MOST_ALARMS).subquery()
    return select(func.aggregate_strings(numbers.c.number, " ")).scalar_subquery()


def _number(query: Any) -> ScalarSelect[Any]:
    return query.scalar_subquery()  # type: ignore[no-any-return]


def _oldest(by_agency: Mapping[str, Any]) -> Oldest | None:
    found = [Oldest(code, row.oldest) for code, row in by_agency.items() if row.oldest is not None]
    return min(found, key=lambda one: one.opened_at, default=None)
