"""Times that only a wrong clock can have written, once somebody has put it right.

A lease or a wait noted while the machine's clock was an hour, or a year, ahead must not hold anything up until the
clock gets there. Nothing of ours is planned so far ahead, so what is counts as over.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

#: Further ahead than any lease and any wait between two tries.
FURTHEST = timedelta(minutes=10)


def is_past(
    column: ColumnElement[datetime], now: datetime, furthest: timedelta = FURTHEST
) -> ColumnElement[bool]:
    """Whether this moment has come, or never was a true one."""
    return (column <= now) | (column > now + furthest)
