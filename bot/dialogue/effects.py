"""What each rasa-sdk event does to a tracker."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.vocabulary import SESSION_START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.tracker import Tracker

Event = dict[str, Any]


class UnsupportedEvent(Exception):
    """An action returned an event this runtime does not know, or a slot the domain does not have."""


def take_effect(tracker: Tracker, event: Event) -> None:
    """Change the tracker as the event says.

    Raises:
        UnsupportedEvent: an event type this runtime refuses, or a slot outside the domain.

    """
    kind = str(event.get("event"))
    if kind not in EFFECTS:
        raise UnsupportedEvent(f"event `{kind}` is not supported")
    EFFECTS[kind](tracker, event)


def hear(tracker: Tracker, event: Event) -> None:
    """Take a citizen's message, remembering how things stood before it."""
    # Rasa leaves a form rejected when no rule runs it again, and so loses the next answer; we do not.
    tracker.loop_rejected = False
    kept = ("slots", "loop", "loop_rejected", "intent", "history")
    tracker.before_message = {name: copy(getattr(tracker, name)) for name in kept}
    tracker.intent = event["parse_data"]["intent"]["name"]
    tracker.last_heard = event["timestamp"]


def rewind(tracker: Tracker, _event: Event) -> None:
    """Go back to before the message, and before the wait for it."""
    for name, value in tracker.before_message.items():
        setattr(tracker, name, value)
    tracker.latest_action_name = tracker.history.pop().action if tracker.history else None


def act(tracker: Tracker, event: Event) -> None:
    """Note an executed action."""
    tracker.latest_action_name = event["name"]
    tracker.followup_action = None
    if event["name"] == tracker.loop:
        tracker.loop_rejected = False


def set_slot(tracker: Tracker, event: Event) -> None:
    """Give a slot its value."""
    if event["name"] not in tracker.slots:
        raise UnsupportedEvent(f"slot `{event['name']}` is not in the domain")
    tracker.slots[event["name"]] = event["value"]


def reset_slots(tracker: Tracker, _event: Event) -> None:
    """Give every slot its first value."""
    tracker.slots = deepcopy(tracker.initial_slots)


def enter_loop(tracker: Tracker, event: Event) -> None:
    """Enter a form, or leave it with the name None."""
    tracker.loop, tracker.loop_rejected = event["name"], False


def reject(tracker: Tracker, event: Event) -> None:
    """Note that the form could not use the message; rules may answer it."""
    tracker.loop_rejected = tracker.loop_rejected or event["name"] == tracker.loop


def follow(tracker: Tracker, event: Event) -> None:
    """Fix the next action."""
    tracker.followup_action = event["name"]


def restart(tracker: Tracker, event: Event) -> None:
    """Begin anew, with a session of its own next."""
    begin_session(tracker, event)
    tracker.followup_action = SESSION_START


def begin_session(tracker: Tracker, event: Event) -> None:
    """Begin anew, as if nothing had been said."""
    reset_slots(tracker, event)
    enter_loop(tracker, {"name": None})
    tracker.latest_action_name = tracker.followup_action = tracker.intent = None
    tracker.history.clear()


def ignore(_tracker: Tracker, _event: Event) -> None:
    """Keep the event for actions to read; nothing else changes."""


EFFECTS: Final[Mapping[str, Callable[[Tracker, Event], None]]] = {
    "user": hear,
    "bot": ignore,
    "action": act,
    "slot": set_slot,
    "reset_slots": reset_slots,
    "active_loop": enter_loop,
    "followup": follow,
    "action_execution_rejected": reject,
    "rewind": rewind,
    "restart": restart,
    "session_started": begin_session,
}
