"""What need not be kept goes by itself: raw bodies after some months, and rows that only mattered for hours.

Chores, harmless when repeated and when several processes do them. The keys by which a redelivered message is known
stay in `inbound_messages` for good.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Table, column, delete, select, table, tuple_, update

from storage import months
from storage.beside_tables import drafts, presence
from storage.database import Database
from storage.raw_tables import raw_bodies
from storage.reach_tables import digests_sent, link_codes
from storage.tables import inbound_messages, invitations, lookups, officer_sessions
from storage.types import UtcDateTime
from storage.unit_of_work import UnitOfWork

AT_ONCE: Final = 2_000  #: rows in one transaction, so that others write in between
IN_NO_MONTH: Final = table("raw_bodies_other", column("received_at", UtcDateTime), column("message_id"))
#: Table, the moment that counts, and how long after it a row is of no use to anybody.
FADING: Final[tuple[tuple[Table, str, timedelta], ...]] = (
    (lookups, "at", timedelta(days=7)),  # limits look back a day at most (inbox/throttle.py)
    (officer_sessions, "expires_at", timedelta(days=1)),
    (invitations, "expires_at", timedelta(days=90)),
    (link_codes, "expires_at", timedelta(days=1)),
    (presence, "seen_at", timedelta(hours=1)),
    (drafts, "updated_at", timedelta(days=90)),
    (digests_sent, "sent_at", timedelta(days=30)),  # a slot is looked back for by a week (tickets/digest.py)
)


async def forget_raw(database: Database, days: int, now: datetime) -> int:
    """Remove raw bodies older than so many days, and make room for the months to come; returns the rows deleted.

    On PostgreSQL most go without being deleted, a month at a time, and so up to a month later.
    """
    before = now - timedelta(days=days)
    if not database.is_sqlite:
        await _renew_months(database, before, now)
    gone = 0
    while (some := await _forget_some(database, before)) > 0:
        gone += some
    return gone


async def forget_fading(database: Database, now: datetime) -> int:
    """Remove short-lived rows whose time is over; returns how many."""
    gone = 0
    for rows, moment, lasts in FADING:
        async with database.write() as unit:
            old = delete(rows).where(rows.c[moment] < now - lasts)
            gone += (await unit.connection.execute(old)).rowcount
            await unit.commit()
    return gone


async def _renew_months(database: Database, before: datetime, now: datetime) -> None:
    async with database.write() as unit:
        if await months.alone(unit.connection):
            await months.drop_months(unit.connection, before)
            await months.make_months(unit.connection, now)
            await unit.commit()


async def _forget_some(database: Database, before: datetime) -> int:
    async with database.write() as unit:
        gone = await _bodies(unit, before) + await _old_bodies(unit, before)
        await unit.commit()
    return gone


async def _bodies(unit: UnitOfWork, before: datetime) -> int:
    """Delete some: on PostgreSQL only of those that lie in no month, since a month goes whole."""
    rows = raw_bodies if unit.connection.dialect.name == "sqlite" else IN_NO_MONTH
    key = (rows.c.received_at, rows.c.message_id)
    some = select(*key).where(rows.c.received_at < before).order_by(rows.c.received_at).limit(AT_ONCE)
    return (await unit.connection.execute(delete(rows).where(tuple_(*key).in_(some)))).rowcount


async def _old_bodies(unit: UnitOfWork, before: datetime) -> int:
    """Empty the column of some messages that a release before `raw_bodies` wrote."""
    m = inbound_messages.c
    some = select(m.id).where(m.raw_sealed.is_not(None), m.received_at < before).limit(AT_ONCE)
    old = update(inbound_messages).where(m.id.in_(some))
    return (await unit.connection.execute(old.values(raw_sealed=None))).rowcount
