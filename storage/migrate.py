"""Bringing the schema up to date, by one process at a time, beside others of this release or the one before."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from storage.errors import DatabaseAway, DatabaseProblem

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 0x7A66A9  #: PostgreSQL's advisory lock of whoever migrates; any number, the same in every release
LOCK_PAUSE = 0.2  #: seconds
CONNECT_SECONDS = 5


class Standing(StrEnum):
    """How the database's schema stands to this release's."""

    BEHIND = "behind"
    CURRENT = "current"
    #: Of a newer release: migrations only add, so this one goes on until it is replaced.
    AHEAD = "ahead"


def migrate(url: URL) -> Standing:
    """Apply what is not yet applied; returns how the schema stood before. A newer one is left as it is.

    Raises DatabaseAway where the database cannot be reached, DatabaseProblem where it refuses.
    """
    with _engine(url) as engine, _alone(engine):
        with engine.begin() as connection:
            stood = _standing(connection)
            if stood is Standing.BEHIND:
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        return stood


def migrate_url(url: str) -> Standing:
    """Apply every migration to the database of that URL. Raises DatabaseProblem."""
    return migrate(make_url(url))


def standing(url: URL) -> Standing:
    """Say how the schema stands. Raises DatabaseAway and DatabaseProblem."""
    with _engine(url) as engine, engine.connect() as connection:
        return _standing(connection)


def revision(url: URL) -> str | None:
    """Return the schema's revision, None before the first migration."""
    engine = create_engine(_sync(url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _standing(connection: Connection) -> Standing:
    found = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    if found == scripts.get_current_head():
        return Standing.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Standing.BEHIND if found is None or found in known else Standing.AHEAD


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep other migrating processes out; SQLite's file has one process anyway.

    The lock is tried for, never waited for: a waiting session would hold up CREATE INDEX CONCURRENTLY.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LOCK})").scalar():
            time.sleep(LOCK_PAUSE)
        try:
            yield
        finally:
            connection.invalidate()  # a session that ends gives its locks back


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    arguments = {} if url.get_backend_name() == "sqlite" else {"connect_timeout": CONNECT_SECONDS}
    engine = create_engine(_sync(url), connect_args=arguments)
    try:
        yield engine
    except SQLAlchemyError as error:
        if isinstance(error, OperationalError) and engine.dialect.name != "sqlite":
            raise DatabaseAway(
                f"Basis data tidak dapat dihubungi ({_last_line(error)}). Periksa DATABASE_URL dan peladennya."
            ) from error
        raise DatabaseProblem(
            f"Basis data tidak dapat disiapkan ({type(error).__name__}). Periksa DATABASE_URL dan hak aksesnya."
        ) from error
    finally:
        engine.dispose()


def _last_line(error: OperationalError) -> str:
    """Return what the server or the network said last; it may name the database and its user, never a password."""
    return str(error.orig).strip().rpartition("\n")[2].strip()


def _sync(url: URL) -> URL:
    return url.set(drivername="sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg")
