"""The journal: every message exactly once, in order, before it is acknowledged; and the work it means."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Attachment, Forwarded, InboundMessage, MessageKind, Point, Unreadable
from storage.cipher import Cipher
from storage.raw_bodies import keep_bodies
from storage.tables import attachments
from storage.tables import inbound_messages as messages

#: Of one conversation; what waits beyond it is seen once the first are worked.
MOST_PENDING = 50


class WorkState(StrEnum):
    """Where a journalled message stands."""

    PENDING = "pending"  #: waits for its turn
    DONE = "done"  #: its turn is committed
    PARKED = "parked"  #: kept failing; `tanggap parked` shows and replays it
    SILENT = "silent"  #: kept, asks for no turn (a group's chatter, an edit already shown)
    UNREADABLE = "unreadable"  #: not understood by this release; kept raw


#: In the words of its index: one that covers only what waits is not read for a parameter.
WAITS: ColumnElement[str] = literal_column(f"'{WorkState.PENDING}'")


@dataclass(frozen=True, slots=True)
class Entry:
    """One message on its way into the journal; `group_id` names the burst it belongs to."""

    message: InboundMessage
    raw: bytes
    conversation_id: str
    sequence: int
    state: WorkState
    received_at: datetime
    ready_at: datetime
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A journalled message as the worker and the inbox see it."""

    id: int
    conversation_id: str
    sequence: int
    kind: MessageKind
    text: str
    payload: str | None
    point: Point | None
    group_id: str | None
    edits_fingerprint: str | None
    version: int
    provider_time: datetime
    received_at: datetime
    ready_at: datetime
    attempts: int
    state: WorkState
    error: str | None
    forwarded: Forwarded
    quiet: bool  #: worked without an answer; one summary names it later


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Messages that still wait for more: their id, and when the first was written and came."""

    id: str
    written_at: datetime
    received_at: datetime
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Glimpse:
    """As much of a message as tells how fast and how varied somebody writes."""

    id: int
    kind: MessageKind
    text: str
    payload: str | None
    group_id: str | None
    written_at: datetime


class Journal:
    """The inbound messages within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def has(self, channel: str, scope: str, external_id: str) -> bool:
        """Whether the message is already there."""
        query = select(messages.c.id).where(
            messages.c.channel == channel,
            messages.c.scope == scope,
            messages.c.fingerprint == self._print(external_id),
        )
        return (await self._db.execute(query)).first() is not None

    async def known(self, messages_at_hand: Sequence[InboundMessage]) -> set[tuple[str, str, str]]:
        """Return channel, scope and id of those that are already there."""
        prints = {self._print(each.external_id): each.external_id for each in messages_at_hand}
        keys = {
            "channels": {each.address.channel for each in messages_at_hand},
            "scopes": {each.address.scope for each in messages_at_hand},
            "prints": sorted(prints),
        }
        rows = (await self._db.execute(_known(), keys)).all()
        return {(row.channel, row.scope, prints[row.fingerprint]) for row in rows}

    async def add(self, entry: Entry) -> int:
        """Keep one message and its attachments; returns its id."""
        return (await self.add_all([entry]))[0]

    async def add_all(self, entries: Sequence[Entry]) -> list[int]:
        """Keep messages and their attachments; returns their ids."""
        rows = [self._row(entry, await self._version(entry.message)) for entry in entries]
        kept = insert(messages).returning(messages.c.id, sort_by_parameter_order=True)
        ids = list((await self._db.execute(kept, rows)).scalars().all())
        bodies = [(each, entry.received_at, entry.raw) for each, entry in zip(ids, entries, strict=True)]
        await keep_bodies(self._db, self._cipher, bodies)
        files = [
            self._file(message_id, n, attachment, entry.received_at)
            for message_id, entry in zip(ids, entries, strict=True)
            for n, attachment in enumerate(entry.message.attachments)
        ]
        if files:
            await self._db.execute(insert(attachments), files)
        return ids

    async def add_unreadable(self, event: Unreadable, raw: bytes, now: datetime) -> None:
        """Keep what this release cannot read, so that a later one can."""
        row = insert(messages).values(
            channel=event.channel,
            scope=event.scope,
            fingerprint=self._print(event.external_id),
            kind=MessageKind.UNKNOWN,
            direct=True,
            text="",
            provider_time=now,
            received_at=now,
            ready_at=now,
            state=WorkState.UNREADABLE,
            error=event.reason[:500],
        )
        message_id = int((await self._db.execute(row.returning(messages.c.id))).scalar_one())
        await keep_bodies(self._db, self._cipher, [(message_id, now, raw)])

    async def get(self, message_id: int) -> StoredMessage:
        """Return one message."""
        query = select(messages).where(messages.c.id == message_id)
        return _stored((await self._db.execute(query)).one())

    async def many(self, message_ids: list[int]) -> list[StoredMessage]:
        """Return messages in their conversation's order."""
        query = select(messages).where(messages.c.id.in_(message_ids)).order_by(messages.c.sequence)
        return [_stored(row) for row in (await self._db.execute(query)).all()]

    async def with_album(self, message_id: int) -> list[StoredMessage]:
        """Return one message with the other parts of its album."""
        head = await self.get(message_id)
        if not head.group_id:
            return [head]
        c = messages.c
        query = select(messages).where(c.conversation_id == head.conversation_id, c.group_id == head.group_id)
        return [_stored(row) for row in (await self._db.execute(query.order_by(c.sequence))).all()]

    async def pending(self, conversation_id: str) -> list[StoredMessage]:
        """Return what waits in a conversation, in order: the provider's time first, then arrival."""
        return (await self.pending_of([conversation_id]))[conversation_id]

    async def pending_of(self, conversation_ids: Sequence[str]) -> dict[str, list[StoredMessage]]:
        """Return what waits in each of these conversations, as `pending`."""
        rows = (await self._db.execute(_pending(), {"conversations": conversation_ids})).all()
        found: dict[str, list[StoredMessage]] = {each: [] for each in conversation_ids}
        for message in map(_stored, rows):
            found[message.conversation_id].append(message)
        return found

    async def original_of(self, message: StoredMessage) -> StoredMessage | None:
        """Return the message of which this is a new version."""
        c = messages.c
        query = select(messages).where(
            c.fingerprint == message.edits_fingerprint, c.conversation_id == message.conversation_id
        )
        row = (await self._db.execute(query)).first()
        return _stored(row) if row else None

    async def count_attempts(self, message_ids: list[int]) -> None:
        """Count one more attempt, before it is made: an attempt that kills the process counts too."""
        await self._db.execute(_count_attempts(), {"ids": message_ids})

    async def settle(self, message_ids: list[int], state: WorkState, error: str | None = None) -> None:
        """Close messages' work."""
        await self._db.execute(_change(), {"ids": message_ids, "state": state, "error": error})

    async def postpone(
        self, message_ids: list[int], until: datetime, error: str, *, uncount: bool = False
    ) -> None:
        """Try again later, the attempt not counted where it says so; nothing of the conversation overtakes."""
        await self._db.execute(_change(), {"ids": message_ids, "ready_at": until, "error": error})
        if uncount:
            await self.uncount(message_ids)

    async def uncount(self, message_ids: list[int]) -> None:
        """Take back that an attempt was counted: what ended it was no fault of these messages."""
        await self._db.execute(_uncount(), {"ids": message_ids})

    async def await_group(self, conversation_id: str, group_id: str, until: datetime) -> None:
        """Let an album's parts wait for each other."""
        c = messages.c
        query = update(messages).where(
            c.conversation_id == conversation_id, c.group_id == group_id, c.state == WorkState.PENDING
        )
        await self._db.execute(query.values(ready_at=until))

    async def open_groups(self, conversation_ids: Sequence[str], now: datetime) -> dict[str, OpenGroup]:
        """Return each conversation's album or burst that still waits for more.

        One whose turn was tried takes nothing more; of several the latest counts.
        """
        rows = (await self._db.execute(_open_groups(), {"conversations": conversation_ids, "now": now})).all()
        return {
            r.conversation_id: OpenGroup(r.group_id, r.written_at, r.received_at, r.ready_at) for r in rows
        }

    async def glimpse(self, conversation_id: str, count: int) -> list[Glimpse]:
        """Return the last messages of a conversation, the latest first, whatever became of them."""
        rows = (await self._db.execute(_glimpse(), {"conversation": conversation_id, "count": count})).all()
        return [
            Glimpse(r.id, MessageKind(r.kind), r.text, r.payload, r.group_id, r.provider_time) for r in rows
        ]

    async def keep_quiet(self, message_ids: list[int]) -> None:
        """Note that these were worked without an answer."""
        await self._db.execute(_change(), {"ids": message_ids, "quiet": True})

    async def quiet(self, conversation_id: str) -> list[int]:
        """Return the messages of a conversation that no answer has named yet, in order."""
        c = messages.c
        query = select(c.id).where(c.conversation_id == conversation_id, c.quiet).order_by(c.id)
        return list((await self._db.execute(query)).scalars().all())

    async def break_silence(self, message_ids: list[int]) -> None:
        """Note that an answer named these."""
        await self._db.execute(_change(), {"ids": message_ids, "quiet": False})

    async def parked(self) -> list[StoredMessage]:
        """Return what kept failing, oldest first."""
        query = select(messages).where(messages.c.state == WorkState.PARKED).order_by(messages.c.id)
        return [_stored(row) for row in (await self._db.execute(query)).all()]

    async def unpark(self, message_ids: list[int], now: datetime) -> None:
        """Let parked messages be worked again from the first attempt."""
        c = messages.c
        query = update(messages).where(c.id.in_(message_ids), c.state == WorkState.PARKED)
        await self._db.execute(query.values(state=WorkState.PENDING, attempts=0, ready_at=now, error=None))

    async def counts(self) -> dict[str, int]:
        """Return how many messages stand where."""
        query = select(messages.c.state, func.count()).group_by(messages.c.state)
        return {row[0]: int(row[1]) for row in (await self._db.execute(query)).all()}

    def _print(self, external_id: str) -> str:
        return self._cipher.fingerprint("message", external_id)

    async def _version(self, message: InboundMessage) -> int:
        if not message.edits:
            return 1
        query = select(func.count()).where(messages.c.edits_fingerprint == self._print(message.edits))
        return int((await self._db.execute(query)).scalar_one()) + 2

    def _row(self, entry: Entry, version: int) -> dict[str, Any]:
        message = entry.message
        return {
            "channel": message.address.channel,
            "scope": message.address.scope,
            "fingerprint": self._print(message.external_id),
            "conversation_id": entry.conversation_id,
            "sequence": entry.sequence,
            "kind": message.kind,
            "direct": message.direct,
            "thread": message.thread and self._print(message.thread),
            "text": storable(message.text),
            "payload": message.payload and storable(message.payload),
            "latitude": message.point.latitude if message.point else None,
            "longitude": message.point.longitude if message.point else None,
            "group_id": entry.group_id or message.group_id,
            "edits_fingerprint": message.edits and self._print(message.edits),
            "version": version,
            "provider_time": message.provider_time,
            "received_at": entry.received_at,
            "ready_at": entry.ready_at,
            "state": entry.state,
            "forwarded": message.forwarded,
        }

    def _file(self, message_id: int, n: int, attachment: Attachment, now: datetime) -> dict[str, Any]:
        return {
            "id": uuid.uuid4().hex,
            "message_id": message_id,
            "n": n,
            "kind": attachment.kind,
            "file_id_sealed": self._cipher.encrypt_text(attachment.file_id),
            "mime": attachment.mime,
            "size": attachment.size,
            "state": WorkState.PENDING,
            "not_before": now,
        }


