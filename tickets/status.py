"""The life of a ticket: its statuses, the events that move it, and which may happen when."""

from collections.abc import Iterable, Mapping
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
    ARCHIVED = "archived"  #: withdrawn, left without what was needed, or no complaint at all


class EventKind(StrEnum):
    """What can happen to a ticket; each row of `ticket_events` is one of these."""

    OPENED = "opened"
    VERIFIED = "verified"  #: triage says that it is a complaint with all it needs
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    CLAIMED = "claimed"  #: one officer looks after it
    RELEASED = "released"  #: and does so no longer
    STARTED = "started"  #: at work, perhaps with the day it is planned for
    REPLIED = "replied"
    TAKEN_BACK = "taken_back"  #: the reply was stopped before it was sent
    ASKED = "asked"  #: an officer asks the reporter; the clocks stand still
    INFORMATION_ADDED = "information_added"
    PLACE_ASKED = "place_asked"  #: the bot asked where it is
    PLACE_SET = "place_set"
    TOPIC_CHANGED = "topic_changed"
    URGENCY_CHANGED = "urgency_changed"
    VISIBILITY_CHANGED = "visibility_changed"
    HAND_OFF_STARTED = "hand_off_started"
    HAND_OFF_ENDED = "hand_off_ended"
    HELP_ASKED = "help_asked"  #: another agency supports, or is asked a question
    HELP_GIVEN = "help_given"
    PASSED_OUTSIDE = "passed_outside"  #: a body outside has it, we go on asking until a day
    FOLLOW_UP_DUE = "follow_up_due"  #: that day has come
    ESCALATED = "escalated"  #: one level higher, by itself or by hand
    REMINDED = "reminded"  #: the reporter was asked again
    EXTENDED = "extended"  #: an information request takes longer, once and with a reason
    REPORTED_DONE = "reported_done"  #: done or answered, says the agency
    VOTED = "voted"  #: what the reporter says to that
    CONFIRMED = "confirmed"  #: every reporter asked says it is done
    PRESUMED_DONE = "presumed_done"  #: the reporters stayed silent
    RATED = "rated"
    CLOSED = "closed"  #: it cannot be done
    NOT_OURS = "not_ours"
    LAPSED = "lapsed"  #: what was asked never came
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    SPAM_MARKED = "spam_marked"
    SPAM_CLEARED = "spam_cleared"
    MERGED = "merged"
    UNMERGED = "unmerged"
    JOINED = "joined"  #: another ticket was joined to this one
    PARTED = "parted"  #: and left it again
    SPLIT = "split"  #: a part of it became a ticket of its own
    REVIEWED = "reviewed"  #: somebody else looked at how it was closed
    DATA_ERASED = "data_erased"  #: who reported it, and every word, is gone at the reporter's wish


S, E = TicketStatus, EventKind

CLOSED = frozenset({S.RESOLVED, S.NOT_OURS, S.MERGED, S.ARCHIVED})
OPEN = frozenset(TicketStatus) - CLOSED
#: The reporter's turn; the clocks stand still.
WAITING = frozenset({S.NEEDS_INFO, S.AWAITING_REPORTER})
#: The agency's turn.
WORKABLE = OPEN - WAITING
#: No officer has begun on it; while its place is not known either, it waits for the reporter all the same.
UNTOUCHED = frozenset({S.NEW, S.ASSIGNED, S.REOPENED})
#: What the agency has not said its last word on.
UNDONE = WORKABLE | {S.NEEDS_INFO}
ANY = frozenset(TicketStatus)
#: What an agency has said its last word on, and the reporter may object to.
SAID_DONE = frozenset({S.AWAITING_REPORTER, S.RESOLVED, S.NOT_OURS, S.ARCHIVED})

Arrows = dict[TicketStatus, TicketStatus]


def _to(after: TicketStatus, statuses: Iterable[TicketStatus]) -> Arrows:
    return dict.fromkeys(statuses, after)


def _stay(statuses: Iterable[TicketStatus]) -> Arrows:
    return {status: status for status in statuses}


