"""The mark of a restore that is under way on PostgreSQL, or was killed: nothing may start on such a database."""

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage.errors import DatabaseProblem

#: A table made before anything else, and dropped by the commit that ends the restore.
UNFINISHED = "restore_unfinished"


def refuse_unfinished(url: URL) -> None:
    """Raise DatabaseProblem where a restore was begun and not finished; `url` names psycopg's driver."""
    engine = create_engine(url)
    try:
        unfinished = inspect(engine).has_table(UNFINISHED)
    except SQLAlchemyError:
        return  # whoever opens the database next says what is wrong
    finally:
        engine.dispose()
    if unfinished:
        raise DatabaseProblem("Pemulihan basis data ini terhenti. Jalankan lagi: tanggap restore … --replace")
