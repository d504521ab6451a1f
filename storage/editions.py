"""House documents in editions: what was in force, since when, and who saved it can always be told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.edition_tables import editions
from storage.errors import Conflict
from storage.routing_table import RoutingTable
from tickets.document import Body, DocumentKind
from tickets.routing_sheet import body_of, parse


@dataclass(frozen=True, slots=True)
class Edition:
    """One document as it was saved; `actor` is an officer's id, "cli" or "system". Version 0 is a preset's seed."""

    kind: DocumentKind
    version: int
    body: Body
    actor: str = "system"
    created_at: datetime | None = None


class Editions:
    """The documents within one unit of work; the routing table keeps its own versions and looks the same here."""

    def __init__(self, connection: AsyncConnection, routing: RoutingTable) -> None:
        """Work on this connection."""
        self._db = connection
        self._routing = routing

    async def current(self, kind: DocumentKind) -> Edition | None:
        """Return the edition in force, None where nobody has saved one."""
        if kind is DocumentKind.ROUTING:
            return await self.edition(kind, await self._routing.current_version())
        query = select(editions).where(editions.c.kind == kind).order_by(editions.c.version.desc()).limit(1)
        row = (await self._db.execute(query)).one_or_none()
        return _edition(row) if row else None

    async def edition(self, kind: DocumentKind, version: int) -> Edition | None:
        """Return one edition."""
        if kind is DocumentKind.ROUTING:
            return await self._routed(version)
        query = select(editions).where(editions.c.kind == kind, editions.c.version == version)
        row = (await self._db.execute(query)).one_or_none()
        return _edition(row) if row else None

    async def history(self, kind: DocumentKind, limit: int = 50, before: int | None = None) -> list[Edition]:
        """Return the newest editions (older than `before`), the newest first."""
        if kind is DocumentKind.ROUTING:
            found = [await self._routed(version) for version in await self._routing.versions(limit, before)]
            return [edition for edition in found if edition]
        query = select(editions).where(editions.c.kind == kind).order_by(editions.c.version.desc())
        if before is not None:
            query = query.where(editions.c.version < before)
        return [_edition(row) for row in (await self._db.execute(query.limit(limit))).all()]

    async def add(
        self, kind: DocumentKind, body: Body, actor: str, now: datetime, expected_version: int
    ) -> int:
        """Put a new edition in force and return its version.

        Raises Conflict where another than `expected_version` is in force by now (0: none is).
        """
        if kind is DocumentKind.ROUTING:
            if await self._routing.current_version(lock=True) != expected_version:
                raise Conflict
            return await self._routing.add_version(parse(body), actor, now)
        query = select(func.max(editions.c.version)).where(editions.c.kind == kind)
        version = (await self._db.execute(query)).scalar_one() or 0
        if version != expected_version:
            raise Conflict
        values = {"kind": kind, "version": version + 1, "body": body, "actor": actor, "created_at": now}
        await self._db.execute(insert(editions).values(**values))
        return version + 1

    async def _routed(self, version: int) -> Edition | None:
        found = await self._routing.version(version)
        if found is None:
            return None
        routing, actor, created_at = found
        return Edition(DocumentKind.ROUTING, version, body_of(routing), actor, created_at)


def _edition(row: Any) -> Edition:
    return Edition(DocumentKind(row.kind), row.version, row.body, row.actor, row.created_at)
