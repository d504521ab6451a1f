"""Rows that follow one another in a conversation: the senders' index holds only the first that is not sent.

The mark `behind` saves senders a search through rows that cannot go yet; what may go is decided when a row is
claimed (`storage/sending.py`). A mark set too often is taken away by `storage/sending.py` `adopt`.
"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from messages import DeliveryStatus
from storage.tables import outbox
from storage.wrong_clock import has_come

PENDING, WAITING = DeliveryStatus.PENDING, DeliveryStatus.WAITING


def unsent(columns: Any) -> ColumnElement[bool]:
    """Return what makes a row one that is still to be sent, in the words of its index."""
    among: ColumnElement[bool] = columns.state.in_((PENDING, WAITING))
    return among


def held_back(columns: Any) -> ColumnElement[bool]:
    """Return what makes a row one that may still be taken back; it holds up nobody: an emergency goes out at once.

    The moment is a parameter (`storage/wrong_clock.py` `moments`).

    One that is kept for longer than any of ours was written by a clock that ran ahead, and keeps its place.
    """
    held: ColumnElement[bool] = (columns.attempts == 0) & ~has_come(columns.not_before)
    return held


async def promote(db: AsyncConnection, *conversation_ids: str) -> None:
    """Let the next row of each conversation be found; one before it is sent, or given up."""
    await db.execute(_promote(), {"conversations": conversation_ids})


def ahead() -> Any:
    """Ask for the last row that is not sent of a conversation: a new one comes after it.

    It is neither marked as sent nor let go before we commit, so that whoever does sees the new row. The parameters
    are `conversation` and a moment's (`storage/wrong_clock.py` `moments`).
    """
    c = outbox.c
    own = c.conversation_id == bindparam("conversation")
    last = select(c.id).where(own, unsent(c), ~held_back(c)).order_by(c.id.desc()).limit(1)
    return last.with_for_update(read=True)


@cache
def _promote() -> Any:
    c = outbox.c
    theirs = c.conversation_id.in_(bindparam("conversations", expanding=True))
    following = select(func.min(c.id)).where(theirs, unsent(c), c.state == PENDING, c.behind)
    return update(outbox).where(c.id.in_(following.group_by(c.conversation_id))).values(behind=False)
