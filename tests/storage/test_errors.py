"""What is the database's trouble, and what is the message's."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import is_outage


def of_sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, error)


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_FULL),
        of_sqlite(sqlite3.SQLITE_IOERR_WRITE),
        of_sqlite(sqlite3.SQLITE_BUSY),
        OperationalError("UPDATE", {}, psycopg.errors.DiskFull("words")),
        OperationalError("UPDATE", {}, psycopg.errors.AdminShutdown("words")),
        OperationalError("UPDATE", {}, psycopg.OperationalError("connection refused")),
        InterfaceError("UPDATE", {}, psycopg.InterfaceError("the connection is closed")),
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
        OperationalError("UPDATE", {}, psycopg.errors.StatementTooComplex("words")),
        OperationalError("UPDATE", {}, psycopg.errors.QueryCanceled("words")),
        DataError("UPDATE", {}, psycopg.errors.StringDataRightTruncation("words")),
        ProgrammingError("UPDATE", {}, psycopg.errors.UndefinedColumn("words")),
        ValueError("words"),
        TimeoutError(),
    ],
)
def test_what_a_value_or_a_statement_causes_is_not(error: Exception) -> None:
    assert not is_outage(error)
