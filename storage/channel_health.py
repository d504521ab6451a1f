"""How each channel fares, kept where every process can read it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import ChannelCheck
from storage.channel_tables import channel_health
from storage.journal import storable
from storage.upsert import upsert

LONGEST_TROUBLE = 200


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """One channel: when its last delivery was accepted, when its service was asked last, and what it said."""

    channel: str
    scope: str
    heard_at: datetime | None
    checked_at: datetime | None
    check: ChannelCheck


class ChannelHealths:
    """How channels fare, within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def heard(self, channel: str, scope: str, at: datetime) -> None:
        """Keep when a delivery was accepted; an earlier moment changes nothing."""
        known = channel_health.c.heard_at
        later = known.is_not(None) & (known >= at)
        await upsert(self._db, channel_health, _key(channel, scope), {"heard_at": at}, unless=later)

    async def checked(self, channel: str, scope: str, check: ChannelCheck, at: datetime) -> None:
        """Keep what the service said, in place of what it said before."""
        kept = replace(check, trouble=storable(check.trouble)[:LONGEST_TROUBLE])
        await upsert(self._db, channel_health, _key(channel, scope), asdict(kept) | {"checked_at": at})

    async def keep_only(self, ours: Sequence[tuple[str, str]]) -> None:
        """Forget channels that are not set up any more; `ours` are pairs of channel and scope."""
        c = channel_health.c
        await self._db.execute(delete(channel_health).where(tuple_(c.channel, c.scope).not_in(ours)))

    async def all(self) -> list[ChannelHealth]:
        """Return every channel that was heard or asked since it was set up."""
        rows = await self._db.execute(select(channel_health).order_by(channel_health.c.channel))
        return [
            ChannelHealth(
                row.channel,
                row.scope,
                row.heard_at,
                row.checked_at,
                ChannelCheck(row.token_valid, row.token_expires_at, row.subscribed, row.waiting, row.trouble),
            )
            for row in rows
        ]


def _key(channel: str, scope: str) -> dict[str, object]:
    return {"channel": channel, "scope": scope}