# What every message executes is built once: building a statement takes longer than executing it.


@cache
def _known() -> Any:
    c = messages.c
    return select(c.channel, c.scope, c.fingerprint).where(
        c.channel.in_(bindparam("channels", expanding=True)),
        c.scope.in_(bindparam("scopes", expanding=True)),
        c.fingerprint.in_(bindparam("prints", expanding=True)),
    )


@cache
def _open_groups() -> Any:
    c = messages.c
    moments = (
        func.min(c.provider_time).label("written_at"),
        func.min(c.received_at).label("received_at"),
        func.max(c.ready_at).label("ready_at"),
    )
    waiting = (
        c.conversation_id.in_(bindparam("conversations", expanding=True)),
        c.state == WAITS,
        c.group_id.is_not(None),
        c.ready_at > bindparam("now", type_=c.ready_at.type),
        c.attempts == 0,
        c.error.is_(None),
    )
    query = select(c.conversation_id, c.group_id, *moments).where(*waiting)
    return query.group_by(c.conversation_id, c.group_id).order_by(func.max(c.id))


@cache
def _pending() -> Any:
    c = messages.c
    order = (c.provider_time, c.sequence)
    place = func.row_number().over(partition_by=c.conversation_id, order_by=order).label("place")
    theirs = c.conversation_id.in_(bindparam("conversations", expanding=True))
    found = select(*_stored_columns(), place).where(theirs, c.state == WAITS)
    first = found.subquery()
    return select(first).where(first.c.place <= MOST_PENDING).order_by(first.c.place)


