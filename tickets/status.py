"""The statuses of a ticket and the events that move it."""

from collections.abc import Iterable
from enum import StrEnum

from tickets.errors import IllegalMove, TicketClosed


class TicketStatus(StrEnum):
    """Where a ticket stands; English in code, Indonesian on screen (docs/glossary.md)."""

    NEW = "new"  #: received, no owner has it yet (triage)
    NEEDS_INFO = "needs_info"  #: waits for something only the reporter knows
    VERIFIED = "verified"  #: checked by triage
    ASSIGNED = "assigned"  #: an agency has it in its queue
    IN_PROGRESS = "in_progress"  #: the agency is at work
    ANSWERED = "answered"  #: the agency has answered
    AWAITING_REPORTER = "awaiting_reporter"  #: reported done, the reporter's word is awaited
    RESOLVED = "resolved"  #: done
    REOPENED = "reopened"  #: the reporter says it is not done
    NOT_OURS = "not_ours"  #: belongs to a body outside, passed on
    MERGED = "merged"  #: joined to another ticket
    ARCHIVED = "archived"  #: withdrawn or left without what was needed


class EventKind(StrEnum):
    """What can happen to a ticket; each row of `ticket_events` is one of these."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    INFORMATION_ADDED = "information_added"
    PLACE_SET = "place_set"
    TOPIC_CHANGED = "topic_changed"
    HAND_OFF_STARTED = "hand_off_started"
    HAND_OFF_ENDED = "hand_off_ended"
    TRANSFERRED = "transferred"
    REPLIED = "replied"
    STARTED = "started"
    CLOSED = "closed"
    NOT_OURS = "not_ours"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({TicketStatus.RESOLVED, TicketStatus.NOT_OURS, TicketStatus.MERGED, TicketStatus.ARCHIVED})
OPEN = frozenset(TicketStatus) - CLOSED

#: Event -> (statuses it may happen in, status after it; None leaves the status).
ARROWS: dict[EventKind, tuple[frozenset[TicketStatus], TicketStatus | None]] = {
    EventKind.ASSIGNED: (OPEN, TicketStatus.ASSIGNED),
    EventKind.TRANSFERRED: (OPEN, TicketStatus.ASSIGNED),
    EventKind.STARTED: (OPEN, TicketStatus.IN_PROGRESS),
    EventKind.REPLIED: (OPEN, TicketStatus.ANSWERED),
    EventKind.CLOSED: (OPEN, TicketStatus.RESOLVED),
    EventKind.NOT_OURS: (OPEN, TicketStatus.NOT_OURS),
    EventKind.REOPENED: (CLOSED, TicketStatus.REOPENED),
    EventKind.WITHDRAWN: (OPEN, TicketStatus.ARCHIVED),
    EventKind.PLACE_SET: (OPEN, None),
    EventKind.TOPIC_CHANGED: (OPEN, None),
    EventKind.INFORMATION_ADDED: (OPEN, None),
    EventKind.HAND_OFF_STARTED: (frozenset(TicketStatus), None),
    EventKind.HAND_OFF_ENDED: (frozenset(TicketStatus), None),
}


def move(status: TicketStatus | None, event: EventKind) -> TicketStatus:
    """Return the status after one event. Raises IllegalMove (TicketClosed where it is closed)."""
    if event is EventKind.OPENED:
        if status is not None:
            raise IllegalMove
        return TicketStatus.NEW
    if status is None:
        raise IllegalMove
    allowed, after = ARROWS[event]
    if status not in allowed:
        raise TicketClosed if status in CLOSED else IllegalMove
    return after or status


def status_after(events: Iterable[EventKind]) -> TicketStatus:
    """Derive a ticket's status from its whole history. Raises IllegalMove for an impossible or empty one."""
    status: TicketStatus | None = None
    for event in events:
        status = move(status, event)
    if status is None:
        raise IllegalMove
    return status
