"""Conversations: whose turn it is, who owns them, and what the dialogue remembers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.contacts import Known
from storage.errors import LeaseLost
from storage.journal import WAITS
from storage.tables import conversations
from storage.tables import inbound_messages as messages
from storage.wrong_clock import has_come, moments

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose conversation is wanted, and where; replies go to the address of `known`."""

    known: Known
    channel: str
    scope: str
    thread: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation while messages are counted into it; `sequence` is the number of its last one."""

    id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class CountedIn:
    """One more message of a conversation: its number, where it came from, and when it asks for work, if it does."""

    conversation_id: str
    sequence: int
    address_id: int
    provider_time: datetime
    work_at: datetime | None


class Conversations:
    """The conversations within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on this connection."""
        self._db = connection

    async def find_or_open(self, known: Known, channel: str, scope: str, thread: str, now: datetime) -> str:
        """Return the contact's conversation on this channel and thread; its replies go to the latest address."""
        conversation_id = (await self.find_or_open_all([Wanted(known, channel, scope, thread)], now))[0]
        await self.readdress(conversation_id, known.address_id)
        return conversation_id

    async def find_or_open_all(self, wanted: Sequence[Wanted], now: datetime) -> list[str]:
        """Return the id of each conversation; each contact is named once."""
        people = {"contacts": [one.known.contact_id for one in wanted]}
        rows = (await self._db.execute(_of_contacts(), people)).all()
        found = {(r.contact_id, r.channel, r.scope, r.thread): str(r.id) for r in rows}
        missing = [one for one in wanted if _key(one) not in found]
        if missing:
            opened = {_key(one): uuid.uuid4().hex for one in missing}
            await self._open([(opened[_key(one)], one) for one in missing], now)
            found |= opened
        return [found[_key(one)] for one in wanted]

    async def hold(self, conversation_ids: Sequence[str], *, patient: bool) -> dict[str, Talk]:
        """Lock conversations to count messages in; without `patient` those that somebody else holds are left out."""
        rows = await self._db.execute(_hold(patient=patient), {"conversations": conversation_ids})
        return {row.id: Talk(row.id, row.last_sequence) for row in rows.all()}

    async def count_in(self, messages: Sequence[CountedIn]) -> None:
        """Note when the citizen last wrote, and the work; a late redelivery never turns the one or the other back.

        Each conversation is named once, and held.
        """
        rows = [
            {
                "conversation": one.conversation_id,
                "sequence": one.sequence,
                "address": one.address_id,
                "written": one.provider_time,
                "at": one.work_at,
            }
            for one in messages
        ]
        await self._db.execute(_count_in(), rows)

    async def get(self, conversation_id: str) -> Conversation:
        """Return one conversation."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        return _conversation((await self._db.execute(query)).one())

    async def hasten(self, conversation_id: str, at: datetime) -> None:
        """There is work at `at`; where there is earlier work already, that stands."""
        c = conversations.c
        query = update(conversations).where(c.id == conversation_id, (c.work_at.is_(None)) | (c.work_at > at))
        await self._db.execute(query.values(work_at=at))

    async def has_due(self, now: datetime) -> bool:
        """Whether some conversation has work that nobody is at."""
        return (await self._db.execute(_has_due(), moments(now))).first() is not None

    async def claim(self, now: datetime, lease: timedelta, *, newest: bool = False) -> Conversation | None:
        """Take the conversation whose work waits longest, or the `newest`; None where nothing is due."""
        return next(iter(await self.claim_all(now, lease, most=1, newest=newest)), None)

    async def claim_all(
        self, now: datetime, lease: timedelta, *, most: int, newest: bool = False
    ) -> list[Conversation]:
        """Take at most so many conversations, those whose work waits longest or the `newest`."""
        found = (await self._db.execute(_due(newest=newest), {"most": most, **moments(now)})).all()
        taken = [replace(talk, lease_token=talk.lease_token + 1) for talk in map(_conversation, found)]
        if taken:
            ids = [talk.id for talk in taken]
            await self._db.execute(_lease(), {"conversations": ids, "until": now + lease})
        return taken

    async def check_lease(self, conversation_id: str, token: int) -> Conversation:
        """Lock the conversation and return it. Raises LeaseLost where another worker has it."""
        ours = {"conversation": conversation_id, "token": token}
        row = (await self._db.execute(_check_lease(), ours)).one_or_none()
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
        """Give the conversation back with the work it has. Raises LeaseLost."""
        ours = {"conversation": conversation_id, "token": token}
        if (await self._db.execute(_release(), ours)).rowcount != 1:
            raise LeaseLost

    async def give_back(
        self,
        conversation_id: str,
        token: int,
        tracker: dict[str, Any] | None = None,
    ) -> bool:
        """Give the conversation back, with the dialogue's new state where it has one. Raises LeaseLost.

        It has work again when its next message is ready. Whether some message was worked that no answer has named.
        """
        values = {"conversation": conversation_id, "token": token} | ({"tracker": tracker} if tracker else {})
        row = (await self._db.execute(_give_back(with_tracker=bool(tracker)), values)).one_or_none()
        if row is None:
            raise LeaseLost
        return bool(row.quiet)

    async def release_all(self) -> None:
        """Give everything back; only for a database that no other process has."""
        await self._db.execute(update(conversations).values(leased_until=None))

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
        c = conversations.c
        query = update(conversations).where(c.id == conversation_id)
        values = {"owner": owner, "owner_agency": agency, "owner_ticket_id": ticket_id}
        await self._db.execute(query.values(owner_epoch=c.owner_epoch + 1, **values))

    async def _open(self, wanted: Sequence[tuple[str, Wanted]], now: datetime) -> None:
        rows = [
            {
                "id": conversation_id,
                "contact_id": one.known.contact_id,
                "address_id": one.known.address_id,
                "channel": one.channel,
                "scope": one.scope,
                "thread": one.thread,
                "created_at": now,
            }
            for conversation_id, one in wanted
        ]
        await self._db.execute(insert(conversations), rows)

    async def _set(self, conversation_id: str, **values: object) -> None:
        await self._db.execute(_change(), {"conversation": conversation_id, **values})


def _key(wanted: Wanted) -> tuple[str, str, str, str]:
    return wanted.known.contact_id, wanted.channel, wanted.scope, wanted.thread


def _is_due() -> tuple[ColumnElement[bool], ...]:
    """Return what makes a conversation fit to be worked: there is work, and nobody is at it."""
    c = conversations.c
    return has_come(c.work_at), c.leased_until.is_(None) | has_come(c.leased_until)


# What every message executes is built once: building a statement takes longer than executing it.


@cache
def _of_contacts() -> Any:
    c = conversations.c
    query = select(c.id, c.contact_id, c.channel, c.scope, c.thread)
    return query.where(c.contact_id.in_(bindparam("contacts", expanding=True)))


@cache
def _hold(*, patient: bool) -> Any:
    c = conversations.c
    query = select(c.id, c.last_sequence).where(c.id.in_(bindparam("conversations", expanding=True)))
    return query.order_by(c.id).with_for_update(key_share=True, skip_locked=not patient)


@cache
def _has_due() -> Any:
    return select(conversations.c.id).where(*_is_due()).limit(1)


@cache
def _due(*, newest: bool) -> Any:
    c = conversations.c
    order = c.work_at.desc() if newest else c.work_at
    query = select(*(c[name] for name in Conversation.__slots__)).where(*_is_due()).order_by(order)
    return query.limit(bindparam("most")).with_for_update(skip_locked=True)


@cache
def _lease() -> Any:
    c = conversations.c
    theirs = c.id.in_(bindparam("conversations", expanding=True))
    return (
        update(conversations)
        .where(theirs)
        .values(leased_until=bindparam("until"), lease_token=c.lease_token + 1)
    )


@cache
def _check_lease() -> Any:
    c = conversations.c
    columns = (c[name] for name in Conversation.__slots__)
    return select(*columns).where(*_is_leased()).with_for_update()


@cache
def _change() -> Any:
    return update(conversations).where(conversations.c.id == bindparam("conversation"))


@cache
def _release() -> Any:
    return update(conversations).where(*_is_leased()).values(leased_until=None)


@cache
def _give_back(*, with_tracker: bool) -> Any:
    m = messages.c
    own = m.conversation_id == bindparam("conversation")
    waiting = select(m.ready_at).where(own, m.state == WAITS).order_by(m.provider_time, m.sequence)
    state = {"tracker": bindparam("tracker", type_=conversations.c.tracker.type)} if with_tracker else {}
    query = _release().values(work_at=waiting.limit(1).scalar_subquery(), **state)
    return query.returning(exists().where(own, m.quiet).label("quiet"))


def _is_leased() -> tuple[ColumnElement[bool], ...]:
    c = conversations.c
    return c.id == bindparam("conversation"), c.lease_token == bindparam("token")


@cache
def _count_in() -> Any:
    c = conversations.c
    written = bindparam("written", type_=c.last_inbound_at.type)
    at = bindparam("at", type_=c.work_at.type)
    return _change().values(
        last_sequence=bindparam("sequence"),
        address_id=bindparam("address"),
        last_inbound_at=case((c.last_inbound_at > written, c.last_inbound_at), else_=written),
        work_at=case((c.work_at.is_(None) | (c.work_at > at), at), else_=c.work_at),
    )


def _conversation(row: Any) -> Conversation:
    return Conversation(**{name: getattr(row, name) for name in Conversation.__slots__})
