"""Insert a row, or change the one that is there: one statement, so that two who come at once do not collide."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(
    db: AsyncConnection,
    table: Table,
    keys: Mapping[str, object],
    values: Mapping[str, object],
    unless: ColumnElement[bool] | None = None,
) -> bool:
    """Put `values` under the unique `keys`; where a row is there and `unless` holds for it, nothing changes.

    Returns whether something was written.
    """
    named = (db.dialect.name, table, tuple(keys), tuple(values))
    # A condition holds the values that it compares with: it is built anew.
    statement = _always(*named) if unless is None else _build(*named, ~unless)
    return bool((await db.execute(statement, {**keys, **values})).rowcount)


def _build(
    dialect: str,
    table: Table,
    keys: tuple[str, ...],
    names: tuple[str, ...],
    where: ColumnElement[bool] | None = None,
) -> Any:
    row = insert_into(dialect, table)
    changed = {name: row.excluded[name] for name in names}
    return row.on_conflict_do_update(index_elements=list(keys), set_=changed, where=where).inline()


_always = cache(_build)


async def put_once(db: AsyncConnection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless its key is there; returns whether it was not."""
    return bool((await db.execute(if_new(db.dialect.name, table), dict(row))).rowcount)


def insert_into(dialect: str, table: Table) -> Any:
    """Return an INSERT that can say what a row is to do whose key is there."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def if_new(dialect: str, table: Table) -> Any:
    """Return an INSERT that leaves a row out whose key is there, built once; nobody asks for the row's number."""
    return insert_into(dialect, table).on_conflict_do_nothing().inline()
