"""Where a backup is restored to: the new database takes the old one's place only when all is done.

SQLite: a file beside the old one, renamed at the end. PostgreSQL: the old schema waits under another name, and a table
of ours, dropped with the last commit, keeps the product from starting on what is not done.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.backups.unfinished import UNFINISHED
from storage.errors import DatabaseProblem
from storage.file_lock import file_lock

ASIDE = "before_restore"
REFUSED = "Basis data tujuan tidak kosong. Isinya hanya diganti bila diminta: --replace."


def target(url: URL, *, replace: bool) -> AbstractContextManager[URL]:
    """Return the context in which an empty database stands ready under the URL it yields.

    Leaving it well makes that the database, leaving it by an exception leaves the old one. Raises DatabaseProblem where
    there is data and `replace` is not asked for, or where somebody is at work.
    """
    if url.get_backend_name() == "sqlite":
        return _file(url.set(drivername="sqlite"), replace=replace)
    return _schema(url.set(drivername="postgresql+psycopg"), replace=replace)


@contextmanager
def _file(url: URL, *, replace: bool) -> Iterator[URL]:
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(path.with_suffix(".lock")):
        if path.exists() and not replace:
            raise DatabaseProblem(REFUSED)
        fresh = path.with_suffix(".restoring")
        fresh.unlink(missing_ok=True)
        try:
            yield url.set(database=str(fresh))
            _put_in_place(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def _put_in_place(fresh: Path, path: Path) -> None:
    """Rename over the old file, whose write-ahead log must be gone before: SQLite would play it into the new one."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as old:  # damaged ones are replaced, too
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    fresh.replace(path)
    os.sync()


@contextmanager
def _schema(url: URL, *, replace: bool) -> Iterator[URL]:
    engine = create_engine(url)
    try:
        with _explained(), engine.begin() as connection:
            _make_room(connection, replace=replace)
        try:
            yield url
        except BaseException:
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text(f"ALTER SCHEMA {ASIDE} RENAME TO public"))
            raise
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {ASIDE} CASCADE"))
    finally:
        engine.dispose()


def _make_room(connection: Connection, *, replace: bool) -> None:
    """Put the schema aside, in one transaction; where a restore was killed it is aside already."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if connection.execute(text(others)).scalar_one():
        raise DatabaseProblem("Basis data masih dipakai. Hentikan dulu semua proses Tanggap dan psql.")
    tables = inspect(connection).get_table_names()
    if tables and not replace:
        raise DatabaseProblem(REFUSED)
    if UNFINISHED in tables:
        connection.execute(text("DROP SCHEMA public CASCADE"))
    else:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE"))
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {ASIDE}"))
    connection.execute(text("CREATE SCHEMA public"))
    connection.execute(text(f"CREATE TABLE public.{UNFINISHED} ()"))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise DatabaseProblem(
            f"Basis data tujuan tidak dapat disiapkan ({type(error).__name__}). Periksa DATABASE_URL; penggunanya "
            "harus pemilik basis data itu."
        ) from error
