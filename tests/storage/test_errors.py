"""What is the database's trouble, and what is the message's."""

import sqlite3

import asyncpg
import pytest
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi as Driver
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import is_outage


def of_sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, error)


def of_postgres(told: Exception, wrapped: type[DBAPIError] = DBAPIError) -> DBAPIError:
    error = Driver.Error("words", told)
    error.__cause__ = told
    return wrapped("UPDATE", {}, error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_FULL),
        of_sqlite(sqlite3.SQLITE_IOERR_WRITE),
        of_sqlite(sqlite3.SQLITE_BUSY),
        of_postgres(asyncpg.DiskFullError("words")),
        of_postgres(asyncpg.AdminShutdownError("words")),
        of_postgres(asyncpg.IdleInTransactionSessionTimeoutError("words")),
        of_postgres(asyncpg.ConnectionDoesNotExistError("words")),
        of_postgres(ConnectionRefusedError("words"), OperationalError),
        of_postgres(asyncpg.InterfaceError("the connection is closed"), InterfaceError),
        ConnectionResetError("words"),
        PoolTimeout("words"),
    ],
)
def test_no_room_and_no_connection_are_the_databases_trouble(error: Exception) -> None:
    assert is_outage(error)


def test_an_action_that_an_outage_ended_is_told_by_its_cause() -> None:
    error = RuntimeError("the action failed")
    error.__cause__ = of_sqlite(sqlite3.SQLITE_FULL)
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_ERROR),
        of_postgres(asyncpg.StatementTooComplexError("words")),
        of_postgres(asyncpg.QueryCanceledError("words")),
        of_postgres(asyncpg.StringDataRightTruncationError("words")),
        of_postgres(asyncpg.UndefinedColumnError("words"), ProgrammingError),
        of_postgres(asyncpg.DataError("words"), InterfaceError),
        ValueError("words"),
        TimeoutError(),
    ],
)
def test_what_a_value_or_a_statement_causes_is_not(error: Exception) -> None:
    assert not is_outage(error)
