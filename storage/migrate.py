"""Bringing the schema up to date."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from storage.errors import DatabaseProblem

#: PostgreSQL's lock_not_available: a long statement has the table. We stand aside for others, and try again.
LOCKED = "55P03"
LOCK_TRIES, LOCK_PAUSE = (
    20,
    2.0,
)  #: with the 5 s of storage/migrations/env.py two minutes or so; pause in seconds
SCRIPTS = Path(__file__).parent / "migrations"


def migrate(url: URL) -> None:
    """Apply every migration not yet applied. Raises DatabaseProblem where the database cannot be reached."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = create_engine(_sync(url))
    try:
        _upgrade(engine, config)
    except SQLAlchemyError as error:
        raise DatabaseProblem(
            f"Basis data tidak dapat disiapkan ({type(error).__name__}). Periksa DATABASE_URL dan hak aksesnya."
        ) from error
    finally:
        engine.dispose()


def _upgrade(engine: Engine, config: Config) -> None:
    """Apply what is missing, each migration in its own transaction; one that waits too long for a table tries again."""
    for left in reversed(range(LOCK_TRIES)):
        try:
            with engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCKED or not left:
                raise
            time.sleep(LOCK_PAUSE)
        else:
            return


def migrate_url(url: str) -> None:
    """Apply every migration to the database of that URL. Raises DatabaseProblem."""
    migrate(make_url(url))


def revision(url: URL) -> str | None:
    """Return the schema's revision, None before the first migration."""
    engine = create_engine(_sync(url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _sync(url: URL) -> URL:
    return url.set(drivername="sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg")
