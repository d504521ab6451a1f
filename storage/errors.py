"""What can go wrong with the storage."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: PostgreSQL's classes: connections, a session ended because it stood still, resources (disk, memory), an operator's
#: deed, the system. What none of them and no code at all says is a connection that broke.
AWAY: Final = ("08", "25P03", "53", "57P", "58")
#: SQLite's own numbers for the same.
SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


class Conflict(Exception):
    """Someone else wrote the same key first; do it again from the start."""


class Unstorable(Exception):
    """The database can never take these values; other rows are not concerned."""


class LeaseLost(Exception):
    """Another worker has this conversation now; drop what was done."""


class DatabaseProblem(Exception):
    """The database cannot be used; the message says why and what to do (Indonesian)."""


class DatabaseAway(DatabaseProblem):
    """Nobody answers at the database's address, or it lets nobody in; it may be back in a moment."""


def is_outage(error: BaseException) -> bool:
    """Whether the database could not, whatever it was asked: no room, no memory, no connection.

    An action's failure is told by what caused it.
    """
    return _is_outage(error) or (error.__cause__ is not None and is_outage(error.__cause__))


def _is_outage(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError):
        # Every connection of the pool is taken, or one broke in the middle of a word.
        return isinstance(error, PoolTimeout | ConnectionError)
    if isinstance(error.orig, sqlite3.Error):
        code: int = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK)
        return (code & 0xFF) in SQLITE_AWAY  # the upper bits tell more of the same
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state or is_unbindable(error):
        return (state or "").startswith(AWAY)
    return isinstance(error, OperationalError | InterfaceError)


def is_unbindable(error: DBAPIError) -> bool:
    """Whether PostgreSQL's driver itself refused a value: it says so as an error of its own and one of Python's."""
    return isinstance(error.orig, Exception) and isinstance(error.orig.__cause__, ValueError | TypeError)