def _stored_columns() -> list[Any]:
    derived = {"point": ("latitude", "longitude")}
    return [messages.c[one] for name in StoredMessage.__slots__ for one in derived.get(name, (name,))]


@cache
def _glimpse() -> Any:
    c = messages.c
    query = select(c.id, c.kind, c.text, c.payload, c.group_id, c.provider_time)
    own = c.conversation_id == bindparam("conversation")
    return query.where(own).order_by(c.id.desc()).limit(bindparam("count"))


@cache
def _change() -> Any:
    return update(messages).where(messages.c.id.in_(bindparam("ids", expanding=True)))


@cache
def _count_attempts() -> Any:
    return _change().values(attempts=messages.c.attempts + 1)


@cache
def _uncount() -> Any:
    counted = messages.c.attempts > 0
    return _change().where(counted).values(attempts=messages.c.attempts - 1)


def storable(text: str) -> str:
    """Make text fit for every database: NUL becomes a visible mark, a lone surrogate the replacement character."""
    return text.replace("\x00", "\u2400").encode("utf-8", "replace").decode("utf-8")


def _stored(row: Any) -> StoredMessage:
    point = Point(row.latitude, row.longitude) if row.latitude is not None else None
    derived: dict[str, Any] = {
        "kind": MessageKind(row.kind),
        "state": WorkState(row.state),
        "point": point,
        "forwarded": Forwarded(row.forwarded),
    }
    plain = {name: getattr(row, name) for name in StoredMessage.__slots__ if name not in derived}
    return StoredMessage(**plain, **derived)
