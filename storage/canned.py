"""Canned replies: each agency's own, and those common to all."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.aid_tables import canned_replies
from tickets.canned import CannedReply, check, check_title

COMMON = ""  #: the agency of what is for all


class CannedReplies:
    """The canned replies within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def of(self, agencies: Sequence[str]) -> list[CannedReply]:
        """Return these agencies' own, in the order of the agencies, then the common ones."""
        c = canned_replies.c
        order = {code: n for n, code in enumerate((*agencies, COMMON))}
        query = select(canned_replies).where(c.agency.in_(list(order)), c.deleted_at.is_(None))
        rows = (await self._db.execute(query.order_by(c.position, c.title))).all()
        return sorted((_reply(row) for row in rows), key=lambda reply: order[reply.agency])

    async def get(self, reply_id: str) -> CannedReply | None:
        """Return one, None where there is none or it was removed."""
        c = canned_replies.c
        query = select(canned_replies).where(c.id == reply_id, c.deleted_at.is_(None))
        row = (await self._db.execute(query)).one_or_none()
        return _reply(row) if row else None

    async def add(
        self, agency: str, title: str, text: str, who: str, now: datetime, *, reply_id: str | None = None
    ) -> str:
        """Add one at the end; the same id again changes nothing. Raises CannedReplyError. Returns its id."""
        check_title(title)
        check(text)
        key = reply_id or uuid.uuid4().hex
        known = select(canned_replies.c.id).where(canned_replies.c.id == key)
        if (await self._db.execute(known)).first() is None:
            row = {"id": key, "agency": agency, "title": title.strip(), "text": text.strip()}
            last = await self._last_position(agency)
            values = row | {"position": last + 1, "updated_by": who, "updated_at": now}
            await self._db.execute(insert(canned_replies).values(**values))
        return key

    async def edit(
        self, reply_id: str, title: str, text: str, position: int, who: str, now: datetime
    ) -> None:
        """Change one. Raises CannedReplyError."""
        check_title(title)
        check(text)
        values = {"title": title.strip(), "text": text.strip(), "position": position}
        await self._change(reply_id, values, who, now)

    async def remove(self, reply_id: str, who: str, now: datetime) -> None:
        """Take one out of every list; its row stays."""
        await self._change(reply_id, {"deleted_at": now}, who, now)

    async def seed(self, replies: Sequence[tuple[str, str]], now: datetime) -> int:
        """Put these titles and texts in as the common ones where there never was a canned reply; returns how many."""
        if (await self._db.execute(select(canned_replies.c.id).limit(1))).first() is not None:
            return 0
        for title, text in replies:
            await self.add(COMMON, title, text, "system", now)
        return len(replies)

    async def _change(self, reply_id: str, values: dict[str, Any], who: str, now: datetime) -> None:
        c = canned_replies.c
        query = update(canned_replies).where(c.id == reply_id, c.deleted_at.is_(None))
        await self._db.execute(query.values(**values, updated_by=who, updated_at=now))

    async def _last_position(self, agency: str) -> int:
        query = select(func.max(canned_replies.c.position)).where(canned_replies.c.agency == agency)
        return int((await self._db.execute(query)).scalar_one() or 0)


def _reply(row: Any) -> CannedReply:
    return CannedReply(row.id, row.agency, row.title, row.text, row.position)
