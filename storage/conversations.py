"""Conversations: whose turn it is, who owns them, and what the dialogue remembers."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.contacts import Known
from storage.errors import LeaseLost
from storage.tables import conversations
from storage.wrong_clock import is_past

BOT = "bot"
OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One citizen on one channel; `owner` is "bot" or "officer"."""

    id: str
    contact_id: str
    address_id: int
    channel: str
    scope: str
    owner: str
    owner_epoch: int
    owner_agency: str | None
    owner_ticket_id: str | None
    tracker: dict[str, Any] | None
    last_inbound_at: datetime | None
    lease_token: int


class Conversations:
    """The conversations within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def find_or_open(self, known: Known, channel: str, scope: str, thread: str, now: datetime) -> str:
        """Return the contact's conversation on this channel and thread; its replies go to the latest address."""
        row = await self._find(known.contact_id, channel, scope, thread)
        if row is None:
            return await self._open(known, channel, scope, thread, now)
        if row.address_id != known.address_id:
            await self._set(row.id, address_id=known.address_id)
        return str(row.id)

    async def get(self, conversation_id: str) -> Conversation:
        """Return one conversation."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        return _conversation((await self._db.execute(query)).one())

    async def next_sequence(self, conversation_id: str, provider_time: datetime) -> int:
        """Count one message in and note when the citizen last wrote; a late redelivery never turns that back."""
        c = conversations.c
        latest = case((c.last_inbound_at > provider_time, c.last_inbound_at), else_=provider_time)
        query = (
            update(conversations)
            .where(c.id == conversation_id)
            .values(last_sequence=c.last_sequence + 1, last_inbound_at=latest)
            .returning(c.last_sequence)
        )
        return int((await self._db.execute(query)).scalar_one())

    async def work_is_due(self, conversation_id: str, at: datetime | None) -> None:
        """Say when the conversation next has work; None where it has none."""
        await self._set(conversation_id, work_at=at)

    async def hasten(self, conversation_id: str, at: datetime) -> None:
        """There is work at `at`; where there is earlier work already, that stands."""
        c = conversations.c
        query = update(conversations).where(c.id == conversation_id, (c.work_at.is_(None)) | (c.work_at > at))
        await self._db.execute(query.values(work_at=at))

    async def has_due(self, now: datetime) -> bool:
        """Whether some conversation has work that nobody is at."""
        c = conversations.c
        query = select(c.id).where(*_is_due(now))
        return (await self._db.execute(query.limit(1))).first() is not None

    async def claim(self, now: datetime, lease: timedelta) -> Conversation | None:
        """Take the conversation whose work waits longest; None where nothing is due."""
        c = conversations.c
        query = (
            select(conversations)
            .where(*_is_due(now))
            .order_by(c.work_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._db.execute(query)).one_or_none()
        if row is None:
            return None
        token = row.lease_token + 1
        await self._set(row.id, leased_until=now + lease, lease_token=token)
        claimed = {**row._mapping, "lease_token": token}  # noqa: SLF001 - SQLAlchemy's public name for it
        return _conversation(claimed)

    async def check_lease(self, conversation_id: str, token: int) -> Conversation:
        """Lock the conversation and return it. Raises LeaseLost where another worker has it."""
        c = conversations.c
        query = select(conversations).where(c.id == conversation_id, c.lease_token == token)
        row = (await self._db.execute(query.with_for_update())).one_or_none()
        if row is None:
            raise LeaseLost
        return _conversation(row)

    async def extend(self, conversation_id: str, token: int, until: datetime) -> bool:
        """Prolong a lease; False where it is no longer ours: given back, or another worker's."""
        c = conversations.c
        ours = (c.id == conversation_id, c.lease_token == token, c.leased_until.is_not(None))
        query = update(conversations).where(*ours).values(leased_until=until)
        return bool((await self._db.execute(query)).rowcount)

    async def release(self, conversation_id: str, token: int) -> None:
        """Give the conversation back. Raises LeaseLost."""
        c = conversations.c
        query = update(conversations).where(c.id == conversation_id, c.lease_token == token)
        if (await self._db.execute(query.values(leased_until=None))).rowcount != 1:
            raise LeaseLost

    async def release_all(self) -> None:
        """Give everything back; only for a database that no other process has."""
        await self._db.execute(update(conversations).values(leased_until=None))

    async def remember(self, conversation_id: str, tracker: dict[str, Any]) -> None:
        """Keep the dialogue's state."""
        await self._set(conversation_id, tracker=tracker)

    async def take_over(self, conversation_id: str, agency: str, ticket_id: str) -> None:
        """Silence the bot; the citizen's words go to this ticket. Every change of owner counts the epoch up."""
        await self._own(conversation_id, OFFICER, agency, ticket_id)

    async def let_go(self, ticket_id: str) -> None:
        """Let the bot speak again wherever officers held a conversation for this ticket."""
        c = conversations.c
        query = select(c.id).where(c.owner_ticket_id == ticket_id, c.owner == OFFICER)
        for conversation_id in (await self._db.execute(query)).scalars().all():
            await self.hand_back(conversation_id)

    async def hand_back(self, conversation_id: str) -> None:
        """Let the bot speak again."""
        await self._own(conversation_id, BOT, None, None)

    async def readdress_all(self, known: Known, channel: str, scope: str) -> None:
        """Send every reply to a contact on this channel to another of its addresses."""
        c = conversations.c
        query = update(conversations).where(
            c.contact_id == known.contact_id, c.channel == channel, c.scope == scope
        )
        await self._db.execute(query.values(address_id=known.address_id))

    async def readdress(self, conversation_id: str, address_id: int) -> None:
        """Send replies to another address of the same contact."""
        await self._set(conversation_id, address_id=address_id)

    async def _own(self, conversation_id: str, owner: str, agency: str | None, ticket_id: str | None) -> None:
        epoch = conversations.c.owner_epoch + 1
        values = {"owner": owner, "owner_agency": agency, "owner_ticket_id": ticket_id}
        await self._set(conversation_id, owner_epoch=epoch, **values)

    async def _find(self, contact_id: str, channel: str, scope: str, thread: str) -> Row[Any, Any] | None:
        c = conversations.c
        query = select(c.id, c.address_id).where(
            c.contact_id == contact_id, c.channel == channel, c.scope == scope, c.thread == thread
        )
        return (await self._db.execute(query)).one_or_none()

    async def _open(self, known: Known, channel: str, scope: str, thread: str, now: datetime) -> str:
        conversation_id = uuid.uuid4().hex
        values = {"contact_id": known.contact_id, "address_id": known.address_id, "created_at": now}
        row = insert(conversations).values(
            id=conversation_id, channel=channel, scope=scope, thread=thread, **values
        )
        await self._db.execute(row)
        return conversation_id

    async def _set(self, conversation_id: str, **values: object) -> None:
        query = update(conversations).where(conversations.c.id == conversation_id)
        await self._db.execute(query.values(**values))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a conversation fit to be worked: there is work, and nobody is at it."""
    c = conversations.c
    return is_past(c.work_at, now), c.leased_until.is_(None) | is_past(c.leased_until, now)


def _conversation(row: Any) -> Conversation:
    values = row if isinstance(row, dict) else row._mapping  # noqa: SLF001
    return Conversation(**{name: values[name] for name in Conversation.__slots__})
