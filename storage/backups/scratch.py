"""A database for a drill: of the same kind, beside the real one, gone afterwards."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DatabaseProblem


@contextmanager
def scratch(url: URL, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database: a file in `folder`, or one more on the same server.

    Raises DatabaseProblem where that may not be made.
    """
    if url.get_backend_name() == "sqlite":
        yield url.set(database=str(folder / "drill.db")).render_as_string()
        return
    name = f"tanggap_drill_{uuid.uuid4().hex[:8]}"
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    try:
        with _may_create(), engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@contextmanager
def _may_create() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise DatabaseProblem(
            "Basis data percobaan tidak dapat dibuat. Beri haknya: ALTER ROLE … CREATEDB"
        ) from error