#: Event -> where it leads from each status it may happen in; `OPENED` makes a ticket NEW.
ARROWS: Mapping[EventKind, Arrows] = {
    E.VERIFIED: _to(S.VERIFIED, {S.NEW, S.REOPENED}),
    E.ASSIGNED: _to(S.ASSIGNED, UNDONE),
    E.TRANSFERRED: _to(S.ASSIGNED, UNDONE),
    E.CLAIMED: _stay(OPEN),
    E.RELEASED: _stay(OPEN),
    E.STARTED: _to(S.IN_PROGRESS, WORKABLE),
    E.REPLIED: _to(S.ANSWERED, WORKABLE) | _stay(WAITING),
    E.TAKEN_BACK: _to(S.IN_PROGRESS, {S.ANSWERED}) | _stay(OPEN - {S.ANSWERED}),
    E.ASKED: _to(S.NEEDS_INFO, UNDONE),
    E.INFORMATION_ADDED: _stay(OPEN - {S.NEEDS_INFO}) | _to(S.IN_PROGRESS, {S.NEEDS_INFO}),
    E.PLACE_ASKED: _stay(UNTOUCHED),
    E.PLACE_SET: _stay(OPEN - {S.NEEDS_INFO}) | _to(S.IN_PROGRESS, {S.NEEDS_INFO}),
    E.TOPIC_CHANGED: _stay(UNDONE),
    E.URGENCY_CHANGED: _stay(OPEN),
    E.VISIBILITY_CHANGED: _stay(ANY),
    E.HAND_OFF_STARTED: _stay(ANY),
    E.HAND_OFF_ENDED: _stay(ANY),
    E.HELP_ASKED: _stay(OPEN),
    E.HELP_GIVEN: _stay(ANY),
    E.PASSED_OUTSIDE: _to(S.IN_PROGRESS, WORKABLE),
    E.FOLLOW_UP_DUE: _stay(OPEN),
    E.ESCALATED: _stay(OPEN),
    E.REMINDED: _stay(WAITING | UNTOUCHED),
    E.EXTENDED: _stay(UNDONE),
    E.REPORTED_DONE: _to(S.AWAITING_REPORTER, UNDONE),
    E.VOTED: _stay({S.AWAITING_REPORTER, S.RESOLVED, S.NOT_OURS, S.MERGED}),
    E.CONFIRMED: _to(S.RESOLVED, {S.AWAITING_REPORTER, S.RESOLVED}),
    E.PRESUMED_DONE: _to(S.RESOLVED, {S.AWAITING_REPORTER}),
    E.RATED: _stay({S.AWAITING_REPORTER, S.RESOLVED, S.MERGED}),
    E.CLOSED: _to(S.RESOLVED, UNDONE),
    E.NOT_OURS: _to(S.NOT_OURS, UNDONE),
    E.LAPSED: _to(S.ARCHIVED, {S.NEEDS_INFO} | UNTOUCHED),
    E.REOPENED: _to(S.REOPENED, SAID_DONE),
    E.WITHDRAWN: _to(S.ARCHIVED, UNDONE),
    E.SPAM_MARKED: _to(S.ARCHIVED, UNDONE),
    E.SPAM_CLEARED: _to(S.REOPENED, {S.ARCHIVED}),
    E.MERGED: _to(S.MERGED, UNDONE),
    E.UNMERGED: _to(S.ASSIGNED, {S.MERGED}),
    E.JOINED: _stay(OPEN),
    E.PARTED: _stay(ANY),
    E.SPLIT: _stay(OPEN),
    E.REVIEWED: _stay(ANY),
    E.DATA_ERASED: _stay(ANY),
}


def move(status: TicketStatus | None, event: EventKind) -> TicketStatus:
    """Return the status after one event. Raises IllegalMove (TicketClosed where it is closed)."""
    if event is E.OPENED:
        if status is not None:
            raise IllegalMove
        return S.NEW
    if status is None:
        raise IllegalMove
    if status not in ARROWS[event]:
        raise TicketClosed if status in CLOSED else IllegalMove
    return ARROWS[event][status]


def status_after(events: Iterable[EventKind]) -> TicketStatus:
    """Derive a ticket's status from its whole history. Raises IllegalMove for an impossible or empty one."""
    status: TicketStatus | None = None
    for event in events:
        status = move(status, event)
    if status is None:
        raise IllegalMove
    return status
