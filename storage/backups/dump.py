"""A copy of the whole database while it is in use, and what exactly is in the copy."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.backups.contents import Contents, contents, contents_of
from storage.backups.tools import find_tool, run_tool
from storage.errors import DatabaseProblem

SQLITE, POSTGRES = "database.sqlite", "database.dump"


def dump(url: URL, folder: Path) -> tuple[Path, Contents]:
    """Copy the database into `folder`. Raises DatabaseProblem and OSError."""
    if url.get_backend_name() == "sqlite":
        return _dump_sqlite(url, folder / SQLITE)
    try:
        return _dump_postgres(url, folder / POSTGRES)
    except SQLAlchemyError as error:
        raise DatabaseProblem(
            f"Basis data tidak dapat dibaca ({type(error).__name__}). Periksa DATABASE_URL."
        ) from error


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy by SQLite's online backup: one state of it, in one step that no writer interrupts or waits for.

    Raises DatabaseProblem where the copy is damaged.
    """
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise DatabaseProblem(f"Basis data {source.name} rusak (quick_check). Salinannya tidak disimpan.")


def _dump_sqlite(url: URL, target: Path) -> tuple[Path, Contents]:
    source = Path(str(url.database))
    if not source.exists():
        raise DatabaseProblem(f"Basis data {source} belum ada. Tidak ada yang dicadangkan.")
    try:
        copy_sqlite(source, target)
    except sqlite3.Error as error:
        raise DatabaseProblem(f"Basis data {source.name} tidak dapat disalin ({error}).") from error
    return target, contents_of(url.set(drivername="sqlite", database=str(target)))


def _dump_postgres(url: URL, target: Path) -> tuple[Path, Contents]:
    """Dump and count in one snapshot, so that the figures are the copy's to the row."""
    engine = create_engine(url.set(drivername="postgresql+psycopg"))
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            options = ("--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            run_tool(find_tool("pg_dump", connection), url, *options)
            return target, contents(connection)
    finally:
        engine.dispose()
