"""Waiting for a place: the bot asked where it is, and nobody has said so, nor has an officer taken it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tickets.clocks import Pause
from tickets.status import EventKind
from tickets.ticket import ActorKind, Ticket, TicketEvent, TicketKind, TicketUrgency

E = EventKind
#: After these nobody waits for the place any more: it came, an officer has it, or the work began or ended.
ENDS_WAIT = frozenset(
    {E.VERIFIED, E.ASSIGNED, E.TRANSFERRED, E.CLAIMED, E.STARTED, E.REPLIED, E.ASKED, E.PLACE_SET}
    | {E.TOPIC_CHANGED, E.URGENCY_CHANGED, E.HAND_OFF_STARTED, E.HELP_ASKED, E.PASSED_OUTSIDE, E.JOINED}
    | {E.REPORTED_DONE, E.CLOSED, E.NOT_OURS, E.LAPSED, E.REOPENED, E.WITHDRAWN, E.SPAM_MARKED}
    | {E.SPAM_CLEARED, E.MERGED, E.UNMERGED, E.EXTENDED}
)
#: The events by which a wait is followed.
FOLLOWED = ENDS_WAIT | {E.PLACE_ASKED, E.REMINDED, E.INFORMATION_ADDED, E.ESCALATED}


@dataclass(frozen=True, slots=True)
class PlaceWait:
    """Since when a place is waited for; `until` when is known once the reporter was reminded, and told."""

    asked: datetime
    reminded: datetime | None = None
    until: datetime | None = None


def may_wait(ticket: Ticket) -> bool:
    """Whether it may wait for its place: never an emergency, nor a matter whose reporter is in fear."""
    urgent = ticket.urgency is TicketUrgency.EMERGENCY
    waits = ticket.kind is TicketKind.COMPLAINT and not ticket.place and not ticket.claimed_by
    return waits and not urgent and not ticket.sensitivity


def place_wait(events: Sequence[TicketEvent]) -> PlaceWait | None:
    """Return the wait that still goes on after these events, if any."""
    wait: PlaceWait | None = None
    for event in events:
        wait = _after(wait, event)
    return wait


def place_pauses(events: Sequence[TicketEvent]) -> tuple[Pause, ...]:
    """Return when the clocks stood still for want of a place: from the reminder on, no longer than was told.

    What was promised with the receipt is not moved by the first day.
    """
    pauses: list[Pause] = []
    wait: PlaceWait | None = None
    for event in events:
        before, wait = wait, _after(wait, event)
        if before == wait:
            continue
        if wait and wait.reminded and not (before and before.reminded):
            pauses.append(Pause(wait.reminded, wait.until))
        elif before and before.reminded:
            pauses[-1] = replace(pauses[-1], end=min(before.until or event.at, event.at))
    return tuple(pauses)


def _after(wait: PlaceWait | None, event: TicketEvent) -> PlaceWait | None:
    if event.kind is E.PLACE_ASKED:
        return PlaceWait(event.at)
    if wait is None or _ends(wait, event):
        return None
    until = event.payload.get("until")
    if event.kind is E.REMINDED and until and wait.reminded is None:
        return replace(wait, reminded=event.at, until=datetime.fromisoformat(str(until)))
    return wait


def _ends(wait: PlaceWait, event: TicketEvent) -> bool:
    """Whether it ends the wait: any answer to the reminder does, and before it one that tells us not to wait."""
    if event.kind is E.INFORMATION_ADDED:
        return wait.reminded is not None or bool(event.payload.get("without_place"))
    if event.kind is E.URGENCY_CHANGED and event.actor.kind is ActorKind.CITIZEN:
        return False  # it got worse, and still nobody knows where
    lifted = event.kind is E.ESCALATED and event.actor.kind is not ActorKind.SYSTEM
    return lifted or event.kind in ENDS_WAIT
