"""Officers' sessions: where someone is signed in, since when, and how it ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import officer_sessions, officers

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One browser signed in; `pending` until the second factor is given. The id is no token."""

    id: str
    officer_id: str
    device: str
    created_at: datetime
    seen_at: datetime
    pending: bool


class StaffSessions:
    """Sessions within one unit of work; tokens are kept only as hashes."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def open(
        self, officer_id: str, now: datetime, lasts: timedelta, device: str = "", *, pending: bool = False
    ) -> str:
        """Open a session; returns the token, which is kept nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        values = {"created_at": now, "seen_at": now, "expires_at": now + lasts, "device": device[:120]}
        row = insert(officer_sessions).values(
            token_hash=_hash(token), officer_id=officer_id, pending=pending, **values
        )
        await self._db.execute(row)
        return token

    async def find(self, token: str, now: datetime) -> Session | None:
        """Return the session of an account that may log in, None where it is none or over."""
        s = officer_sessions.c
        query = select(officer_sessions).join(officers, officers.c.id == s.officer_id)
        row = await self._db.execute(
            query.where(s.token_hash == _hash(token), s.expires_at > now, officers.c.disabled_at.is_(None))
        )
        found = row.one_or_none()
        return _session(found) if found else None

    async def of(self, officer_id: str, now: datetime) -> list[Session]:
        """Return an officer's sessions, the latest seen first."""
        s = officer_sessions.c
        query = select(officer_sessions).where(
            s.officer_id == officer_id, s.expires_at > now, s.pending.is_(False)
        )
        return [_session(row) for row in (await self._db.execute(query.order_by(s.seen_at.desc()))).all()]

    async def seen(self, session_id: str, now: datetime) -> None:
        """Note that the session is in use."""
        query = update(officer_sessions).where(officer_sessions.c.token_hash == session_id)
        await self._db.execute(query.values(seen_at=now))

    async def close(self, token: str) -> None:
        """End the session of a token."""
        await self._db.execute(delete(officer_sessions).where(officer_sessions.c.token_hash == _hash(token)))

    async def end(self, officer_id: str, session_id: str) -> bool:
        """End one of an officer's sessions; False where it is not theirs."""
        s = officer_sessions.c
        query = delete(officer_sessions).where(s.officer_id == officer_id, s.token_hash == session_id)
        return (await self._db.execute(query)).rowcount == 1

    async def end_all(self, officer_id: str, *, but: str = "") -> int:
        """End an officer's sessions, except session `but`; returns how many."""
        s = officer_sessions.c
        query = delete(officer_sessions).where(s.officer_id == officer_id, s.token_hash != but)
        return (await self._db.execute(query)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _session(row: Any) -> Session:
    return Session(row.token_hash, row.officer_id, row.device, row.created_at, row.seen_at, row.pending)
