"""A ticket's status follows from its events, and an impossible step is refused."""

import pytest

from tickets.errors import IllegalMove, TicketClosed
from tickets.status import ARROWS, CLOSED, OPEN, EventKind, TicketStatus, move, status_after


def test_the_status_derives_from_the_history() -> None:
    history = [EventKind.OPENED, EventKind.ASSIGNED, EventKind.REPLIED, EventKind.CLOSED]
    assert status_after(history) is TicketStatus.RESOLVED


@pytest.mark.parametrize("event", [EventKind.REPLIED, EventKind.TRANSFERRED, EventKind.CLOSED])
@pytest.mark.parametrize("status", sorted(CLOSED))
def test_a_closed_ticket_refuses(event: EventKind, status: TicketStatus) -> None:
    with pytest.raises(TicketClosed, match="until it is opened again"):
        move(status, event)


def test_a_ticket_opens_once() -> None:
    with pytest.raises(IllegalMove):
        move(TicketStatus.NEW, EventKind.OPENED)


def test_nothing_happens_before_the_opening() -> None:
    with pytest.raises(IllegalMove):
        status_after([EventKind.REPLIED])


def test_every_event_is_drawn() -> None:
    assert set(ARROWS) | {EventKind.OPENED} == set(EventKind)
    assert set(TicketStatus) == OPEN | CLOSED
