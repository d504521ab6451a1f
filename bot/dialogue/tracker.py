"""The state of one conversation: what rasa-sdk calls a tracker, bounded so that it never grows old."""

from __future__ import annotations

import json
from collections import deque
from copy import copy
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.effects import BEFORE_ACTION, Event, enter_loop, take_effect
from bot.dialogue.moment import Moment
from bot.dialogue.vocabulary import REQUESTED_SLOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.dialogue.domain import Domain

#: Events kept for actions to read. Rasa keeps all: after 150 messages its action calls carry 327 KB.
EVENTS_KEPT: Final = 60
#: Moments kept for rules to look back on; a rule spans one citizen's message and at most ten actions.
MOMENTS_KEPT: Final = 24
#: What `to_json` writes besides the events and moments.
_PLAIN: Final = (
    *("sender_id", "slots", "latest_message", "loop", "loop_rejected"),
    *("latest_action_name", "followup_action", "intent", "last_heard", "paused"),
)


class Tracker:
    """One conversation. `apply` changes it, `state` shows it to actions, `to_json` keeps it.

    `intent` is the intent rules see; `history` the moments before now, oldest first; `last_heard`
    the time of the latest message in seconds since the epoch, None before the first.
    """

    def __init__(self, sender_id: str) -> None:
        self.sender_id = sender_id
        self.slots: dict[str, Any] = {}
        self.latest_message: dict[str, Any] = {}
        self.loop: str | None = None
        self.loop_rejected = False
        self.loop_interrupted = False
        self.paused = False
        self.latest_action_name: str | None = None
        self.followup_action: str | None = None
        self.intent: str | None = None
        self.last_heard: float | None = None
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self.history: deque[Moment] = deque(maxlen=MOMENTS_KEPT)
        self.initial_slots: dict[str, Any] = {}
        self.before_message: dict[str, Any] = {}
        self.before_action: dict[str, Any] = {}

    @property
    def active_loop(self) -> dict[str, Any]:
        """The active form in rasa-sdk's shape, empty when there is none."""
        if self.loop is None:
            return {}
        return {"name": self.loop, "is_interrupted": self.loop_interrupted, "rejected": self.loop_rejected}

    def fit(self, domain: Domain) -> None:
        """Follow the domain of today: a stored conversation may have slots or a form it no longer has."""
        self.initial_slots = domain.initial_slots()
        self.slots = {name: self.slots.get(name, value) for name, value in self.initial_slots.items()}
        if self.loop is not None and self.loop not in domain.forms:
            enter_loop(self, {"name": None})
            self.slots[REQUESTED_SLOT] = None

    def moment(self, domain: Domain) -> Moment:
        """Return what rules may see now."""
        return Moment(self.latest_action_name, self.intent, self.loop, domain.features(self.slots))

    def apply(self, event: Event) -> None:
        """Take one rasa-sdk event into account.

        Raises:
            UnsupportedEvent: an event type this runtime refuses, or a slot outside the domain.

        """
        take_effect(self, event)
        self.events.append(event)

    def mark_action(self) -> None:
        """Remember how things stand before an action, so that it can be taken back."""
        self.before_action = {name: copy(getattr(self, name)) for name in BEFORE_ACTION}

    def forget_earlier_rounds(self, form: str) -> None:
        """Drop a form's earlier questions from what rules look back on; they see it run once."""
        for i in reversed(range(len(self.history))):
            if self.history[i].action == form:
                self.intent = self.history[i].intent
                self.history = deque(list(self.history)[:i], maxlen=MOMENTS_KEPT)
                return

    def state(self, extra: Iterable[Event] = ()) -> dict[str, Any]:
        """Return the dict rasa-sdk's `Tracker.from_dict` wants, as if `extra` slot events had come last.

        It is JSON and the reader's own, in this process as on an action server.
        """
        extra = list(extra)
        pending = {event["name"]: event["value"] for event in extra if event["event"] == "slot"}
        return {
            "sender_id": self.sender_id,
            "slots": _copied(self.slots | pending),
            "latest_message": _copied(self.latest_message),
            "latest_event_time": self.last_heard,
            "events": [*self.events, *extra],
            "paused": self.paused,
            "followup_action": self.followup_action,
            "active_loop": self.active_loop,
            "latest_action_name": self.latest_action_name,
            "stack": [],
        }

    def to_json(self) -> dict[str, Any]:
        """Return a dict that JSON can hold, for the database."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return plain | {"events": list(self.events), "history": [moment.to_json() for moment in self.history]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Tracker:
        """Make the tracker that `to_json` wrote."""
        tracker = cls(stored["sender_id"])
        for name in _PLAIN:
            setattr(tracker, name, stored.get(name, getattr(tracker, name)))
        tracker.events.extend(stored["events"])
        tracker.history.extend(Moment(**moment) for moment in stored["history"])
        return tracker


def _copied(value: dict[str, Any]) -> dict[str, Any]:
    """Copy what is JSON, several times as fast as `deepcopy`: every action gets a copy."""
    copied: dict[str, Any] = json.loads(json.dumps(value))
    return copied
