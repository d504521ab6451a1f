"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ClauseElement,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    String,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite has no zones and gets it without."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class State(TypeDecorator[str]):
    """A short word of ours that says where a row stands; in conditions it is written out, never bound.

    Both databases use an index over part of a table only where they can read in the statement that it will do.
    """

    impl = String
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[str]):  # noqa: N801 - SQLAlchemy's name for it
        """Writes out the words a column is compared with."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
            """Compare as always, the values as literals."""
            return super().operate(op, *(_written_out(value) for value in other), **kwargs)


def _written_out(value: Any) -> Any:
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, Collection):
        if any(isinstance(each, ClauseElement) for each in value):
            raise TypeError("a state is compared with words, not with expressions")
        return [_written(str(each)) for each in value]
    return value


def _written(word: str) -> ColumnElement[str]:
    # Part of the statement once it is compiled; a literal parameter is put in anew at each execution.
    return literal_column("'" + word.replace("'", "''") + "'", String())


#: An identifier that counts up; SQLite counts only INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")
