"""What a database holds, in figures that must be the same before and after: its schema, rows, and a sum of tickets."""

import hashlib
from dataclasses import dataclass

from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, func, inspect, select, table, text
from sqlalchemy.engine import URL

from storage.backups.unfinished import UNFINISHED

#: No tables of the product: pieces of a search index, months of one table, the mark of a restore.
OWN = ("case_fts", "raw_bodies_", UNFINISHED)
AT_ONCE = 5_000
#: Every column of every ticket, and how far its history goes.
TICKETS = text(
    "SELECT t.*, e.n, e.last FROM tickets t LEFT JOIN "
    "(SELECT ticket_id, count(*) AS n, max(id) AS last FROM ticket_events GROUP BY ticket_id) e "
    "ON e.ticket_id = t.id"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The schema's revision, rows of each table, and the tickets' sum (64 hex digits)."""

    revision: str
    rows: dict[str, int]
    tickets: str


def contents(connection: Connection) -> Contents:
    """Count and sum within the connection's transaction; some seconds for a million tickets."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    names = [name for name in inspect(connection).get_table_names() if not name.startswith(OWN)]
    rows = {
        name: int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())
        for name in sorted(names)
    }
    schema = MigrationContext.configure(connection).get_current_revision()
    return Contents(str(schema), rows, _sum(connection))


def contents_of(url: URL) -> Contents:
    """Count and sum a whole database, `url` naming a synchronous driver."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return contents(connection)
    finally:
        engine.dispose()


def _sum(connection: Connection) -> str:
    """Add up every ticket's SHA-256: the order of rows is no matter, and nothing is sorted or kept in memory."""
    total = 0
    found = connection.execution_options(yield_per=AT_ONCE).execute(TICKETS)
    for row in found:
        total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
    return f"{total % 2**256:064x}"
