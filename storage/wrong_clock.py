"""Times that only a wrong clock can have written, once somebody has put it right.

A lease or a wait noted while the machine's clock was an hour, or a year, ahead must not hold anything up until the
clock gets there. Nothing of ours is planned so far ahead, so what is counts as over.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam

from storage.types import UtcDateTime

#: Further ahead than any lease and any wait between two tries.
FURTHEST = timedelta(minutes=10)
#: For statements that are built once: `moments` gives them their values.
NOW, HORIZON = bindparam("now", type_=UtcDateTime()), bindparam("horizon", type_=UtcDateTime())


def has_come(column: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether this moment has come when the statement is executed, with `moments`, or never was a true one."""
    return (column <= NOW) | (column > HORIZON)


def moments(now: datetime, furthest: timedelta = FURTHEST) -> dict[str, datetime]:
    """Return the parameters of `has_come`."""
    return {"now": now, "horizon": now + furthest}
