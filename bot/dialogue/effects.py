"""What each rasa-sdk event does to a tracker."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.vocabulary import SESSION_START

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.dialogue.tracker import Tracker

Event = dict[str, Any]

#: What a message, or an action, may change and taking it back restores.
BEFORE_MESSAGE: Final = ("slots", "loop", "loop_rejected", "intent", "history")
BEFORE_ACTION: Final = (*BEFORE_MESSAGE, "latest_action_name", "latest_message", "followup_action", "paused")


class UnsupportedEvent(Exception):
    """An action returned an event this runtime does not know, or a slot the domain does not have."""


def take_effect(tracker: Tracker, event: Event) -> None:
    """Change the tracker as the event says.

    Raises:
        UnsupportedEvent: an event type this runtime refuses, or a slot outside the domain.

    """
    kind = str(event.get("event"))
    if kind in REFUSED:
        raise UnsupportedEvent(f"event `{kind}` is not supported: {REFUSED[kind]}")
    if kind not in EFFECTS:
        raise UnsupportedEvent(f"event `{kind}` is not supported")
    EFFECTS[kind](tracker, event)


def hear(tracker: Tracker, event: Event) -> None:
    """Take a citizen's message, remembering how things stood before it."""
    # Rasa leaves a form rejected when no rule runs it again, and so loses the next answer; we do not.
    tracker.loop_rejected = False
    tracker.before_message = {name: copy(getattr(tracker, name)) for name in BEFORE_MESSAGE}
    tracker.followup_action = None
    tracker.intent = event["parse_data"]["intent"]["name"]
    tracker.last_heard = event["timestamp"]


def rewind(tracker: Tracker, _event: Event) -> None:
    """Go back to before the message, and before the wait for it."""
    _restore(tracker, tracker.before_message)
    tracker.before_message = {}
    tracker.latest_action_name = tracker.history.pop().action if tracker.history else None


def undo(tracker: Tracker, _event: Event) -> None:
    """Go back to before the latest action; what it said is said."""
    _restore(tracker, tracker.before_action)
    tracker.before_action = {}


def _restore(tracker: Tracker, kept: Mapping[str, Any]) -> None:
    if not kept:
        raise UnsupportedEvent("only the latest message and the latest action can be taken back")
    for name, value in kept.items():
        setattr(tracker, name, value)


def act(tracker: Tracker, event: Event) -> None:
    """Note an executed action."""
    tracker.latest_action_name = event["name"]
    tracker.followup_action = None
    tracker.loop_interrupted = False
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
    tracker.loop, tracker.loop_rejected, tracker.loop_interrupted = event["name"], False, False


def reject(tracker: Tracker, event: Event) -> None:
    """Note that the form could not use the message; rules may answer it."""
    tracker.loop_rejected = tracker.loop_rejected or event["name"] == tracker.loop


def interrupt(tracker: Tracker, event: Event) -> None:
    """Show actions that the active form was interrupted, until the next action."""
    tracker.loop_interrupted = tracker.loop is not None and bool(event["is_interrupted"])


def follow(tracker: Tracker, event: Event) -> None:
    """Fix the next action."""
    tracker.followup_action = event["name"]


def pause(tracker: Tracker, _event: Event) -> None:
    """Say nothing more until resumed, restarted, or a new session begins."""
    tracker.paused = True


def resume(tracker: Tracker, _event: Event) -> None:
    """Answer again."""
    tracker.paused = False


def renew(tracker: Tracker, event: Event) -> None:
    """Begin anew, as if nothing had been said."""
    reset_slots(tracker, event)
    enter_loop(tracker, {"name": None})
    tracker.latest_action_name = tracker.followup_action = tracker.intent = None
    tracker.paused = False
    tracker.history.clear()


def restart(tracker: Tracker, event: Event) -> None:
    """Begin anew, with a new session next."""
    renew(tracker, event)
    tracker.followup_action = SESSION_START


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
    "undo": undo,
    "pause": pause,
    "resume": resume,
    "restart": restart,
    "session_started": renew,
    "loop_interrupted": interrupt,
    # What a person said, and an export without a path, change nothing in Rasa either.
    "agent": ignore,
    "export": ignore,
}
#: Events rasa-sdk offers and this runtime does not keep, each with its reason.
REFUSED: Final[Mapping[str, str]] = {
    "reminder": "what falls due by itself is a duty of the ticket (tickets/timing.py)",
    "cancel_reminder": "what falls due by itself is a duty of the ticket (tickets/timing.py)",
    "session_ended": "a citizen may always write again; use `restart`",
}
