"""Officers and invitations; tokens are kept only as hashes."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.people_tables import officer_agencies
from storage.tables import invitations, officers

TOKEN_BYTES = 32


class Role(StrEnum):
    """What an officer may do."""

    OFFICER = "officer"  #: sees and works the own agencies' cases
    HEAD = "head"  #: as an officer, and sees the agencies' figures and late cases
    TRIAGE = "triage"  #: sees every case that is not secret, passes on what has no owner
    SUPERVISOR = "supervisor"  #: reads every case that is not secret, and the audit log; changes nothing
    TRAINER = "trainer"  #: labels and lexicon only; sees no case and no identity
    ADMIN = "admin"  #: accounts and settings; sees no case


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer's account; `agency` is the home agency, None for roles of no agency, `more` any others."""

    id: str
    username: str
    name: str
    role: Role
    agency: str | None
    more: tuple[str, ...] = ()

    @property
    def agencies(self) -> tuple[str, ...]:
        """The codes of all agencies this person works for, the home agency first."""
        return (self.agency, *self.more) if self.agency else self.more


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
        values = {name: getattr(officer, name) for name in ("id", "username", "name", "role", "agency")}
        await self._db.execute(insert(officers).values(**values, password_hash=password_hash, created_at=now))
        return officer

    async def by_username(self, username: str) -> tuple[Officer, str] | None:
        """Return an account that may log in and its password hash."""
        c = officers.c
        query = select(officers).where(c.username == username.strip().lower(), c.disabled_at.is_(None))
        row = (await self._db.execute(query)).one_or_none()
        return (_officer(row, await self._more(row.id)), row.password_hash) if row else None

    async def get(self, officer_id: str) -> Officer | None:
        """Return an account, a disabled one too."""
        row = (await self._db.execute(select(officers).where(officers.c.id == officer_id))).one_or_none()
        return _officer(row, await self._more(row.id)) if row else None

    async def password_hash(self, officer_id: str) -> str | None:
        """Return an account's password hash, to ask for the password once more."""
        query = select(officers.c.password_hash).where(officers.c.id == officer_id)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def is_disabled(self, officer_id: str) -> bool:
        """Whether the account is closed."""
        query = select(officers.c.disabled_at).where(officers.c.id == officer_id)
        return (await self._db.execute(query)).scalar_one_or_none() is not None

    async def everyone(self, *, disabled: bool = False) -> list[Officer]:
        """Return every account that may log in, or every disabled one."""
        c = officers.c
        query = select(officers).where(c.disabled_at.is_not(None) if disabled else c.disabled_at.is_(None))
        rows = (await self._db.execute(query.order_by(c.username))).all()
        return [_officer(row, await self._more(row.id)) for row in rows]

    async def count(self) -> int:
        """Return how many accounts there are, disabled ones too."""
        return int((await self._db.execute(select(func.count()).select_from(officers))).scalar_one())

    async def names(self, ids: set[str]) -> dict[str, str]:
        """Return the names behind officers' ids."""
        query = select(officers.c.id, officers.c.name).where(officers.c.id.in_(ids))
        return {row.id: row.name for row in (await self._db.execute(query)).all()}

    async def edit(self, officer_id: str, role: Role, agency: str | None, more: Iterable[str] = ()) -> None:
        """Give an account another role, home agency and further agencies."""
        query = update(officers).where(officers.c.id == officer_id)
        await self._db.execute(query.values(role=role, agency=agency))
        await self._db.execute(delete(officer_agencies).where(officer_agencies.c.officer_id == officer_id))
        rows = [{"officer_id": officer_id, "agency": code} for code in sorted(set(more) - {agency})]
        if rows:
            await self._db.execute(insert(officer_agencies), rows)

    async def disable(self, officer_id: str, now: datetime | None) -> None:
        """Close an account; None opens it again. Its sessions are ended by whoever closes it."""
        await self._db.execute(update(officers).where(officers.c.id == officer_id).values(disabled_at=now))

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

    async def _more(self, officer_id: str) -> tuple[str, ...]:
        c = officer_agencies.c
        query = select(c.agency).where(c.officer_id == officer_id).order_by(c.agency)
        return tuple((await self._db.execute(query)).scalars())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _officer(row: Any, more: tuple[str, ...]) -> Officer:
    return Officer(row.id, row.username, row.name, Role(row.role), row.agency, more)
