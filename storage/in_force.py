"""What is in force, asked by one statement: every turn wants to know, and seldom has any of it changed."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import cast, func, literal, null, select, union_all
from sqlalchemy.types import Boolean, Date, Integer, String

from storage.edition_tables import editions
from storage.tables import holidays, routing_versions
from storage.unit_of_work import UnitOfWork
from tickets.document import DocumentKind

DAY = "day"  #: stands where the others have their kind of document


@dataclass(frozen=True, slots=True)
class InForce:
    """The routing table's version (0 before the first), those of the other documents that have one, the days off.

    `days` maps a day to True (off) or False (a working day after all).
    """

    routing: int
    documents: dict[DocumentKind, int]
    days: dict[date, bool]


async def in_force(unit: UnitOfWork) -> InForce:
    """Ask the database, once a unit: other processes change these, too."""
    if in_force not in unit.kept:
        unit.kept[in_force] = await _read(unit)
    found: InForce = unit.kept[in_force]
    return found


async def _read(unit: UnitOfWork) -> InForce:
    versions: dict[str, int] = {}
    days: dict[date, bool] = {}
    for row in (await unit.connection.execute(_everything())).all():
        if row.what == DAY:
            days[row.day] = row.off
        else:
            versions[row.what] = row.version
    routing = versions.pop(DocumentKind.ROUTING)
    return InForce(routing or 0, {kind: versions[kind] for kind in DocumentKind if kind in versions}, days)


@cache
def _everything() -> Any:
    """Return a statement that is built once: building it takes longer than executing it."""
    no_day = cast(null(), Date).label("day"), cast(null(), Boolean).label("off")
    e, h = editions.c, holidays.c
    routing = select(
        literal(DocumentKind.ROUTING.value, String).label("what"),
        func.max(routing_versions.c.version).label("version"),
        *no_day,
    )
    documents = select(e.kind, func.max(e.version), *no_day).group_by(e.kind)
    days = select(literal(DAY, String), cast(null(), Integer), h.day, h.off)
    return union_all(routing, documents, days)
