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
    row = _insert(db.dialect.name, table).values(**keys, **values)
    changed = {name: row.excluded[name] for name in values}
    where = None if unless is None else ~unless
    statement = row.on_conflict_do_update(index_elements=list(keys), set_=changed, where=where)
    return bool((await db.execute(statement)).rowcount)


async def put_once(db: AsyncConnection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless its key is there; returns whether it was not."""
    return bool((await db.execute(_put_once(db.dialect.name, table), dict(row))).rowcount)


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def _put_once(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()
