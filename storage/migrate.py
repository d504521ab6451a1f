"""Bringing the schema up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DatabaseProblem

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(url: URL) -> None:
    """Apply every migration not yet applied. Raises DatabaseProblem where the database cannot be reached."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = create_engine(_sync(url))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise DatabaseProblem(
            f"Basis data tidak dapat disiapkan ({type(error).__name__}). Periksa DATABASE_URL dan hak aksesnya."
        ) from error
    finally:
        engine.dispose()


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
