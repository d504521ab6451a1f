"""One turn under way: the tracker it changes, and what has been said so far."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.dialogue.action_client import ActionFailed
from bot.dialogue.effects import UnsupportedEvent
from messages import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.dialogue.action_client import ActionClient, ActionResult
    from bot.dialogue.domain import Domain
    from bot.dialogue.effects import Event
    from bot.dialogue.tracker import Tracker

#: Keys of a dispatcher's message that are not parameters of its text.
ENVELOPE: Final = frozenset(
    {"text", "buttons", "elements", "custom", "template", "response", "image", "attachment"}
)
_UNSUPPORTED: Final = ("elements", "custom", "image", "attachment")


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the citizen: a response to render with these values, or a text as it is.

    `slots` are the slot values of the moment it was said, for `Texts.render`; `buttons` only those
    an action added itself.
    """

    response: str | None
    params: dict[str, Any] = field(default_factory=dict)
    text: str | None = None
    buttons: tuple[Button, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one message: what to say, in order, and the rasa-sdk events it caused."""

    said: tuple[Say, ...]
    events: tuple[dict[str, Any], ...]


class Conversation:
    """The tracker of one turn with the means to change it: events, speech and actions."""

    def __init__(
        self, tracker: Tracker, domain: Domain, actions: ActionClient, clock: Callable[[], float]
    ) -> None:
        self.tracker = tracker
        self.domain = domain
        self._actions = actions
        self._clock = clock
        self._said: list[Say] = []
        self._events: list[Event] = []

    def turn(self) -> Turn:
        """Return the outcome so far."""
        return Turn(tuple(self._said), tuple(self._events))

    def now(self) -> float:
        """Return the time in seconds since the epoch."""
        return self._clock()

    def apply(self, kind: str, **fields: Any) -> None:
        """Let one event happen now, unless its `timestamp` says when."""
        stamp = fields.pop("timestamp", None) or self.now()
        event = {"event": kind, "timestamp": stamp, **fields}
        self.tracker.apply(event)
        self._events.append(event)

    def remember(self) -> dict[str, Any]:
        """Return how things stand, for `go_back`."""
        kept = (
            "slots",
            "loop",
            "loop_rejected",
            "latest_action_name",
            "followup_action",
            "history",
            "events",
        )
        tracker = {name: copy(getattr(self.tracker, name)) for name in kept}
        return {"tracker": tracker, "said": len(self._said), "events": len(self._events)}

    def go_back(self, before: dict[str, Any]) -> None:
        """Undo what happened since `remember`."""
        for name, value in before["tracker"].items():
            setattr(self.tracker, name, value)
        del self._said[before["said"] :], self._events[before["events"] :]

    def begin(self, action: str) -> None:
        """Note that `action` is executed, and the moment it was chosen in."""
        self.tracker.mark_action()
        self.tracker.history.append(self.tracker.moment(self.domain))
        self.apply("action", name=action)

    def wording(self, name: str) -> str | None:
        """Return the response `name` means: itself, or `name/label` by the message's retrieval label."""
        return self.domain.wording(name, self.tracker.latest_message.get("retrieval"))

    def say(
        self, response: str, params: dict[str, Any] | None = None, buttons: tuple[Button, ...] = ()
    ) -> None:
        """Say a response of the domain."""
        self._speak(Say(response, params or {}, None, buttons, dict(self.tracker.slots)))

    async def call(self, action: str, extra: Iterable[Event] = ()) -> ActionResult:
        """Run a custom action on the tracker as it stands, without taking its result yet."""
        return await self._actions.run(action, self.tracker.state(extra), self.domain.source)

    def take(self, action: str, result: ActionResult) -> None:
        """Say what the action said, then let its events happen."""
        for message in result.responses:
            self._relay(action, message)
        try:
            for event in result.events:
                self._happen(dict(event))
        except UnsupportedEvent as error:
            raise ActionFailed(action, str(error), retryable=False) from error

    def _happen(self, event: Event) -> None:
        """Let an action's event happen as if it had happened by itself."""
        kind = event.pop("event")
        if kind == "action":
            self.begin(event["name"])
        elif kind == "user":
            self._overhear(event)
        else:
            self.apply(kind, **event)

    def _overhear(self, event: Event) -> None:
        """Take words an action puts into the citizen's mouth; the turn they belong to stays the same."""
        read = {
            "intent": {"name": None, "confidence": 0.0},
            "entities": [],
            **(event.get("parse_data") or {}),
        }
        metadata = self.tracker.latest_message.get("metadata")
        self.tracker.latest_message = {**read, "text": event.get("text"), "metadata": metadata}
        self.apply("user", **{**event, "parse_data": read})

    def _relay(self, action: str, message: dict[str, Any]) -> None:
        for key in _UNSUPPORTED:
            if message.get(key):
                raise ActionFailed(action, f"a message with `{key}` is not supported", retryable=False)
        buttons = tuple(Button(item["title"], item["payload"]) for item in message.get("buttons") or ())
        name, params = message.get("response"), {k: v for k, v in message.items() if k not in ENVELOPE}
        if name is None:
            self._speak(Say(None, params, message.get("text") or "", buttons, dict(self.tracker.slots)))
            return
        wording = self.wording(name)
        if wording is None:
            raise ActionFailed(action, f"response `{name}` is not in the domain", retryable=False)
        self.say(wording, params, buttons)

    def _speak(self, say: Say) -> None:
        self._said.append(say)
        self.apply("bot", text=say.text, data={}, metadata={"utter_action": say.response})
