"""What the turn tells an action: who wrote, which message, how it was understood, what was said before."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker

from actions.wiring import wiring
from messages import MessageKind, Point
from tickets.keys import TurnKeys
from tickets.ticket import Actor, ActorKind, TicketUrgency

URGENCY = {
    "darurat": TicketUrgency.EMERGENCY,
    "penting": TicketUrgency.IMPORTANT,
    "biasa": TicketUrgency.ORDINARY,
}
#: Seconds within which a typed "ya" still answers the bot's question.
ASKED_WITHIN = 3600


@dataclass(frozen=True, slots=True)
class Context:
    """One turn as an action sees it. `said` is the message's words, empty for a button or a wordless message."""

    tracker: Tracker
    metadata: dict[str, Any]
    keys: TurnKeys
    said: str
    entities: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, tracker: Tracker, action: str) -> "Context":
        """Read the turn; effects are keyed by the turn and this action."""
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        text = message.get("text") or ""
        return cls(
            tracker=tracker,
            metadata=metadata,
            keys=TurnKeys(f"{metadata['turn']}/{action}"),
            said="" if text.startswith("/") else text,
            entities=message.get("entities") or [],
        )

    @property
    def message_id(self) -> int:
        """The message that names the turn."""
        return int(self.metadata["message_id"])

    @property
    def message_ids(self) -> list[int]:
        """Every message of the turn (an album has several)."""
        return list(self.metadata["message_ids"])

    @property
    def contact_id(self) -> str:
        """The reporter's opaque id."""
        return str(self.metadata["contact_id"])

    @property
    def conversation_id(self) -> str:
        """The conversation."""
        return str(self.metadata["conversation_id"])

    @property
    def citizen(self) -> Actor:
        """The reporter as an actor."""
        return Actor(ActorKind.CITIZEN, self.contact_id)

    @property
    def received_at(self) -> datetime:
        """When the message came in; aware, UTC."""
        return datetime.fromisoformat(self.metadata["received_at"])

    @property
    def confidence(self) -> float:
        """How sure the reading of the message's intent is, 0 to 1."""
        return float(self.tracker.latest_message["intent"]["confidence"])

    @property
    def understood(self) -> dict[str, Any]:
        """How the words were understood, as plain values a slot can keep."""
        names = ("topics", "topic_is_sure", "sensitivity")
        return {name: self.metadata[name] for name in names} | {"urgency": self.urgency.value}

    @property
    def urgency(self) -> TicketUrgency:
        """How urgent the message was understood to be."""
        return URGENCY[self.metadata["urgency"]]

    def slot(self, name: str) -> Any:
        """Return what the dialogue remembers."""
        return self.tracker.get_slot(name)

    @property
    def sensitive(self) -> bool:
        """Whether the message is of a kind that only a secret ticket may hold."""
        return bool(self.metadata["sensitivity"])

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Return the matters of a message that holds several (bot/parts.py); none for one, or for a button."""
        return list(self.metadata.get("parts", ())) if self.said else []

    @property
    def remarks(self) -> frozenset[str]:
        """Which lists of marah.yml and jawaban.yml the words hold a phrase of."""
        return frozenset(self.metadata.get("remarks", ()))

    @property
    def asks_no_name(self) -> bool:
        """Whether the citizen asks that the name be not told."""
        return "tanpa_nama" in self.remarks

    @property
    def last_outbound(self) -> dict[str, Any]:
        """What the conversation's last message to the citizen was: `author`, `response`, `ticket_id`, `age_seconds`."""
        return self.metadata.get("last_outbound") or {}

    def last_response(self) -> str:
        """Return the bot's response that typed words can answer; "" once an officer spoke or time passed."""
        last = self.last_outbound
        if last.get("author") != "bot" or last["age_seconds"] > ASKED_WITHIN:
            return ""
        return str(last["response"] or "")

    def answered_ticket_id(self) -> str | None:
        """Return the ticket on which an officer spoke last; a button answers what stands above it instead."""
        last = self.last_outbound
        answers = last.get("author") == "officer" and self.metadata["kind"] != MessageKind.BUTTON
        return last["ticket_id"] if answers else None

    def entity(self, kind: str) -> str | None:
        """Return the first entity of a kind."""
        return next((str(e["value"]) for e in self.entities if e.get("entity") == kind), None)

    def point(self) -> Point | None:
        """Return the point the citizen sent with this turn, as a pin or as a button's value."""
        pair = self.metadata.get("point")
        return Point(*pair) if pair else read_point(self.entity("titik"))

    def place(self) -> str | None:
        """Return the words for the place: a described point, else the place named in the message."""
        point = self.point()
        return wiring().region.describe(point) if point else self.entity("lokasi")


def read_point(text: str | None) -> Point | None:
    """Read "latitude,longitude" in degrees; None where it is no such thing."""
    if not text:
        return None
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    in_range = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return Point(latitude, longitude) if in_range else None
