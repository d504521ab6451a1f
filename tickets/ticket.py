"""A ticket and its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from messages import Point
from tickets.status import EventKind, TicketStatus


class TicketKind(StrEnum):
    """What the citizen wants: a second axis beside the topic."""

    COMPLAINT = "complaint"
    INFORMATION_REQUEST = "information_request"
    ASPIRATION = "aspiration"


class Visibility(StrEnum):
    """Who may see what: ordinary; anonymous hides the name; secret hides the content too."""

    ORDINARY = "ordinary"
    ANONYMOUS = "anonymous"
    SECRET = "secret"  # noqa: S105 - a visibility, no password


class TicketUrgency(StrEnum):
    """How soon a person must look at it."""

    EMERGENCY = "emergency"
    IMPORTANT = "important"
    ORDINARY = "ordinary"


class ActorKind(StrEnum):
    """Who did something."""

    CITIZEN = "citizen"
    BOT = "bot"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something; `id` is an opaque contact or officer id, empty for the bot and the system."""

    kind: ActorKind
    id: str = ""


BOT = Actor(ActorKind.BOT)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter of one reporter. `reporter_id` is opaque; whoever it is stands only in the contacts.

    `candidates` are the topics that came next, best first. `agency` is the lead agency's code,
    `supporting` the codes of those who help. `first_answer_due` is the date told to the citizen.
    """

    id: str
    number: str
    source_message_id: int
    part: int
    reporter_id: str
    conversation_id: str
    topic: str
    topic_confidence: float
    agency: str
    opened_at: datetime
    first_answer_due: date
    kind: TicketKind = TicketKind.COMPLAINT
    visibility: Visibility = Visibility.ORDINARY
    urgency: TicketUrgency = TicketUrgency.ORDINARY
    status: TicketStatus = TicketStatus.NEW
    candidates: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    place: str | None = None
    point: Point | None = None
    area_code: str | None = None
    supporting: tuple[str, ...] = ()
    parent_id: str | None = None
    first_answered_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One thing that happened; rows are only ever added."""

    ticket_id: str
    turn: str
    n: int
    kind: EventKind
    actor: Actor
    at: datetime
    reason: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)
