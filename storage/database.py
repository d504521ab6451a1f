"""The database: opened once, written by one unit of work at a time on SQLite, by many on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from messages import Texts
from storage.cipher import Cipher
from storage.errors import Conflict, Unstorable
from storage.file_lock import file_lock
from storage.schema import SchemaReady, migrate_at_once
from storage.unit_of_work import UnitOfWork
from storage.wakeups import LocalWakeups, Wakeups

#: PostgreSQL's deadlock and serialization failure: the whole unit of work may be done again.
RETRY_STATES = frozenset({"40P01", "40001"})
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
        self._reader = _engine(self.url, write=False) if self.is_sqlite else self._writer

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
        except IntegrityError as error:
            raise Conflict from error
        except (DataError, ProgrammingError) as error:
            raise Unstorable from error
        except InterfaceError as error:
            # SQLite's driver calls a value it cannot bind so; PostgreSQL's means a lost connection by it.
            if self.is_sqlite:
                raise Unstorable from error
            raise
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) in RETRY_STATES:
                raise Conflict from error
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work for reading only; it sees one state of the database."""
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
    name = "sqlite+aiosqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return url.set(drivername=name)


def _engine(url: URL, *, write: bool) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, max_overflow=5, pool_pre_ping=True)
    engine = create_async_engine(url, pool_size=1 if write else 4, max_overflow=0)
    _speak_sqlite(engine, "BEGIN IMMEDIATE" if write else "BEGIN")
    return engine


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
