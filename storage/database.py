"""The database: opened once, written by one unit of work at a time on SQLite, by many on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from messages import Texts
from storage.cipher import Cipher
from storage.errors import Conflict, Unstorable
from storage.file_lock import file_lock
from storage.json_text import JSON_TEXT
from storage.postgres import meaning, postgres_engine
from storage.schema import SchemaReady, migrate_at_once
from storage.unit_of_work import UnitOfWork
from storage.wakeups import LocalWakeups, Wakeups

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL: a commit is on the disk before we acknowledge the message.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    # What is erased at a citizen's wish must not lie on in free pages; Debian's SQLite does so by itself.
    "PRAGMA secure_delete=ON",
)


class Database:
    """Hands out units of work. `texts` renders what is put in the outbox; `wakeups` carries what a commit rings."""

    def __init__(
        self, url: str, cipher: Cipher, *, texts: Texts | None = None, wakeups: Wakeups | None = None
    ) -> None:
        """Prepare the engines; nothing is opened until the first use."""
        self.url = _driver(make_url(url))
        self.cipher = cipher
        self._texts = texts
        self.wakeups = wakeups or LocalWakeups()
        self._writer = _engine(self.url, write=True)
        self._reader = (
            _engine(self.url, write=False) if self.is_sqlite else _without_transaction(self._writer)
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work that may write; leaving it without commit forgets everything.

        Raises Unstorable where a value fits no column, and Conflict where someone else wrote the same key
        first, or both waited for each other.
        """
        try:
            async with self._writer.connect() as connection:
                unit = UnitOfWork(connection, self.cipher, self._texts, self.wakeups)
                yield unit
        except DBAPIError as error:
            ours = _sqlites_meaning(error) if self.is_sqlite else meaning(error)
            if ours is None:
                raise
            raise ours from error

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work for reading only.

        On SQLite it sees one state of the database, on PostgreSQL each of its statements the latest.
        """
        async with self._reader.connect() as connection:
            yield UnitOfWork(connection, self.cipher, self._texts, self.wakeups)

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection outside of any transaction, for what is asked of PostgreSQL's sessions."""
        async with self._writer.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        await self._reader.dispose()


@asynccontextmanager
async def open_database(
    url: str,
    cipher: Cipher,
    *,
    texts: Texts | None = None,
    wakeups: Wakeups | None = None,
    schema_ready: SchemaReady = migrate_at_once,
) -> AsyncIterator[Database]:
    """Make sure of the schema and open. A SQLite file belongs to one process: DatabaseProblem where another has it.

    Its leases are released, since whoever held them is gone.
    """
    database = Database(url, cipher, texts=texts, wakeups=wakeups)
    async with AsyncExitStack() as stack:
        if database.is_sqlite and database.url.database:
            path = Path(database.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(file_lock(path.with_suffix(".lock")))
        await schema_ready(database.url)
        stack.push_async_callback(database.close)
        if database.is_sqlite:
            await _release_leases(database)
        yield database


async def _release_leases(database: Database) -> None:
    async with database.write() as unit:
        await unit.conversations.release_all()
        await unit.sending.release_all()
        await unit.commit()


def _driver(url: URL) -> URL:
    """Name the driver: SQLite's is the engines', PostgreSQL's that of migrations and backups, which read it, too."""
    name = "sqlite+aiosqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return url.set(drivername=name)


def _engine(url: URL, *, write: bool) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return postgres_engine(url)
    engine = create_async_engine(url, pool_size=1 if write else 4, max_overflow=0, **JSON_TEXT)
    _speak_sqlite(engine, "BEGIN IMMEDIATE" if write else "BEGIN")
    return engine


def _without_transaction(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine for reading, over the same connections.

    A read needs no BEGIN and no ROLLBACK.
    """
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _speak_sqlite(engine: AsyncEngine, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # The driver would open transactions by itself, and never IMMEDIATE ones.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _sqlites_meaning(error: DBAPIError) -> Exception | None:
    if isinstance(error, IntegrityError):
        return Conflict()
    # A value that it cannot bind SQLite's driver calls an error of its interface.
    return Unstorable() if isinstance(error, DataError | ProgrammingError | InterfaceError) else None
