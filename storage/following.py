"""Rows that follow one another in a conversation: the senders' index holds only the first that is not sent.

The mark `behind` saves senders a search through rows that cannot go yet; what may go is decided when a row is
claimed (`storage/sending.py`). A mark set too often is taken away by `storage/sending.py` `adopt`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import DeliveryStatus
from storage.tables import outbox
from storage.wrong_clock import is_past

PENDING, WAITING = DeliveryStatus.PENDING, DeliveryStatus.WAITING


def unsent(columns: Any) -> ColumnElement[bool]:
    """Return what makes a row one that is still to be sent, in the words of its index."""
    among: ColumnElement[bool] = columns.state.in_((PENDING, WAITING))
    return among


def held_back(columns: Any, now: datetime) -> ColumnElement[bool]:
    """Return what makes a row one that may still be taken back; it holds up nobody: an emergency goes out at once.

    One that is kept for longer than any of ours was written by a clock that ran ahead, and keeps its place.
    """
    held: ColumnElement[bool] = (columns.attempts == 0) & ~is_past(columns.not_before, now)
    return held


async def is_behind(db: AsyncConnection, conversation_id: str, now: datetime) -> bool:
    """Whether a new row of the conversation comes after one that is not sent.

    That one is not marked as sent before we commit, so that whoever marks it sees the new row.
    """
    c = outbox.c
    ahead = select(c.id).where(c.conversation_id == conversation_id, unsent(c), ~held_back(c, now))
    pending = ahead.where(c.state == PENDING).order_by(c.id.desc()).limit(1)
    if (await db.execute(pending.with_for_update(read=True))).first():
        return True
    return (await db.execute(ahead.limit(1))).first() is not None


async def promote(db: AsyncConnection, *conversation_ids: str) -> None:
    """Let the next row of each conversation be found; one before it is sent, or given up."""
    c = outbox.c
    mine = c.conversation_id.in_(conversation_ids), unsent(c), c.state == PENDING, c.behind
    following = select(func.min(c.id)).where(*mine).group_by(c.conversation_id)
    await db.execute(update(outbox).where(c.id.in_(following)).values(behind=False))
