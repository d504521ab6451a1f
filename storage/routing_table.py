"""The routing table, in versions: what was in force when a case was routed can always be told."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import agencies, routing_versions
from tickets.routing import Agency, Routing

LISTS = ("topics", "areas", "sensitive")


class RoutingTable:
    """The routing table within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def current_version(self, *, lock: bool = False) -> int:
        """Return the version in force, 0 before the first import; `lock` lets nobody else add one until the commit."""
        query = select(func.max(routing_versions.c.version))
        version = (await self._db.execute(query)).scalar_one() or 0
        if lock and version:
            row = select(routing_versions.c.version).where(routing_versions.c.version == version)
            await self._db.execute(row.with_for_update())
            version = (await self._db.execute(query)).scalar_one()
        return int(version)

    async def current(self) -> Routing | None:
        """Return the routing in force, None before the first import."""
        found = await self.version(await self.current_version())
        return found[0] if found else None

    async def version(self, version: int) -> tuple[Routing, str, datetime] | None:
        """Return one version, who put it in force and when."""
        query = select(routing_versions).where(routing_versions.c.version == version)
        head = (await self._db.execute(query)).one_or_none()
        if head is None:
            return None
        rows = await self._db.execute(
            select(agencies).where(agencies.c.version == version).order_by(agencies.c.position)
        )
        routing = Routing({row.code: _agency(row) for row in rows.all()}, head.triage, version)
        return routing, head.actor, head.created_at

    async def versions(self, limit: int, before: int | None = None) -> list[int]:
        """Return the newest versions' numbers (older than `before`), the newest first."""
        query = select(routing_versions.c.version).order_by(routing_versions.c.version.desc()).limit(limit)
        if before is not None:
            query = query.where(routing_versions.c.version < before)
        return list((await self._db.execute(query)).scalars())

    async def add_version(self, routing: Routing, actor: str, now: datetime) -> int:
        """Put a new version in force; older ones stay to be read."""
        row = insert(routing_versions).values(triage=routing.triage, actor=actor, created_at=now)
        version = int((await self._db.execute(row.returning(routing_versions.c.version))).scalar_one())
        for position, agency in enumerate(routing.agencies.values()):
            values = {name: getattr(agency, name) for name in Agency.__slots__}
            values |= {name: list(values[name]) for name in LISTS}
            await self._db.execute(insert(agencies).values(version=version, position=position, **values))
        return version


def _agency(row: object) -> Agency:
    values = {name: getattr(row, name) for name in Agency.__slots__}
    return Agency(**values | {name: tuple(values[name]) for name in LISTS})
