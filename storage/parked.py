"""Parked messages, as those who look after the machine see them: never their words, never whose they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.journal import WorkState
from storage.tables import inbound_messages
from storage.unit_of_work import UnitOfWork
from storage.wakeups import INBOUND

PAGE = 100  #: rows of one page


@dataclass(frozen=True, slots=True)
class Parked:
    """One message that kept failing; `fault` names the exception and its place."""

    id: int
    channel: str
    received_at: datetime
    attempts: int
    fault: str


async def list_parked(unit: UnitOfWork, limit: int = PAGE) -> list[Parked]:
    """Return what waits longest first."""
    c = inbound_messages.c
    query = select(c.id, c.channel, c.received_at, c.attempts, func.coalesce(c.error, ""))
    query = query.where(c.state == WorkState.PARKED).order_by(c.id).limit(limit)
    return [Parked(*row) for row in (await unit.connection.execute(query)).all()]


async def count_parked(unit: UnitOfWork) -> int:
    """Return how many messages are parked."""
    query = select(func.count()).where(inbound_messages.c.state == WorkState.PARKED)
    return int((await unit.connection.execute(query)).scalar_one())


async def replay(unit: UnitOfWork, now: datetime, chosen: Collection[int] | None = None) -> int:
    """Let these parked messages be worked from the first attempt again, all where none is chosen; returns how many."""
    c = inbound_messages.c
    query = select(c.id, c.conversation_id).where(c.state == WorkState.PARKED)
    if chosen is not None:
        query = query.where(c.id.in_(chosen))
    rows = (await unit.connection.execute(query.order_by(c.id).with_for_update())).all()
    await unit.journal.unpark([row.id for row in rows], now)
    for conversation_id in dict.fromkeys(row.conversation_id for row in rows):
        await unit.conversations.hasten(conversation_id, now)
    unit.ring_topic(INBOUND)
    return len(rows)
