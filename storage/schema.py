"""Waiting for a database that is away at the start, and for a schema that another process makes."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.engine import URL

from storage.backups.unfinished import refuse_unfinished
from storage.errors import DatabaseAway
from storage.migrate import Standing, migrate, standing

log = structlog.get_logger(__name__)

#: Makes sure of the schema before the first unit of work.
SchemaReady = Callable[[URL], Awaitable[None]]
PAUSE = 1.0  #: seconds between two looks


async def migrate_at_once(url: URL) -> None:
    """Migrate. Raises DatabaseProblem where that fails."""
    await asyncio.to_thread(_migrate, url)


async def migrate_when_there(url: URL) -> None:
    """Migrate as soon as the database can be reached. Raises DatabaseProblem for any other trouble."""
    await _insist(url, _migrate)


async def wait_for_schema(url: URL) -> None:
    """Wait until the database can be reached and `tanggap migrate` has made its schema this release's or newer."""
    while await _insist(url, _stand) is Standing.BEHIND:
        log.warning("schema_behind", remedy="tanggap migrate")
        await asyncio.sleep(PAUSE)


def _stand(url: URL) -> Standing:
    stands = standing(url)
    if url.get_backend_name() != "sqlite":
        refuse_unfinished(url)
    return stands


def _migrate(url: URL) -> Standing:
    _stand(url)
    return migrate(url)


async def _insist(url: URL, look: Callable[[URL], Standing]) -> Standing:
    while True:
        try:
            return await asyncio.to_thread(look, url)
        except DatabaseAway as error:
            log.warning("database_away", problem=str(error), consequence="tried again every second")
            await asyncio.sleep(PAUSE)
