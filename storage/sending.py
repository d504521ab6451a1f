"""How the outbox's rows go to the channels: claimed in order per conversation, at the pace of their chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    String,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import Address, DeliveryStatus, Lane
from storage.cipher import Cipher
from storage.contacts import opened
from storage.following import PENDING, WAITING, held_back, promote, unsent
from storage.outbox import ERASED_FIRST, TAKEN_OVER, UNSENT, Queued, queued, sent_fingerprint
from storage.tables import contact_addresses, conversations, inbound_messages, outbox
from storage.types import UtcDateTime
from storage.unopened_tables import unopened_bodies
from storage.wrong_clock import FURTHEST, HORIZON, NOW, moments

#: Made once: a table's alias copies every column, and rows are claimed many times a second.
EARLIER = outbox.alias("earlier")
#: How far two machines' clocks may be apart.
SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to send, to this address of a contact who wrote last at `last_inbound_at`.

    `spent_until` is how far the chat's pace is spent with it.
    """

    row: Queued
    address_id: int
    address: Address
    contact_id: str
    last_inbound_at: datetime | None
    spent_until: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A row that its channel has taken, under the channel's own id."""

    row_id: int
    conversation_id: str
    external_id: str


class Sending:
    """The outbox as its sender sees it, within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def has_due(self, lane: Lane, now: datetime) -> bool:
        """Whether some row of the channel may be sent now that nobody is sending."""
        return (await self._db.execute(_has_due(), _values(lane, now))).first() is not None

    async def claim(
        self, lane: Lane, now: datetime, lease: timedelta, *, most: int = 1, newest: bool = False
    ) -> list[Claimed]:
        """Take the rows due longest, or the `newest`, that nothing of their own conversation precedes.

        No chat is named twice where its channel paces it. Both ends by turns: so a long backlog neither holds up
        who has just written, nor is held up for good. How a send ended whose lease ran out nobody knows: its
        channel may settle it first.
        """
        query = _claim(paced=bool(lane.chat.every), newest=newest)
        rows = (await self._db.execute(query, _values(lane, now) | {"most": most})).all()
        if lane.chat.every:
            rows = list({row.address_id: row for row in reversed(rows)}.values())[::-1]
        if not rows:
            return []
        claimed = [self._claimed(row, _spent(lane, row.spent_until, now) + lane.chat.every) for row in rows]
        await self._db.execute(_lease(), {"rows": [row.id for row in rows], "until": now + lease, "at": now})
        if lane.chat.every:
            await self.spend({one.address_id: one.spent_until for one in claimed}, back=True)
        return claimed

    async def sent(self, rows: Sequence[Sent], now: datetime) -> None:
        """Mark as sent under the channel's ids; a delivery report that came first stands."""
        if not rows:
            return
        values = [
            {"row": row.row_id, "known": sent_fingerprint(self._cipher, row.external_id), "at": now}
            for row in rows
        ]
        await self._db.execute(_sent(), values)
        await promote(self._db, *(row.conversation_id for row in rows))

    async def spend(self, until: Mapping[int, datetime], *, back: bool = False) -> None:
        """Leave chats, by their addresses, alone until their pace, less its burst, has caught up with then.

        What is spent already stands where it is more, unless it is to be put `back`.
        """
        # In one order everywhere: senders that write the same chats wait for each other once only.
        values = [{"address": address, "until": until[address]} for address in sorted(until)]
        if values:
            await self._db.execute(_spend() if back else _spend_more(), values)

    async def retry(self, row: Queued, at: datetime, error: str | None) -> None:
        """Try again, not before `at`."""
        values = {"not_before": at, "leased_until": None, "error": error}
        await self._db.execute(update(outbox).where(*_ours(row)).values(**values))

    async def fail(self, row: Queued, error: str) -> None:
        """Give up for good; the officers see why."""
        values = {"state": DeliveryStatus.FAILED, "leased_until": None, "error": error}
        await self._db.execute(update(outbox).where(*_ours(row)).values(**values))
        await promote(self._db, row.conversation_id)

    async def wait(self, row_id: int, error: str, heard: datetime | None = None) -> None:
        """Wait until the citizen writes again; one who wrote while we were sending is not waited for.

        `heard` is when the citizen had written last as far as was known when the row was claimed: what came in before
        that may have been read after it.
        """
        c, m, v = outbox.c, inbound_messages.c, conversations.c
        # What the citizen writes at this moment is seen, or sees that we wait.
        own = select(c.conversation_id).where(c.id == row_id).scalar_subquery()
        await self._db.execute(select(v.id).where(v.id == own).with_for_update())
        wrote: ColumnElement[bool] = exists().where(
            m.conversation_id == c.conversation_id, m.received_at >= c.claimed_at
        )
        if heard is not None:
            wrote |= exists().where(v.id == c.conversation_id, v.last_inbound_at > heard)
        state = case((wrote, DeliveryStatus.PENDING.value), else_=DeliveryStatus.WAITING.value)
        query = update(outbox).where(c.id == row_id, c.state.in_(UNSENT))
        await self._db.execute(query.values(state=state, leased_until=None, error=error))

    async def adopt(self, now: datetime) -> int:
        """Find rows that no sender would; returns how many.

        They are from a release before this one, marked as behind what is sent already, or wait for a citizen only
        because a clock that ran ahead believed the channel's window closed.
        """
        c, v, earlier = outbox.c, conversations.c, EARLIER.c
        own = select(v.channel).where(v.id == c.conversation_id).scalar_subquery()
        strange = update(outbox).where(c.state == PENDING, c.channel == literal("", literal_execute=True))
        found = (await self._db.execute(strange.values(channel=own))).rowcount
        ahead = exists().where(
            earlier.conversation_id == c.conversation_id, earlier.id < c.id, unsent(earlier)
        )
        left = update(outbox).where(unsent(c), c.state == PENDING, c.behind, ~ahead)
        found += (await self._db.execute(left.values(behind=False))).rowcount
        early = update(outbox).where(unsent(c), c.state == WAITING, c.claimed_at > now + SKEW)
        return int(found + (await self._db.execute(early.values(state=PENDING))).rowcount)

    async def release_all(self) -> None:
        """End every lease, as of a process that is gone; only for a database that no other process has."""
        query = update(outbox).where(outbox.c.leased_until.is_not(None))
        await self._db.execute(query.values(leased_until=outbox.c.claimed_at))

    async def backlog(self) -> dict[str, tuple[int, datetime]]:
        """Return for each channel how many rows are to be sent, and since when the oldest might have been."""
        c = outbox.c
        query = select(c.channel, func.count(), func.min(c.not_before)).where(c.state == PENDING)
        rows = (await self._db.execute(query.group_by(c.channel))).all()
        return {name: (int(count), oldest) for name, count, oldest in rows}

    async def undelivered(self, since: datetime) -> list[tuple[str, str, int]]:
        """Return channel, error (without a channel's own words) and count of what could not be sent since then."""
        c, v = outbox.c, conversations.c
        error = func.coalesce(c.error, "")
        query = select(v.channel, error, func.count()).join(conversations, v.id == c.conversation_id)
        wanted = error.not_in((TAKEN_OVER, ERASED_FIRST))  # what officers and citizens did not want sent
        query = query.where(c.state == DeliveryStatus.FAILED, c.created_at >= since, wanted)
        rows = await self._db.execute(query.group_by(v.channel, error).order_by(v.channel, error))
        return [(channel, why, int(count)) for channel, why, count in rows.all()]

    def _claimed(self, row: Any, spent_until: datetime) -> Claimed:
        address = opened(self._cipher, row.address_channel, row)
        return Claimed(queued(row), row.address_id, address, row.contact_id, row.last_inbound_at, spent_until)


