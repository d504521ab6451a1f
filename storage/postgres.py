"""PostgreSQL's own ways: connections that notice when their server is gone, and what its errors mean."""

import asyncio
import select
import socket
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.errors import Conflict, Unstorable, is_unbindable
from storage.json_text import JSON_TEXT

CONNECT_SECONDS = 5
#: A server that vanished without a word is noticed after about 10 s, not after minutes (seconds; the last: ms).
VANISHED_SERVER = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 10_000),
)
#: What a DATABASE_URL may tell libpq, which is not at work here; asyncpg would ask the server for it.
LIBPQS = (
    *("connect_timeout", "tcp_user_timeout", "keepalives"),
    *("keepalives_idle", "keepalives_interval", "keepalives_count"),
)
#: Statements kept prepared on each connection: lists of another length are another statement.
PREPARED = 500
#: Deadlock and serialization failure: the whole unit of work may be done again.
RETRY_STATES = frozenset({"40P01", "40001"})
#: Class of the states of values that fit no column.
DATA = "22"


def postgres_engine(url: URL) -> AsyncEngine:
    """Prepare the engine; nothing is opened until the first use."""
    told = url.difference_update_query(LIBPQS)
    dsn = told.set(drivername="postgresql").render_as_string(hide_password=False)

    async def connect(**_told: object) -> Any:
        try:
            connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            # The driver leaves what the network says as it is; SQLAlchemy knows only errors of the database.
            raise dialect.dbapi.OperationalError(type(error).__name__, error) from error
        wire = _socket(connection)
        if wire.family != socket.AF_UNIX:
            for option in VANISHED_SERVER:
                wire.setsockopt(*option)
        return connection

    arguments = {"async_creator_fn": connect, "prepared_statement_cache_size": PREPARED}
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=10,
        max_overflow=5,
        connect_args=arguments,
        **JSON_TEXT,
    )
    dialect: Any = engine.dialect
    _notice_ends(engine)
    return engine


def meaning(error: DBAPIError) -> Exception | None:
    """Return the error of ours that PostgreSQL's means, Conflict or Unstorable; None for trouble of its own."""
    state: str = getattr(error.orig, "sqlstate", None) or ""
    # A migration changed what a statement was prepared for: next time it is prepared anew.
    outdated = isinstance(error, NotSupportedError)
    if isinstance(error, IntegrityError) or state in RETRY_STATES or outdated:
        return Conflict()
    if isinstance(error, ProgrammingError) or state.startswith(DATA) or is_unbindable(error):
        return Unstorable()
    return None


def _notice_ends(engine: AsyncEngine) -> None:
    """Let the pool replace connections that the server ended, without asking it by a round trip each time."""

    @event.listens_for(engine.sync_engine, "checkout")
    def _on_checkout(connection: Any, _record: object, _proxy: object) -> None:
        driver = connection.driver_connection
        if driver.is_closed():
            raise DisconnectionError
        wire = select.poll()
        wire.register(_socket(driver).fileno(), select.POLLIN)
        # A server has nothing to say to an idle connection but that it ends.
        if wire.poll(0):
            raise DisconnectionError


def _socket(connection: Any) -> socket.socket:
    """Return a connection's socket, which asyncpg has no public name for."""
    transport: asyncio.Transport = connection._transport  # noqa: SLF001
    found: socket.socket = transport.get_extra_info("socket")
    return found
