"""Officers, their sessions and invitations; tokens are kept only as hashes."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import invitations, officer_sessions, officers

TOKEN_BYTES = 32


class Role(StrEnum):
    """What an officer may do."""

    ADMIN = "admin"  #: accounts and settings; sees no case
    TRIAGE = "triage"  #: sees every ordinary case, passes on what has no owner
    OFFICER = "officer"  #: sees the own agency's cases


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer's account; `agency` is None for administrators only."""

    id: str
    username: str
    name: str
    role: Role
    agency: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link's promise of an account."""

    role: Role
    agency: str | None


class Staff:
    """The accounts within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def add(
        self, username: str, name: str, password_hash: str, role: Role, agency: str | None, now: datetime
    ) -> Officer:
        """Create an account. A username taken raises Conflict at the end of the unit of work."""
        officer = Officer(uuid.uuid4().hex, username.strip().lower(), name.strip(), role, agency)
        values = {name: getattr(officer, name) for name in Officer.__slots__}
        await self._db.execute(insert(officers).values(**values, password_hash=password_hash, created_at=now))
        return officer

    async def by_username(self, username: str) -> tuple[Officer, str] | None:
        """Return an account that may log in and its password hash."""
        c = officers.c
        query = select(officers).where(c.username == username.strip().lower(), c.disabled_at.is_(None))
        row = (await self._db.execute(query)).one_or_none()
        return (_officer(row), row.password_hash) if row else None

    async def everyone(self) -> list[Officer]:
        """Return every account that may log in."""
        query = select(officers).where(officers.c.disabled_at.is_(None)).order_by(officers.c.username)
        return [_officer(row) for row in (await self._db.execute(query)).all()]

    async def count(self) -> int:
        """Return how many accounts there are, disabled ones too."""
        return int((await self._db.execute(select(func.count()).select_from(officers))).scalar_one())

    async def names(self, ids: set[str]) -> dict[str, str]:
        """Return the names behind officers' ids."""
        query = select(officers.c.id, officers.c.name).where(officers.c.id.in_(ids))
        return {row.id: row.name for row in (await self._db.execute(query)).all()}

    async def log_in(self, officer: Officer, now: datetime, lasts: timedelta) -> str:
        """Open a session; returns the token, which is kept nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = insert(officer_sessions).values(
            token_hash=_hash(token),
            officer_id=officer.id,
            created_at=now,
            seen_at=now,
            expires_at=now + lasts,
        )
        await self._db.execute(row)
        return token

    async def who(self, token: str, now: datetime) -> Officer | None:
        """Return whose session this is, None where it is none or over."""
        s, o = officer_sessions.c, officers.c
        query = (
            select(officers)
            .join(officer_sessions, s.officer_id == o.id)
            .where(s.token_hash == _hash(token), s.expires_at > now, o.disabled_at.is_(None))
        )
        row = (await self._db.execute(query)).one_or_none()
        return _officer(row) if row else None

    async def log_out(self, token: str) -> None:
        """End a session."""
        await self._db.execute(delete(officer_sessions).where(officer_sessions.c.token_hash == _hash(token)))

    async def invite(self, role: Role, agency: str | None, now: datetime, lasts: timedelta) -> str:
        """Make a one-time invitation; returns its token."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = insert(invitations).values(
            token_hash=_hash(token), role=role, agency=agency, created_at=now, expires_at=now + lasts
        )
        await self._db.execute(row)
        return token

    async def invitation(self, token: str, now: datetime) -> Invitation | None:
        """Return what a token promises, None where it is unknown, used or over."""
        c = invitations.c
        query = select(invitations).where(
            c.token_hash == _hash(token), c.used_at.is_(None), c.expires_at > now
        )
        row = (await self._db.execute(query)).one_or_none()
        return Invitation(Role(row.role), row.agency) if row else None

    async def use_invitation(self, token: str, now: datetime) -> bool:
        """Use an invitation up; False where someone was faster."""
        c = invitations.c
        query = update(invitations).where(c.token_hash == _hash(token), c.used_at.is_(None))
        return (await self._db.execute(query.values(used_at=now))).rowcount == 1


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _officer(row: Any) -> Officer:
    return Officer(row.id, row.username, row.name, Role(row.role), row.agency)
