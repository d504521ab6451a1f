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


class Outcome(StrEnum):
    """How a ticket ended."""

    ANSWERED = "answered"
    DONE = "done"
    CANNOT = "cannot"
    NOT_OURS = "not_ours"
    WITHDRAWN = "withdrawn"
    NO_DATA = "no_data"  #: what was asked never came
    SPAM = "spam"


class Vote(StrEnum):
    """What a reporter says to "done"."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"  #: has not been there yet
    SILENT = "silent"  #: said nothing for ten working days; counted apart


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
SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter of one reporter. `reporter_id` is opaque; whoever it is stands only in the contacts.

    `candidates` are the topics that came next, best first. `agency` is the lead agency's code,
    `supporting` the codes of those who help. `first_answer_due` is the date told to the citizen for the first
    answer since the ticket was opened, passed on or reopened, `completion_due` the one for its end; both move
    with the clocks (tickets/timing.py). `pickup_due` is the office's own and gone once somebody has looked at it.
    `level` counts up the agency's ladder from its officers (0). `wake_at` is when something falls due by itself.
    `missed_at` is when a promise of the work that still goes on was first broken, whatever was promised since.
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
    pickup_due: datetime | None = None
    completion_due: date | None = None
    wake_at: datetime | None = None
    claimed_by: str | None = None
    level: int = 0
    outcome: Outcome | None = None
    vote: Vote | None = None
    rating: int | None = None
    needs_review: bool = False
    missed_at: datetime | None = None


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
