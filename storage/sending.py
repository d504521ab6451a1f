"""How the outbox's rows go to the channels: claimed in order per conversation, at the pace of their chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import DeliveryStatus, Lane
from storage.cipher import Cipher
from storage.following import PENDING, WAITING, held_back, promote, unsent
from storage.outbox import ERASED_FIRST, TAKEN_OVER, UNSENT, Queued, queued, sent_fingerprint
from storage.tables import contact_addresses, conversations, inbound_messages, outbox
from storage.wrong_clock import FURTHEST

#: Made once: a table's alias copies every column, and rows are claimed many times a second.
EARLIER = outbox.alias("earlier")
#: How far two machines' clocks may be apart.
SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to send, to this address.

    `spent_until` is how far the chat's pace is spent with it.
    """

    row: Queued
    address_id: int
    spent_until: datetime


class Sending:
    """The outbox as its sender sees it, within one unit of work."""

    def __init__(self, connection: AsyncConnection, cipher: Cipher) -> None:
        """Work on this connection."""
        self._db = connection
        self._cipher = cipher

    async def has_due(self, lane: Lane, now: datetime) -> bool:
        """Whether some row of the channel may be sent now that nobody is sending."""
        query = _joined(select(outbox.c.id)).where(*_ready(lane, now)).order_by(outbox.c.not_before).limit(1)
        return (await self._db.execute(query)).first() is not None

    async def claim(
        self, lane: Lane, now: datetime, lease: timedelta, *, newest: bool = False
    ) -> Claimed | None:
        """Take the row due longest, or the `newest`, that nothing of its own conversation precedes.

        None where nothing is due. Both ends by turns: so a long backlog neither holds up who has just written, nor
        is held up for good. How a send ended whose lease ran out nobody knows: its channel may settle it first.
        """
        c = outbox.c
        order = (c.not_before.desc(), c.id.desc()) if newest else (c.not_before, c.id)
        columns = outbox, conversations.c.address_id, contact_addresses.c.spent_until
        query = _joined(select(*columns)).where(*_ready(lane, now)).order_by(*order).limit(1)
        row = (await self._db.execute(query.with_for_update(skip_locked=True, of=outbox))).one_or_none()
        if row is None:
            return None
        spent = _spent(lane, row.spent_until, now) + lane.chat.every
        if lane.chat.every and not await self._pace(row.address_id, row.spent_until, spent):
            return None  # another sender was faster in the same chat
        await self._set(row.id, leased_until=now + lease, claimed_at=now, attempts=row.attempts + 1)
        return Claimed(queued(row), row.address_id, spent)

    async def sent(self, row_id: int, external_id: str, now: datetime) -> None:
        """Mark as sent under the channel's id; a delivery report that came first stands."""
        c, known = outbox.c, sent_fingerprint(self._cipher, external_id)
        unheard = c.external_fingerprint.is_(None) | (c.external_fingerprint != known)
        first = unheard & c.state.in_(UNSENT)
        values: dict[str, Any] = {
            "state": case((first, DeliveryStatus.SENT.value), else_=c.state),
            "error": case((unheard, None), else_=c.error),
        }
        await self._set(row_id, leased_until=None, external_fingerprint=known, sent_at=now, **values)
        await self._promote(row_id)

    async def spend(self, address_id: int, until: datetime) -> None:
        """Leave the chat alone until its pace, less its burst, has caught up with then."""
        a = contact_addresses.c
        later = a.spent_until.is_(None) | (a.spent_until < until)
        query = update(contact_addresses).where(a.id == address_id, later)
        await self._db.execute(query.values(spent_until=until))

    async def retry(self, row: Queued, at: datetime, error: str | None) -> None:
        """Try again, not before `at`."""
        values = {"not_before": at, "leased_until": None, "error": error}
        await self._db.execute(update(outbox).where(*_ours(row)).values(**values))

    async def fail(self, row: Queued, error: str) -> None:
        """Give up for good; the officers see why."""
        values = {"state": DeliveryStatus.FAILED, "leased_until": None, "error": error}
        await self._db.execute(update(outbox).where(*_ours(row)).values(**values))
        await promote(self._db, row.conversation_id)

    async def wait(self, row_id: int, error: str) -> None:
        """Wait until the citizen writes again; one who wrote while we were sending is not waited for."""
        c, m = outbox.c, inbound_messages.c
        # What the citizen writes at this moment is seen, or sees that we wait.
        own = select(c.conversation_id).where(c.id == row_id).scalar_subquery()
        await self._db.execute(select(conversations.c.id).where(conversations.c.id == own).with_for_update())
        wrote = exists().where(m.conversation_id == c.conversation_id, m.received_at >= c.claimed_at)
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

    async def _promote(self, row_id: int) -> None:
        query = select(outbox.c.conversation_id).where(outbox.c.id == row_id)
        await promote(self._db, (await self._db.execute(query)).scalar_one())

    async def _pace(self, address_id: int, before: datetime | None, after: datetime) -> bool:
        a = contact_addresses.c
        same = a.spent_until.is_(None) if before is None else a.spent_until == before
        query = update(contact_addresses).where(a.id == address_id, same).values(spent_until=after)
        return bool((await self._db.execute(query)).rowcount)

    async def _set(self, row_id: int, **values: object) -> None:
        await self._db.execute(update(outbox).where(outbox.c.id == row_id).values(**values))


def _joined(query: Any) -> Any:
    c, a = conversations.c, contact_addresses.c
    return (
        query.select_from(outbox)
        .join(conversations, c.id == outbox.c.conversation_id)
        .join(contact_addresses, a.id == c.address_id)
    )


def _ready(lane: Lane, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a row fit to be sent now; an index over pending rows by channel finds them."""
    c, earlier, spent = outbox.c, EARLIER.c, contact_addresses.c.spent_until
    ahead = earlier.conversation_id == c.conversation_id, earlier.id < c.id
    first = ~exists().where(*ahead, unsent(earlier), ~held_back(earlier, now))
    # A lease that ran out is a process that died: whether it had sent, only the channel's report can tell.
    died = (c.leased_until < now) & (c.claimed_at < now - (lane.settles or timedelta()))
    # A channel may ask for any wait, so a wrong clock shows in when the wait began.
    misdated = (c.claimed_at > now + SKEW) | (c.claimed_at.is_(None) & (c.not_before > now + FURTHEST))
    reach = now + lane.chat.slack
    return (
        c.channel == lane.channel,
        c.state == PENDING,
        ~c.behind,
        (c.not_before <= now) | misdated,
        c.leased_until.is_(None) | died | misdated,
        spent.is_(None) | (spent <= reach) | (spent > reach + FURTHEST),
        first,
    )


def _spent(lane: Lane, before: datetime | None, now: datetime) -> datetime:
    """Return how far a chat's pace was spent: what lies behind is forgotten, and so is what no clock of ours wrote."""
    if before is None or before > now + lane.chat.slack + FURTHEST:
        return now
    return max(before, now)


def _ours(row: Queued) -> tuple[ColumnElement[bool], ...]:
    """Only the attempt that was claimed may end itself: a sender that stood still is not to undo another's."""
    c = outbox.c
    return c.id == row.id, c.attempts == row.attempts + 1, c.state.in_(UNSENT)