def _joined(*columns: Any) -> Any:
    c, a = conversations.c, contact_addresses.c
    return (
        select(*columns)
        .select_from(outbox)
        .join(conversations, c.id == outbox.c.conversation_id)
        .join(contact_addresses, a.id == c.address_id)
        .where(*_ready())
    )


def _ready() -> tuple[ColumnElement[bool], ...]:
    """Return what makes a row fit to be sent now; an index over pending rows by channel finds them."""
    c, earlier, spent = outbox.c, EARLIER.c, contact_addresses.c.spent_until
    ahead = earlier.conversation_id == c.conversation_id, earlier.id < c.id
    first = ~exists().where(*ahead, unsent(earlier), ~held_back(earlier))
    # A lease that ran out is a process that died: whether it had sent, only the channel's report can tell.
    died = (c.leased_until < NOW) & (c.claimed_at < _moment("settled"))
    # A channel may ask for any wait, so a wrong clock shows in when the wait began.
    misdated = (c.claimed_at > _moment("skewed")) | (c.claimed_at.is_(None) & (c.not_before > HORIZON))
    # What webhooks brought since an earlier try, and nobody has read yet, may tell what became of it.
    came = unopened_bodies.c.received_at
    since = (came >= c.claimed_at) | misdated, came <= func.coalesce(c.leased_until, c.not_before)
    unread = exists().where(unopened_bodies.c.channel == bindparam("channel"), *since)
    return (
        c.channel == bindparam("channel"),
        c.state == PENDING,
        ~c.behind,
        (c.not_before <= NOW) | misdated,
        c.leased_until.is_(None) | died | misdated,
        c.claimed_at.is_(None) | ~bindparam("tells", type_=Boolean()) | ~unread,
        spent.is_(None) | (spent <= _moment("reach")) | (spent > _moment("beyond")),
        first,
    )


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=UtcDateTime())


