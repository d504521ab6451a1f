"""The seconds in which a reply can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.status import EventKind
from tickets.ticket import TicketEvent


@dataclass(frozen=True, slots=True)
class Undo:
    """A reply that is not sent yet: its turn, and the seconds that are left."""

    turn: str
    seconds: int


def undoable(events: Sequence[TicketEvent], officer_id: str, now: datetime, lasts: timedelta) -> Undo | None:
    """Return this officer's last reply while it can be taken back."""
    last = _last(events, officer_id)
    if last is None or last.kind is EventKind.TAKEN_BACK:
        return None
    left = (last.at + lasts - now).total_seconds()
    return Undo(last.turn, max(1, round(left))) if left > 0 else None


def _last(events: Sequence[TicketEvent], officer_id: str) -> TicketEvent | None:
    kinds = {EventKind.REPLIED, EventKind.TAKEN_BACK}
    own = (e for e in reversed(events) if e.kind in kinds and e.actor.id == officer_id)
    return next(own, None)
