"""Which chat is an officer's own: linked by a one-time code, for 90 days, as long as the account may sign in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Cipher
from storage.reach_tables import link_codes, officer_links
from storage.tables import conversations, officers

LASTS = timedelta(days=90)
CODE_LASTS = timedelta(minutes=15)
ALPHABET = "ABCDEFGHJKMNPQRSTWXYZ23456789"  #: nothing that looks like something else
CODE_LENGTH = 8  #: 29**8 are 5e11 codes, of which few live for 15 minutes
ASKED_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OfficerLink:
    """One officer's chat; `asked_…` is a command that waits for a yes to another number."""

    officer_id: str
    conversation_id: str
    channel: str
    linked_at: datetime
    disabled: bool
    asked_message_id: int | None
    asked_number: str | None
    asked_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether what comes this way counts as the officer's word."""
        return not self.disabled and now - self.linked_at < LASTS

    @property
    def ends_at(self) -> datetime:
        """When it must be made anew."""
        return self.linked_at + LASTS


class OfficerLinks:
    """The links within one unit of work; codes are kept only as keyed hashes."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def new_code(self, officer_id: str, now: datetime) -> str:
        """Draw a code in place of the one before; it is shown once and kept nowhere."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        await self._db.execute(delete(link_codes).where(link_codes.c.officer_id == officer_id))
        values = {"officer_id": officer_id, "code_hash": self._hash(code), "expires_at": now + CODE_LASTS}
        await self._db.execute(insert(link_codes).values(**values))
        return f"{code[:4]}-{code[4:]}"

    async def use_code(self, typed: str, now: datetime) -> str | None:
        """Use a code up; returns whose it is, None where it is unknown, used, over, or of a closed account."""
        c = link_codes.c
        query = (
            select(c.officer_id)
            .join(officers, officers.c.id == c.officer_id)
            .where(c.code_hash == self._hash(typed), c.expires_at > now, officers.c.disabled_at.is_(None))
        )
        officer_id = (await self._db.execute(query)).scalar_one_or_none()
        if officer_id is None:
            return None
        used = await self._db.execute(delete(link_codes).where(c.code_hash == self._hash(typed)))
        return str(officer_id) if used.rowcount == 1 else None

    async def link(self, officer_id: str, conversation_id: str, now: datetime) -> None:
        """Make this conversation the officer's own, in place of any other; it is nobody else's any more."""
        c = officer_links.c
        either = (c.officer_id == officer_id) | (c.conversation_id == conversation_id)
        await self._db.execute(delete(officer_links).where(either))
        values = {"officer_id": officer_id, "conversation_id": conversation_id, "linked_at": now}
        await self._db.execute(insert(officer_links).values(**values))

    async def unlink(self, officer_id: str) -> bool:
        """End the link, and any code; False where there was no link."""
        await self._db.execute(delete(link_codes).where(link_codes.c.officer_id == officer_id))
        gone = await self._db.execute(delete(officer_links).where(officer_links.c.officer_id == officer_id))
        return gone.rowcount == 1

    async def of_conversation(self, conversation_id: str) -> OfficerLink | None:
        """Return whose conversation it is, a link that no longer holds too."""
        return await self._one(officer_links.c.conversation_id == conversation_id)

    async def of_officer(self, officer_id: str) -> OfficerLink | None:
        """Return an officer's link, one that no longer holds too."""
        return await self._one(officer_links.c.officer_id == officer_id)

    async def ask(self, officer_id: str, message_id: int | None, number: str | None, now: datetime) -> None:
        """Remember which command waits for a yes to this number; None forgets it."""
        query = update(officer_links).where(officer_links.c.officer_id == officer_id)
        asked = {"asked_message_id": message_id, "asked_number": number, "asked_at": now}
        await self._db.execute(query.values(**asked))

    async def _one(self, condition: Any) -> OfficerLink | None:
        query = (
            select(officer_links, officers.c.disabled_at, conversations.c.channel)
            .join(officers, officers.c.id == officer_links.c.officer_id)
            .join(conversations, conversations.c.id == officer_links.c.conversation_id)
            .where(condition)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        return OfficerLink(
            row.officer_id,
            row.conversation_id,
            row.channel,
            row.linked_at,
            row.disabled_at is not None,
            row.asked_message_id,
            row.asked_number,
            row.asked_at,
        )

    def _hash(self, code: str) -> str:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        return self._cipher.fingerprint("officer-link", plain)