def _values(lane: Lane, now: datetime) -> dict[str, Any]:
    """Return the parameters of `_ready`."""
    reach = now + lane.chat.slack
    return {
        "channel": lane.channel,
        "settled": now - (lane.settles or timedelta()),
        "skewed": now + SKEW,
        "tells": lane.settles is not None,
        "reach": reach,
        "beyond": reach + FURTHEST,
        **moments(now),
    }


# What every send executes is built once: building a statement takes longer than executing it.


@cache
def _has_due() -> Any:
    return _joined(outbox.c.id).order_by(outbox.c.not_before).limit(1)


@cache
def _claim(*, paced: bool, newest: bool) -> Any:
    c, v, a = outbox.c, conversations.c, contact_addresses.c
    order = (c.not_before.desc(), c.id.desc()) if newest else (c.not_before, c.id)
    person = v.address_id, v.contact_id, v.last_inbound_at
    address = a.channel.label("address_channel"), a.scope, a.id_sealed, a.phone_sealed, a.spent_until
    query = _joined(*(c[name] for name in Queued.__slots__), *person, *address).order_by(*order)
    # A chat's pace is its address': two senders must not take two of its rows.
    locked = [outbox, contact_addresses] if paced else [outbox]
    return query.limit(bindparam("most")).with_for_update(skip_locked=True, key_share=True, of=locked)


@cache
def _sent() -> Any:
    c, known = outbox.c, bindparam("known", type_=String())
    unheard = c.external_fingerprint.is_(None) | (c.external_fingerprint != known)
    values: dict[str, Any] = {
        "state": case((unheard & c.state.in_(UNSENT), DeliveryStatus.SENT.value), else_=c.state),
        "error": case((unheard, None), else_=c.error),
    }
    query = update(outbox).where(c.id == bindparam("row"))
    return query.values(leased_until=None, external_fingerprint=known, sent_at=bindparam("at"), **values)


@cache
def _lease() -> Any:
    c = outbox.c
    query = update(outbox).where(c.id.in_(bindparam("rows", expanding=True)))
    return query.values(leased_until=bindparam("until"), claimed_at=bindparam("at"), attempts=c.attempts + 1)


@cache
def _spend() -> Any:
    query = update(contact_addresses).where(contact_addresses.c.id == bindparam("address"))
    return query.values(spent_until=bindparam("until"))


@cache
def _spend_more() -> Any:
    spent = contact_addresses.c.spent_until
    return _spend().where(spent.is_(None) | (spent < _moment("until")))


def _spent(lane: Lane, before: datetime | None, now: datetime) -> datetime:
    """Return how far a chat's pace was spent: what lies behind is forgotten, and so is what no clock of ours wrote."""
    if before is None or before > now + lane.chat.slack + FURTHEST:
        return now
    return max(before, now)


def _ours(row: Queued) -> tuple[ColumnElement[bool], ...]:
    """Only the attempt that was claimed may end itself: a sender that stood still is not to undo another's."""
    c = outbox.c
    return c.id == row.id, c.attempts == row.attempts + 1, c.state.in_(UNSENT)
