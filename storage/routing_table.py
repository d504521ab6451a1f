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

    async def current_version(self) -> int:
        """Return the version in force, 0 before the first import."""
        return (await self._db.execute(select(func.max(routing_versions.c.version)))).scalar_one() or 0

    async def current(self) -> Routing | None:
        """Return the routing in force, None before the first import."""
        version = await self.current_version()
        if not version:
            return None
        query = select(routing_versions.c.triage).where(routing_versions.c.version == version)
        triage = (await self._db.execute(query)).scalar_one()
        rows = await self._db.execute(
            select(agencies).where(agencies.c.version == version).order_by(agencies.c.position)
        )
        return Routing({row.code: _agency(row) for row in rows.all()}, triage, version)

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
